import type { Channel, SendingChannel } from "../channels.ts";
import type { Role } from "../context.ts";
import type { Band, BandThresholds, Day, PartName, SignalKind } from "../scoring/types.ts";

/*
 * What use cases answer: plain facts, already under the asker's rights, from which views make messages, pages and
 * reports. Points and scores are rounded here, once, by largest remainder, so that every surface shows the same figures
 * and they add up. Days are the tenant's; instants are ISO strings in UTC (facts are also stored as JSON).
 */

/** An instant, ISO 8601 in UTC. */
export type Instant = string;

/** Who reads, and in whose words: names, zone, role. */
export interface Reader {
  readonly memberId: string;
  readonly name: string;
  readonly firstName: string;
  readonly email: string;
  readonly role: Exclude<Role, "system">;
  readonly zone: string;
  readonly tenantName: string;
  readonly tenantZone: string;
  /** Sample data is marked wherever it is shown. */
  readonly demo: boolean;
}

/** What is shown after the band: a signal leads, because a score moves slowly. */
export type Signal =
  | { readonly kind: "dropping" }
  | { readonly kind: "silent"; readonly days: number }
  | { readonly kind: "recovering" }
  | { readonly kind: "data-late" }
  | { readonly kind: "new"; readonly ageDays: number };

/** An account as a list shows it. `score` null: no event ever ("no data", never 0). */
export interface AccountLine {
  readonly id: string;
  readonly name: string;
  readonly score: number | null;
  readonly band: Band | null;
  readonly signal: Signal | null;
  /** Changes of the rounded score; null when there was none then. */
  readonly change7d: number | null;
  readonly change28d: number | null;
  /** User-days in the 28 days to the data's day, and usual ones; usual null without a baseline. */
  readonly actual: number;
  readonly usual: number | null;
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly renewalOn: Day | null;
  readonly lastUsedOn: Day | null;
  /** The open alert that leads, if any. */
  readonly alert: { readonly id: string; readonly kind: SignalKind; readonly state: AlertState } | null;
  /** The main cause in figures, for the why-line. */
  readonly cause: Cause | null;
}

/** Why an account stands where it stands: the largest cause, as figures (drop > silence > band > part). */
export type Cause =
  | {
      readonly kind: "drop";
      readonly dropPercent: number;
      readonly actual: number;
      readonly usual: number;
      readonly feature: string | null;
      readonly isNew: boolean;
    }
  | { readonly kind: "silence"; readonly days: number; readonly lastUsedOn: Day }
  | {
      readonly kind: "back-in-use";
      readonly quietDays: number;
      readonly actual: number;
      readonly usual: number | null;
    }
  | {
      readonly kind: "band";
      readonly from: Band;
      readonly fromScore: number;
      readonly part: PartName;
      readonly change: number;
    }
  | { readonly kind: "part"; readonly part: PartName; readonly change: number; readonly windowDays: number };

/** How many accounts stand where. */
export interface BandCounts {
  readonly atRisk: number;
  readonly watch: number;
  readonly healthy: number;
  readonly noData: number;
}

/** Usage that should have arrived and did not. */
export interface LateData {
  /** Name of the source, or null when all accounts fell together. */
  readonly source: string | null;
  readonly lastEventAt: Instant | null;
  readonly adminName: string | null;
}

/** A page of a portfolio: need first (or as sorted), counts over all of it. */
export interface Portfolio {
  /** Whose: the reader's own accounts, or all of the tenant's. */
  readonly scope: "mine" | "all";
  readonly dataDay: Day | null;
  readonly scoredAt: Instant | null;
  readonly thresholds: BandThresholds;
  readonly counts: BandCounts;
  /** Open alerts nobody has, and snoozes that end today. */
  readonly needYou: number;
  /** All accounts in scope. */
  readonly total: number;
  /** Those that match the filter; `lines` is one page of them. */
  readonly matching: number;
  readonly lines: readonly AccountLine[];
  readonly late: LateData | null;
  /** Events that wait because no group names an account for their users yet. Told to admins; 0 for everybody else. */
  readonly waitingEvents: number;
}

/** Points of one part, rounded so that the parts add up to the score, and the changes to the change. */
export interface PartLine {
  readonly part: PartName;
  readonly points: number;
  readonly max: number;
  readonly change28d: number | null;
}

/** An account as its card and page show it. */
export interface AccountCard extends AccountLine {
  readonly externalId: string;
  readonly plan: string | null;
  readonly contractValue: { readonly amount: number; readonly currency: string } | null;
  readonly ownerSince: Instant | null;
  readonly parts: readonly PartLine[];
  readonly scoreBefore: number | null;
  readonly users28: number;
  readonly users28Before: number;
  readonly ageDays: number | null;
  readonly dataDay: Day | null;
  readonly scoredAt: Instant | null;
  /** Today so far: provisional. Null before the first event of today, or when it shows nothing new. */
  readonly today: { readonly score: number; readonly users: number } | null;
  readonly thresholds: BandThresholds;
  readonly openAlerts: readonly AlertFacts[];
  readonly series: AccountSeries;
  readonly features: readonly FeatureUse[];
  readonly late: LateData | null;
}

/** Figures over a range of days, for the charts. */
export interface AccountSeries {
  readonly from: Day;
  readonly to: Day;
  /** One a day; null: no score then. */
  readonly health: readonly { readonly day: Day; readonly score: number | null }[];
  /** Weeks of seven days that end on `to`, oldest first. */
  readonly weeks: readonly { readonly firstDay: Day; readonly lastDay: Day; readonly userDays: number }[];
  readonly usualWeek: { readonly low: number; readonly high: number } | null;
  readonly events: readonly { readonly day: Day; readonly label: string }[];
}

/** User-days of a feature in 28 days, against usual. */
export interface FeatureUse {
  readonly feature: string;
  readonly actual: number;
  readonly usual: number;
}

/** A person of the customer, for who may see the account. */
export interface AccountUser {
  readonly name: string;
  readonly lastSeenOn: Day;
  readonly daysIn28: number;
}

/** Where an alert stands. Withdrawn: late data showed that it should not have been opened. */
export type AlertState = "open" | "acknowledged" | "snoozed" | "resolved" | "withdrawn";

/** How an alert ended. */
export type ClosedHow = "recovered" | "settled" | "back-in-use" | "band-recovered" | "by-hand" | "undone";

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
  /** Where the account stands now. */
  readonly score: number | null;
  readonly band: Band | null;
  readonly signal: Signal | null;
  readonly change28d: number | null;
  readonly parts: readonly PartLine[];
  readonly users28: number;
  readonly users28Before: number;
  readonly renewalOn: Day | null;
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
    readonly openDays: number;
  } | null;
  readonly feedback: "useful" | "expected" | "wrong" | null;
  readonly version: number;
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
      readonly market: number;
    }
  | {
      readonly kind: "band-change";
      readonly score: number;
      readonly scoreBefore: number;
      readonly beforeDay: Day;
      readonly lastUsedOn: Day | null;
      readonly partChanges: readonly { readonly part: PartName; readonly change: number }[];
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

/** What a digest says; stored as it was sent. */
export interface DigestFacts {
  readonly kind: "first" | "morning" | "quiet" | "weekly" | "stale";
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
  readonly chart: DigestChart | null;
  readonly thresholds: BandThresholds;
}

/** An account in a digest. `change` is since the reader's last digest, from rounded scores. */
export interface DigestLine {
  readonly account: AccountLine;
  readonly change: number | null;
  /** What to say of its alert: "New alert.", "You snoozed it until today.", "Was at risk." */
  readonly note:
    | "new-alert"
    | "still-open"
    | "snooze-ended"
    | "resolved"
    | "was-at-risk"
    | "was-watch"
    | "was-healthy"
    | null;
}

/** Rows of the digest's picture: 28-day changes, the accounts that moved first. */
export interface DigestChart {
  readonly rows: readonly {
    readonly name: string;
    readonly now: number;
    readonly before: number | null;
    readonly band: Band;
  }[];
  readonly others: readonly { readonly now: number; readonly band: Band }[];
}

/** A stopped feed (told to admins). */
export interface FeedFacts {
  readonly id: string;
  readonly source: string | null;
  readonly startedAt: Instant;
  readonly foundAt: Instant;
  readonly endedAt: Instant | null;
  readonly usualPerHour: number | null;
  readonly affectedAccounts: number;
  readonly filledEvents: number | null;
  readonly heldAlerts: number;
  readonly fallPercent: number | null;
  readonly version: number;
}

/** A delivery that failed or was not confirmed, told elsewhere. */
export interface FailedDelivery {
  readonly deliveryId: string;
  readonly channel: Channel;
  readonly state: "failed" | "uncertain";
  readonly what: string;
  readonly reasonCode: string;
  /** The reason for people, as the platform's folder words it; null: it gave none. */
  readonly sentence: string | null;
  /** The channel that it went by instead; null or absent: none. */
  readonly instead?: SendingChannel | null;
  readonly at: Instant;
}

/** What came while its reader wanted quiet, in one message. */
export interface HeldSummary {
  /** Alerts that the reader may still see, oldest first. */
  readonly alerts: readonly AlertFacts[];
  readonly heldFrom: Instant;
  readonly heldTo: Instant;
}

/** The answer to a search for an account by name, under the asker's rights. */
export type AccountMatch =
  | { readonly kind: "one"; readonly accountId: string }
  | {
      readonly kind: "many";
      readonly query: string;
      readonly matches: readonly AccountLine[];
      readonly total: number;
    }
  | { readonly kind: "none"; readonly query: string; readonly closest: readonly AccountLine[] };

/** The exact difference between two days. */
export interface ScoreChange {
  readonly account: { readonly id: string; readonly name: string };
  readonly from: { readonly day: Day; readonly score: number };
  readonly to: { readonly day: Day; readonly score: number };
  readonly parts: readonly {
    readonly part: PartName;
    readonly points: number;
    readonly max: number;
    readonly change: number;
  }[];
  readonly actual: number;
  readonly usual: number | null;
  readonly users28: number;
  readonly users28Before: number;
  readonly activeDays28: number;
  readonly activeDays28Before: number;
  readonly market: number;
  readonly features: readonly FeatureUse[];
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
