import type { ExportFormat } from "../export-formats.ts";
import type { Chart } from "../render/types.ts";
import type { Feedback } from "../results/alert-answers.ts";

/*
 * A message is a list of parts from a closed union. Views build parts, pure and without limits; each platform's renderer
 * lays them out and owns its limits. A part that a renderer does not know does not compile.
 */

/** A run of text. Views never write a platform's markup. */
export type Span =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong"; readonly text: string }
  /** What one would type: `/health digest 8:30 weekdays`. */
  | { readonly kind: "code"; readonly text: string }
  /** A link into the web view; `path` starts with "/". */
  | { readonly kind: "link"; readonly text: string; readonly path: string; readonly strong?: boolean }
  /** A person: a mention where the platform knows them, else the name. */
  | { readonly kind: "person"; readonly name: string; readonly slackUserId: string | null }
  /** A band's shape with its word for screen readers: 🟥 🔶 🔵 ⚪ */
  | { readonly kind: "shape"; readonly band: "healthy" | "watch" | "at-risk" | "no-data" }
  /** An instant, shown in each reader's own zone where the platform can; `fallback` names the zone. */
  | {
      readonly kind: "time";
      readonly at: string;
      readonly style: "time" | "date-time";
      readonly fallback: string;
    };

/** Text: spans in one line or paragraph. */
export type Text = readonly Span[];

/** What a click asks for. Each is a use case; ids only, rights are checked when it is done. */
export type Command =
  | { readonly do: "acknowledge-alert"; readonly alertId: string }
  | { readonly do: "snooze-alert"; readonly alertId: string }
  | { readonly do: "wake-alert"; readonly alertId: string }
  | { readonly do: "resolve-alert"; readonly alertId: string }
  | { readonly do: "reopen-alert"; readonly alertId: string }
  | { readonly do: "release-alert"; readonly alertId: string }
  | {
      readonly do: "judge-alert";
      readonly alertId: string;
      readonly feedback: Feedback;
    }
  /** Asks whether an alert was useful; `judge-alert` is the answer. */
  | { readonly do: "rate-alert"; readonly alertId: string }
  | { readonly do: "explain-alert"; readonly alertId: string }
  | { readonly do: "show-account"; readonly accountId: string }
  | ({ readonly do: "explain-score"; readonly accountId: string } & DayPair)
  | { readonly do: "export-account"; readonly accountId: string; readonly format: ExportFormat }
  | { readonly do: "export-portfolio"; readonly format: ExportFormat }
  /** Has a report mailed to who asks. Null: the portfolio's. */
  | { readonly do: "mail-report"; readonly accountId: string | null; readonly format: ExportFormat }
  | { readonly do: "send-digest" }
  | { readonly do: "share"; readonly what: ShareSubject };

/** Two days to compare, `YYYY-MM-DD`; without them, 28 days to the data's day. */
export interface DayPair {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What can be shared into a conversation: rendered anew under the rights of everyone there. */
export type ShareSubject =
  | { readonly kind: "account"; readonly accountId: string }
  | ({ readonly kind: "why"; readonly accountId: string } & DayPair)
  | { readonly kind: "list"; readonly filter: "all" | "at-risk" | "watch" | "movers" };

/** A button: does something, or opens a page. At most three words, "…" if it asks more. */
export type Action =
  | {
      readonly kind: "command";
      readonly label: string;
      readonly command: Command;
      readonly primary?: boolean;
    }
  | { readonly kind: "open"; readonly label: string; readonly path: string; readonly primary?: boolean };

/** One line of a list with its own menu: an account in a digest. */
export interface Item {
  readonly lines: readonly Text[];
  readonly menu: readonly Action[];
  /** Where a tap on the item leads. */
  readonly path: string;
}

/** One part of a message. Every renderer knows all of them, and nothing else is ever said. */
export type Part =
  | { readonly part: "heading"; readonly text: string }
  | { readonly part: "text"; readonly text: Text }
  /** Label and value; unknown facts are left out by the view. */
  | { readonly part: "facts"; readonly facts: readonly { readonly label: string; readonly value: Text }[] }
  /** Accounts with menus, most needed first; the budgeter cuts from the end and says how many more. */
  | { readonly part: "items"; readonly items: readonly Item[]; readonly more: MoreLink }
  | {
      readonly part: "table";
      readonly columns: readonly { readonly label: string; readonly align: "left" | "right" }[];
      readonly rows: readonly (readonly Text[])[];
      readonly more: MoreLink;
    }
  /** `label` names where it leads; absent: the account. */
  | {
      readonly part: "image";
      readonly chart: Chart;
      readonly alt: string;
      readonly path: string;
      readonly label?: string;
    }
  /** A question with choices: which account was meant. */
  | {
      readonly part: "choice";
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly command: Command }[];
    }
  | { readonly part: "actions"; readonly actions: readonly Action[]; readonly overflow: readonly Action[] }
  | { readonly part: "context"; readonly text: Text }
  | { readonly part: "divider" };

/**
 * How a list that was cut goes on: "12 more, all healthy: open portfolio". `hidden` were left out by the view already; what a
 * budgeter cuts is added to them.
 */
export interface MoreLink {
  readonly hidden: number;
  /** What is true of all that the view left out: "all healthy"; "" for nothing. No longer said when more was cut. */
  readonly noun: string;
  readonly path: string;
  /** What the link says. Absent: "open portfolio". */
  readonly label?: string;
}

/** What is sent: a push preview of at most 120 characters, and parts in reading order. */
export interface Message {
  readonly summary: string;
  /** What its thread is called where a later message of one subject answers the first (mail): the first one's heading. */
  readonly topic?: string;
  /** The data itself is in trouble: late, or stopped. The words say so; a platform may set them off as well. */
  readonly tone?: "late" | "stopped";
  readonly parts: readonly Part[];
}

/** Text helpers for views. */
export const t = (text: string): Span => ({ kind: "text", text });
export const strong = (text: string): Span => ({ kind: "strong", text });
export const link = (text: string, path: string): Span => ({ kind: "link", text, path });
export const code = (text: string): Span => ({ kind: "code", text });
