import type { Reader } from "../../results/reader.ts";
import { cutEnd, preview, roleNames, shownName } from "../../words/names.ts";
import { code, type Message, type Part, type Text, t } from "../message.ts";
import { digestSettingsPath } from "./paths.ts";
import { context } from "./spans.ts";

/** What help is made with. */
export interface HelpOptions {
  /** Names of the asker's own accounts, most needed first, for examples that work; may be empty. */
  readonly examples: readonly string[];
  /** A greeting, or what was not understood, and the command that was probably meant; null: help was asked for. */
  readonly heard: "greeting" | Unknown | null;
}

interface Unknown {
  readonly word: string;
  readonly meant: string | null;
}

/**
 * A line for each command, with the asker's own accounts in them; headed by what was heard, if it was no command. A customer's own
 * people are told of what is theirs: no lists by need, no digests, no alerts.
 */
export function helpMessage(reader: Reader, { examples, heard }: HelpOptions): Message {
  const forCustomer = reader.role === "viewer";
  const lines = forCustomer ? customerLines(examples) : teamLines(examples);
  const head = heard === null ? [] : [headOf(heard)];
  return {
    summary: heard === null ? "What I can do" : preview(headWords(heard)),
    parts: [
      ...head,
      {
        part: "text",
        text: lines.flatMap((spans, index) => (index === 0 ? spans : [t("\n"), ...spans])),
      },
      ...(forCustomer
        ? []
        : [
            {
              part: "actions" as const,
              actions: [{ kind: "open" as const, label: "Digest settings", path: digestSettingsPath }],
              overflow: [],
            },
          ]),
      context([t(`Your role: ${roleNames[reader.role].toLowerCase()}`)], reader),
    ],
  };
}

/** "/health why Acme  what changed its score in 28 days". */
function line(command: string, does: string): Text {
  return [code(`/health${command}`), t(`  ${does}`)];
}

function customerLines(examples: readonly string[]): readonly Text[] {
  const one = nameArgument(examples[0] ?? "Acme");
  return [
    line("", "your accounts"),
    line(` ${one}`, "one account: health, reasons, chart"),
    line(` why ${one}`, "what changed its score in 28 days; also since 90d, since 1 Sep"),
    line(` export ${one} pdf`, "a report as file, only for you; also xlsx, csv"),
    line(" help", "this list"),
  ];
}

function teamLines(examples: readonly string[]): readonly Text[] {
  const one = nameArgument(examples[0] ?? "Acme");
  const other = nameArgument(examples[1] ?? examples[0] ?? "Acme");
  return [
    line("", "all your accounts, by need"),
    line(` ${one}`, "one account: health, reasons, chart"),
    line(" at-risk", "the accounts at risk; also watch, movers"),
    line(" renewals", "what is at risk, and who renews within 90 days"),
    line(` why ${other}`, "what changed its score in 28 days; also since 90d, since 1 Sep"),
    line(` export ${one} pdf`, "a report as file, only for you; also xlsx, csv, by mail"),
    line(" export portfolio xlsx", "all your accounts as a workbook"),
    line(" digest 8:30 weekdays", "when your digest comes; also off, now"),
    line(" quiet 18:00-8:00", "when alerts wait; also weekends, off"),
    line(" notices", "by which channels you are told"),
    line(" help", "this list"),
  ];
}

/** A name as an argument: quoted where a verb or the end of a word would be misread. */
export function nameArgument(name: string): string {
  const shown = shownName(name).replaceAll("`", "'");
  return /^(at-risk|watch|movers|renewals|why|export|digest|quiet|notices|help|portfolio)\b/i.test(shown)
    ? `"${shown}"`
    : shown;
}

function headOf(heard: "greeting" | Unknown): Part {
  const words = headWords(heard);
  const meant = heard === "greeting" ? null : heard.meant;
  return {
    part: "text",
    text: meant === null ? [t(words)] : [t(`${words} Did you mean `), code(meant), t("?")],
  };
}

function headWords(heard: "greeting" | Unknown): string {
  return heard === "greeting"
    ? "Here is what I answer."
    : `I don't know “${cutEnd(shownName(heard.word), 60)}”.`;
}
