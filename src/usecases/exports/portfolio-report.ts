import { allAccountsImage } from "../../bot/views/portfolio-charts.ts";
import type { TenantRules } from "../../db/people/tenants.ts";
import { toCsv } from "../../render/csv.ts";
import type { PortfolioReport, ReportPeriod } from "../../render/report.ts";
import type { Chart } from "../../render/types.ts";
import type { AccountLine, BandCounts, Portfolio } from "../../results/accounts.ts";
import type { RenewalFacts } from "../../results/renewals.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { count, knownUsage, plural } from "../../words/numbers.ts";
import { type Narrowed, narrowedSentence } from "../../words/portfolio-filters.ts";
import { stakesLine } from "../../words/renewals.ts";
import { bandAndSignal } from "../../words/status.ts";
import { shownThresholds } from "../portfolio/shown-thresholds.ts";
import { type ColumnsFor, type ExportedAccount, portfolioCsvColumns } from "./portfolio-columns.ts";

/** Points by which a score must have changed over the period to be counted as fallen or risen. */
const countedPoints = 3;

/** What a report says beside the accounts. */
export interface PortfolioReportInput {
  readonly tenant: Pick<TenantRules, "name" | "demo" | "models">;
  readonly memberName: string;
  readonly period: ReportPeriod;
  readonly today: Day;
  /** What is at risk and what renews; null for a past period, and where not all are shown. */
  readonly stakes: RenewalFacts | null;
  readonly narrowed: Narrowed;
  /** Accounts that there are, shown or not. */
  readonly total: number;
}

/** A portfolio as a report. */
export function portfolioReportOf(
  accounts: readonly ExportedAccount[],
  input: PortfolioReportInput,
): PortfolioReport {
  const lines = accounts.map(({ line }) => line);
  const counts = countsOf(lines);
  return {
    kind: "portfolio",
    tenantName: input.tenant.name,
    memberName: input.memberName,
    period: input.period,
    demo: input.tenant.demo,
    counts,
    sentences: [
      narrowedSentence(input.narrowed, lines.length, input.total),
      changedSentence(accounts, input),
      input.stakes === null ? "" : stakesLine(input.stakes),
    ].filter((sentence) => sentence !== ""),
    rows: lines.map((line) => ({
      name: shownName(line.name),
      status: bandAndSignal(line),
      band: hasLeft(line) ? null : line.band,
      now: line.score,
      d7: line.change7d,
      d28: line.change28d,
      usage: knownUsage(line),
      owner: line.owner && shownName(line.owner.name),
    })),
    charts: chartsOf(accounts, counts, input),
  };
}

/** A portfolio as CSV, a row for every account. */
export function portfolioCsvOf(accounts: readonly ExportedAccount[], reader: ColumnsFor): string {
  return toCsv(portfolioCsvColumns(accounts, reader), accounts);
}

/** How many accounts stand where; who left stands in no band. */
export function countsOf(lines: readonly AccountLine[]): BandCounts {
  const here = lines.filter((line) => !hasLeft(line));
  const of = (band: AccountLine["band"]) => here.filter((line) => line.band === band).length;
  return { atRisk: of("at-risk"), watch: of("watch"), healthy: of("healthy"), noData: of(null) };
}

/** "Since 21 August 3 accounts fell by 3 points or more, 2 rose." */
function changedSentence(accounts: readonly ExportedAccount[], input: PortfolioReportInput): string {
  const changes = accounts.flatMap(({ line, scoreAtStart }) =>
    line.score === null || scoreAtStart === null || hasLeft(line) ? [] : [line.score - scoreAtStart],
  );
  const fell = changes.filter((change) => change <= -countedPoints).length;
  const rose = changes.filter((change) => change >= countedPoints).length;
  const since = `Since ${proseDay(input.period.from, input.today)}`;
  if (fell + rose === 0) return `${since} no account changed by ${countedPoints} points or more.`;
  return `${since} ${plural(fell, "account")} fell by ${countedPoints} points or more, ${count(rose)} rose.`;
}

function hasLeft({ signal }: AccountLine): boolean {
  return signal?.kind === "left";
}

function chartsOf(
  accounts: readonly ExportedAccount[],
  counts: BandCounts,
  input: PortfolioReportInput,
): Chart[] {
  const lines = accounts.map(({ line }) => line);
  const rows = accounts.map(({ row }) => row);
  const portfolio: Portfolio = {
    scope: "all",
    dataDay: input.period.to,
    scoredAt: null,
    thresholds: shownThresholds(rows, input.tenant.models),
    counts,
    needYou: 0,
    total: lines.length,
    matching: lines.length,
    lines,
    late: null,
    waitingEvents: 0,
  };
  return allAccountsImage(portfolio).flatMap((part) =>
    part.part === "image" && part.chart !== null ? [part.chart] : [],
  );
}
