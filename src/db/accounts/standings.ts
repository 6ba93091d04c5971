import { sql } from "kysely";
import type { Band, Day } from "../../scoring/types.ts";
import { prepared } from "../prepared.ts";
import type { DataState } from "../scores/data-state.ts";
import type { TenantTx } from "../with-tenant.ts";
import {
  type LatestScore,
  type OpenAlert,
  openAlertOf,
  openAlertsOf,
  type StoredOpenAlert,
} from "./accounts.ts";
import { listed, type PortfolioCounts, type PortfolioQuery } from "./portfolio.ts";

/** A line of a list: what is known of an account at a glance. Scores are unrounded. */
export interface StandingRow {
  readonly id: string;
  readonly name: string;
  readonly renewalOn: Day | null;
  readonly churnedOn: Day | null;
  readonly lastDay: Day | null;
  /** Null also for who may not see members (a customer's admin). */
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly latest: Pick<
    LatestScore,
    "day" | "score" | "band" | "actual" | "expected" | "silentDays" | "ageDays" | "model" | "segment"
  > | null;
  /** 7 and 28 days before `latest`; null when there was none then. */
  readonly weekAgo: { readonly score: number } | null;
  readonly monthAgo: { readonly score: number } | null;
  /** Alerts that are not closed, as far as the asker may see them, newest first. */
  readonly openAlerts: readonly OpenAlert[];
}

interface LineRow {
  id: string | null;
  name: string;
  renewal_on: Day | null;
  churned_on: Day | null;
  last_day: Day | null;
  owner_id: string | null;
  owner_name: string | null;
  day: Day | null;
  score: number;
  band: Band;
  actual: number;
  expected: number | null;
  silent_days: number;
  age_days: number;
  model: number;
  segment: string | null;
  score_7d: number | null;
  score_28d: number | null;
  open_alerts: StoredOpenAlert[] | null;
}

/** Says to the planner what `page` cannot: that its rows are few, to be looked up by key and not by reading the table. */
const onPage = sql`any (array(select id from page))`;

/**
 * A page of a list with what its rows show, and the counts, in one statement: one row by primary key from each table that
 * a row shows something of. What more a row is to show is read here, beside `page`.
 */
export async function readStandings(
  tx: TenantTx,
  state: DataState,
  query: PortfolioQuery,
): Promise<{ readonly counts: PortfolioCounts; readonly rows: readonly StandingRow[] }> {
  const statement = sql<PortfolioCounts & LineRow>`
    ${listed(tx, state, query)}
    select counted.*, page.id, a.name, a.renewal_on, a.churned_on, a.last_day, o.id as owner_id, o.name as owner_name,
           l.day, l.score, l.band, l.actual, l.expected, l.silent_days, l.age_days, l.model, l.segment, l.score_7d, l.score_28d,
           case when page.alerted then ${openAlertsOf(tx)} end as open_alerts
      from counted
      left join page on true
      left join app.account a on a.tenant_id = ${tx.tenantId} and a.id = page.id and a.id = ${onPage}
      left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a.owner_id
      left join app.score_latest l on l.tenant_id = ${tx.tenantId} and l.account_id = page.id and l.account_id = ${onPage}
     order by page.place`;
  // Every reader's first page is the same text; what is searched for or filtered is planned as it comes.
  const isUsual = query.filter === "all" && query.search === "" && query.sort === "need" && !query.descending;
  const { rows } = await (isUsual ? prepared(statement) : statement).execute(tx.db);
  const [first] = rows;
  if (!first) throw new Error("An aggregate without a row.");
  const { matching, total, needYou, atRisk, watch, healthy, noData } = first;
  return {
    counts: { matching, total, needYou, atRisk, watch, healthy, noData },
    rows: rows.flatMap((row) => (row.id === null ? [] : [standingOf(row.id, row)])),
  };
}

function standingOf(id: string, row: LineRow): StandingRow {
  const { day, score, band, actual, expected } = row;
  return {
    id,
    name: row.name,
    renewalOn: row.renewal_on,
    churnedOn: row.churned_on,
    lastDay: row.last_day,
    owner:
      row.owner_id === null || row.owner_name === null ? null : { id: row.owner_id, name: row.owner_name },
    latest:
      day === null
        ? null
        : {
            day,
            score,
            band,
            actual,
            expected,
            silentDays: row.silent_days,
            ageDays: row.age_days,
            model: row.model,
            segment: row.segment,
          },
    weekAgo: row.score_7d === null ? null : { score: row.score_7d },
    monthAgo: row.score_28d === null ? null : { score: row.score_28d },
    openAlerts: (row.open_alerts ?? []).map(openAlertOf),
  };
}
