import type { Lift } from "../scoring/explain/lift.ts";
import type { ToldPart } from "../scoring/explain/told-parts.ts";
import type { Band, BandThresholds, Day, SignalKind } from "../scoring/types.ts";
import type { AlertFacts, AlertState } from "./alerts.ts";
import type { PartLine, Signal } from "./health.ts";
import type { Instant } from "./reader.ts";
import type { RulesChange } from "./score-change.ts";

/** An account at a glance. `score` null: no event ever ("no data", never 0). */
export interface AccountStanding {
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
}

/** An account as a list that says why shows it. */
export interface AccountLine extends AccountStanding {
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
      readonly part: ToldPart;
      readonly change: number;
      readonly roughly?: true;
    }
  | {
      readonly kind: "part";
      readonly part: ToldPart;
      readonly change: number;
      /** The rules changed in between, and a list knows points alone: which way it went is told, and not by how much. */
      readonly roughly?: true;
      /** 0: since earlier on the day that the data are of. */
      readonly windowDays: number;
    };

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

/** An account at a glance, and as of when. */
export interface AccountGlance extends AccountStanding {
  readonly dataDay: Day | null;
  readonly late: LateData | null;
}

/** A page of a portfolio: need first (or as sorted), counts over all of it. */
export interface Portfolio<Line extends AccountStanding = AccountLine> {
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
  readonly lines: readonly Line[];
  readonly late: LateData | null;
  /** Events that wait because no group names an account for their users yet. Told to admins; 0 for everybody else. */
  readonly waitingEvents: number;
}

/** An account as its card and page show it. */
export interface AccountCard extends AccountLine {
  readonly externalId: string;
  readonly plan: string | null;
  readonly seats: number | null;
  readonly stage: string | null;
  readonly contractValue: { readonly amount: number; readonly currency: string } | null;
  readonly ownerSince: Instant | null;
  readonly parts: readonly PartLine[];
  /** A change of the rules within the 28 days; the parts' changes are by the rules of before then. Null: one set of rules. */
  readonly rulesChange: RulesChange | null;
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
  /** What would lift its score most; null without a final score, and where its formula is not known any more. */
  readonly lift: Lift | null;
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
