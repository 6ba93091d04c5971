import type { ToldPart } from "../scoring/explain/told-parts.ts";
import type { Band, Day } from "../scoring/types.ts";
import type { Chart } from "./types.ts";

/** What can be printed: plain data, made by views. Sentences and states come in words; figures as figures. */
export type Report = AccountReport | PortfolioReport | BacktestReport;

/** The period of a report, both days included. */
export interface ReportPeriod {
  readonly from: Day;
  readonly to: Day;
}

/** One account over a period, for people outside the chat. */
export interface AccountReport {
  readonly kind: "account";
  readonly tenantName: string;
  readonly accountName: string;
  readonly period: ReportPeriod;
  /** "79, healthy, dropping" */
  readonly status: string;
  readonly band: Band | null;
  /** Sample data is marked on every page. */
  readonly demo: boolean;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** What happened and why, a sentence each. */
  readonly sentences: readonly string[];
  readonly charts: readonly Chart[];
  /**
   * Rounded so that they add up to the score and to the change; `points` null without data, `change` null without a score 28
   * days ago.
   */
  readonly parts: readonly {
    readonly part: ToldPart;
    readonly points: number | null;
    readonly max: number;
    readonly change: number | null;
    /** Of one without data: from when its metric counts. */
    readonly countsFrom?: Day;
    /** Of one whose metric is late: the last day that its feed covers. */
    readonly knownTo?: Day;
  }[];
  /** What changed the score between two days, part by part, with the figures behind it: printed in place of `parts`. Absent or null without two days. */
  readonly change?: ReportedChange | null;
  readonly unit: "user-days" | "active days";
  /** Oldest first. */
  readonly weeks: readonly { readonly firstDay: Day; readonly lastDay: Day; readonly userDays: number }[];
  readonly features: readonly { readonly feature: string; readonly actual: number; readonly usual: number }[];
  /** Distinct users in the last 28 days and in the 28 before; null for a source without user ids. */
  readonly people: { readonly now: number; readonly before: number } | null;
  /** Newest first; null leaves them unmentioned. `link` opens it on the web. */
  readonly alerts:
    | readonly {
        readonly openedOn: Day;
        readonly what: string;
        readonly state: string;
        readonly link?: string;
      }[]
    | null;
}

/** A change as a table: words already, and they add up. */
export interface ReportedChange {
  /** "−15 points in 28 days" */
  readonly heading: string;
  /** Of the second day. */
  readonly score: number;
  /** The scores, the features behind it, a change of rules. */
  readonly sentences: readonly string[];
  readonly rows: readonly {
    /** "Trend: use against usual" */
    readonly part: string;
    /** "14 of 25" */
    readonly points: string;
    readonly change: number;
    /** The part's own figures on both days. */
    readonly figures: string;
  }[];
}

/** A portfolio as it stands at the end of a period. */
export interface PortfolioReport {
  readonly kind: "portfolio";
  readonly tenantName: string;
  /** Whose portfolio: "Priya Shah", or "All accounts". */
  readonly memberName: string;
  readonly period: ReportPeriod;
  readonly demo: boolean;
  readonly counts: {
    readonly atRisk: number;
    readonly watch: number;
    readonly healthy: number;
    readonly noData: number;
  };
  readonly sentences: readonly string[];
  /** In the order to print; unknown figures are null and print as "–". */
  readonly rows: readonly {
    readonly name: string;
    /** "healthy, dropping" */
    readonly status: string;
    readonly band: Band | null;
    readonly now: number | null;
    readonly d7: number | null;
    readonly d28: number | null;
    /** "47, usual 92" */
    readonly usage: string;
    readonly owner: string | null;
  }[];
  readonly charts: readonly Chart[];
}

/** How score and alerts stood up to what customers then did: tables of figures that are words already. */
export interface BacktestReport {
  readonly kind: "backtest";
  /** For whom it is confidential; null for what was made of a file. */
  readonly tenantName: string | null;
  /** What the head of each page calls it. */
  readonly name: string;
  readonly period: ReportPeriod;
  readonly demo: boolean;
  readonly title: string;
  readonly sentences: readonly string[];
  /** Shares of 1 as bars, one beside the other, with what each is of; null where there is nothing to show. */
  readonly bars: {
    readonly title: string;
    readonly note: string;
    readonly rows: readonly { readonly label: string; readonly share: number }[];
  } | null;
  /** The first column holds names, the others figures. */
  readonly tables: readonly {
    readonly title: string;
    readonly note: string;
    readonly heads: readonly string[];
    readonly rows: readonly (readonly string[])[];
  }[];
}
