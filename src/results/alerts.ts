import type { ToldPart } from "../scoring/explain/told-parts.ts";
import type { Band, BandThresholds, Day, SignalKind } from "../scoring/types.ts";
import type { Feedback } from "./alert-answers.ts";
import type { Signal } from "./health.ts";
import type { Instant } from "./reader.ts";

/** Where an alert stands. Withdrawn: late data showed that it should not have been opened. */
export type AlertState = "open" | "acknowledged" | "snoozed" | "resolved" | "withdrawn";

/** How an alert ended. */
export type ClosedHow =
  | "recovered"
  | "settled"
  | "back-in-use"
  | "band-recovered"
  | "by-hand"
  | "undone"
  /** The account is no customer any more. */
  | "left";

/** An alert, with what was seen at its opening and what happened to it since. */
export interface AlertFacts {
  readonly id: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly owner: { readonly id: string; readonly name: string; readonly slackUserId: string | null } | null;
  readonly kind: SignalKind;
  readonly state: AlertState;
  readonly openedAt: Instant;
  readonly openedDay: Day;
  readonly opening: AlertOpening;
  /** What else the message says: further reasons, the strongest first. */
  readonly also: readonly AlertOpening[];
  /** The last time that it was told again; null: it was told at its opening alone. */
  readonly again: ToldAgain | null;
  /** Another alert's message says this one too; null: it has its own. */
  readonly leadId: string | null;
  /** Where the account stands now; its card says more. */
  readonly score: number | null;
  readonly band: Band | null;
  readonly signal: Signal | null;
  readonly dataDay: Day | null;
  readonly acknowledged: { readonly byId: string; readonly byName: string; readonly at: Instant } | null;
  readonly snoozed: {
    readonly byName: string;
    readonly until: Instant;
    readonly reason: string | null;
    readonly wakesIfWorse: boolean;
  } | null;
  readonly closed: {
    readonly how: ClosedHow;
    readonly at: Instant;
    readonly byName: string | null;
    readonly note: string | null;
    readonly actual: number | null;
    readonly usual: number | null;
    /** On the day it ended; null, or absent: it is not known. */
    readonly score?: number | null;
    readonly openDays: number;
  } | null;
  readonly feedback: Feedback | null;
  readonly version: number;
}

/** What was told of an alert after its opening, and where use stood on that day. */
export interface ToldAgain {
  /** still: it lasts. worse: it fell further. */
  readonly how: "still" | "worse";
  readonly day: Day;
  /** User-days in 28 days; usual is that of the opening. Null: no baseline. */
  readonly actual: number;
  readonly usual: number | null;
  /** Its snooze ended early because of it. */
  readonly woken?: true;
}

/** What was seen when an alert opened. */
export type AlertOpening =
  | {
      readonly kind: "drop";
      readonly dropPercent: number;
      readonly actual: number;
      readonly usual: number;
      /** About when it began. */
      readonly onset: Day | null;
      readonly feature: { readonly feature: string; readonly actual: number; readonly usual: number } | null;
      /** What "Why this alert?" explains. */
      readonly thresholdPercent: number;
      /** By how much more than chance the last 14 days had to be low; absent: by what was asked of everybody then. */
      readonly evidence?: number;
      readonly market: number;
    }
  | {
      readonly kind: "band-change";
      /** Of the rules that it was judged by; absent in alerts from before teams could set them: the start model's. */
      readonly thresholds?: BandThresholds;
      readonly score: number;
      readonly scoreBefore: number;
      readonly beforeDay: Day;
      readonly lastUsedOn: Day | null;
      /** Where the points alone would not put it at risk: days of silence, which do. Absent: the points do, or it was not kept. */
      readonly silentDays?: number;
      readonly partChanges: readonly { readonly part: ToldPart; readonly change: number }[];
      /** What a change of the rules since then did by itself; absent: nothing. */
      readonly byRules?: number;
      readonly actual: number;
      readonly usual: number | null;
    }
  | {
      readonly kind: "silence";
      readonly days: number;
      readonly lastUsedOn: Day;
      /** In the 28 days before it fell silent. */
      readonly userDaysBefore: number;
      readonly usersBefore: number;
      /** Of the tenant's accounts that went this quiet, how many came back; null: too few to say (under 5). */
      readonly history: { readonly quiet: number; readonly cameBack: number } | null;
    };
