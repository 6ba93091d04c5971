import type { MadeBy } from "../scoring/models/model-history.ts";
import type { Band, BandThresholds, Day, Parts } from "../scoring/types.ts";
import type { AccountLine, BandCounts, LateData } from "./accounts.ts";
import type { Judged } from "./alert-report.ts";
import type { ClosedHow } from "./alerts.ts";
import type { Instant } from "./reader.ts";
import type { RenewalFacts } from "./renewals.ts";

/** What a digest says; stored as it was sent. */
export interface DigestFacts {
  readonly kind: "first" | "morning" | "quiet" | "weekly" | "stale";
  /** Without those that left. */
  readonly accounts: number;
  readonly dueAt: Instant;
  readonly madeAt: Instant;
  /** The last digest that this reader was sent. */
  readonly since: Instant | null;
  readonly dataDay: Day | null;
  readonly counts: BandCounts;
  /** As of the last digest; null on the first day. */
  readonly countsBefore: BandCounts | null;
  readonly newAccounts: number;
  readonly needYou: readonly DigestLine[];
  /** Movers that need no call, the largest first. */
  readonly moved: readonly DigestLine[];
  /** The three lowest, for the first digest. */
  readonly lowest: readonly DigestLine[];
  /** Names of accounts whose data alone is late. */
  readonly lateAccounts: readonly string[];
  readonly late: LateData | null;
  /** Alerts resolved or withdrawn since the last digest (weekly: in the week). */
  readonly closed: readonly {
    readonly accountId: string;
    readonly accountName: string;
    readonly how: ClosedHow;
    readonly byName: string | null;
  }[];
  readonly renewals: readonly {
    readonly accountId: string;
    readonly accountName: string;
    readonly on: Day;
  }[];
  /** What is at risk and what renews, of the day of its making. Absent: made before this was told. */
  readonly business?: RenewalFacts;
  /** How alerts of the last twelve months were judged: on Mondays, to leads and admins. Absent: not told. */
  readonly judged?: Judged;
  readonly chart: DigestChart | null;
  readonly thresholds: BandThresholds;
  /** A new version of the model since the day that is compared with. Absent: none, or made before this was told. */
  readonly published?: PublishedSince;
  /** Where each account stood when this was made, by id: what the next digest compares with. Absent: made before it was kept. */
  readonly told?: Readonly<Record<string, ToldScore>>;
}

/** A score as a reader was told it, whatever came of that day since: late data and new rules change what is kept of it. Not rounded. */
export interface ToldScore extends MadeBy {
  readonly score: number;
  readonly band: Band;
  readonly parts: Parts;
}

/** A version of the model that scores since a day, and how many accounts' scores that moved by itself. */
export interface PublishedSince {
  readonly version: number;
  readonly since: Day;
  readonly accounts: number;
}

/** An account in a digest. */
export interface DigestLine {
  readonly account: AccountLine;
  /** The score less the one that the reader's last digest told, both as they are shown. */
  readonly change: number | null;
  /** Points of `change` that new rules did by themselves. Absent: none. */
  readonly byRules?: number;
  /** What to say of its alert: "New alert.", "You snoozed it until today.", "Was at risk." */
  readonly note:
    | "new-alert"
    | "still-open"
    | "snooze-ended"
    | "resolved"
    | "withdrawn"
    | "was-at-risk"
    | "was-watch"
    | "was-healthy"
    | null;
}

/** Rows of the digest's picture, the accounts that moved first, and those that have no row. */
export interface DigestChart {
  /** Between `before` and `now`. Absent: made before it was kept, a week on Mondays, else 28 days. */
  readonly windowDays?: 7 | 28;
  readonly rows: readonly {
    readonly name: string;
    readonly now: number;
    readonly before: number | null;
    readonly band: Band;
  }[];
  /** `moved` where an account would have had a row, had there been room; absent: steady. */
  readonly others: readonly {
    readonly now: number;
    readonly band: Band;
    readonly moved?: "low-or-falling" | "rising";
  }[];
}

/** A member's digest as it is set. */
export interface DigestSettings {
  readonly active: boolean;
  /** "08:30" */
  readonly localTime: string;
  /** 1 Monday … 7 Sunday */
  readonly weekdays: readonly number[];
  readonly zone: string;
  readonly skipQuiet: boolean;
  readonly nextDueAt: Instant | null;
}
