import { type RawBuilder, sql } from "kysely";
import type { Band, Day } from "../../scoring/types.ts";
import { type AuditEntry, auditInsert } from "../audit.ts";
import { unreadOf } from "../deliveries/unread.ts";
import { prepared } from "../prepared.ts";
import { type DataState, dataStateFrom, dataStateOf, type StoredDataState } from "../scores/data-state.ts";
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

/** What a look at a list finds. */
export interface Standings {
  readonly state: DataState;
  readonly counts: PortfolioCounts;
  readonly rows: readonly StandingRow[];
  /** The contract values of the accounts at risk, where they are known; currency "" where nobody said which. */
  readonly stakes: readonly { readonly amount: number; readonly currency: string }[];
  /** Messages that the acting member has not read; 0 where nobody acts. */
  readonly unread: number;
}

/** A line as the statement writes it: an array, in the order of `lineColumns`. */
interface Line {
  id: string;
  name: string;
  renewalOn: Day | null;
  churnedOn: Day | null;
  lastDay: Day | null;
  ownerId: string | null;
  ownerName: string | null;
  day: Day | null;
  score: number;
  band: Band;
  actual: number;
  expected: number | null;
  silentDays: number;
  ageDays: number;
  model: number;
  segment: string | null;
  weekAgo: number | null;
  monthAgo: number | null;
  openAlerts: StoredOpenAlert[] | null;
}

interface Row extends StoredDataState, PortfolioCounts {
  stakes: [amount: number, currency: string | null][] | null;
  unread: number;
  lines: unknown[][] | null;
}

const lineColumns = (tx: TenantTx): Record<keyof Line, RawBuilder<unknown>> => ({
  id: sql`page.id`,
  name: sql`a.name`,
  renewalOn: sql`a.renewal_on`,
  churnedOn: sql`a.churned_on`,
  lastDay: sql`a.last_day`,
  ownerId: sql`o.id`,
  ownerName: sql`o.name`,
  day: sql`l.day`,
  score: sql`l.score`,
  band: sql`l.band`,
  actual: sql`l.actual`,
  expected: sql`l.expected`,
  silentDays: sql`l.silent_days`,
  ageDays: sql`l.age_days`,
  model: sql`l.model`,
  segment: sql`l.segment`,
  weekAgo: sql`l.score_7d`,
  monthAgo: sql`l.score_28d`,
  openAlerts: sql`case when page.alerted then ${openAlertsOf(tx)} end`,
});

/** Says to the planner what `page` cannot: that its rows are few, to be looked up by key and not by reading the table. */
const onPage = sql`any (array(select id from page))`;

/**
 * A whole look at a list in one statement: how current it is, the counts, what is at stake, a page with what its rows show,
 * how many messages wait, and the row in the audit log. What more a row is to show is a column of `lineColumns`: one row by
 * primary key from each table that a row shows something of.
 * @param look what the audit log keeps; the number of lines shown is added
 */
export async function readStandings(
  tx: TenantTx,
  query: PortfolioQuery,
  look: AuditEntry,
): Promise<Standings> {
  const columns = lineColumns(tx);
  const day = {
    today: sql<Day>`(select today from state)`,
    endOfToday: sql<Date>`(select end_of_today from state)`,
  };
  const statement = sql<Row>`
    with state as materialized (${dataStateOf(tx, query.now)}), ${listed(tx, day, query)},
    noted as (${auditInsert(tx, look, sql`jsonb_build_object('shown', (select count(*) from page))`)})
    select state.*, counted.*, ${tx.member ? unreadOf(tx, tx.member.id) : sql`0`} as unread,
           (select json_agg(json_build_array(stake, currency)) from line where stake is not null) as stakes,
           (select json_agg(json_build_array(${sql.join(Object.values(columns))}) order by page.place)
              from page
              join app.account a on a.tenant_id = ${tx.tenantId} and a.id = page.id and a.id = ${onPage}
              left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a.owner_id
              left join app.score_latest l on l.tenant_id = ${tx.tenantId} and l.account_id = page.id and l.account_id = ${onPage}) as lines
      from state, counted`;
  // Every reader's first page is the same text; what is searched for or filtered is planned as it comes.
  const isUsual = query.filter === "all" && query.search === "" && query.sort === "need" && !query.descending;
  const { rows } = await (isUsual ? prepared(statement) : statement).execute(tx.db);
  const [row] = rows;
  if (!row) throw new Error("The transaction's tenant has no row.");
  const { matching, total, needYou, atRisk, watch, healthy, noData, renewals } = row;
  const names = Object.keys(columns);
  return {
    state: dataStateFrom(row),
    counts: { matching, total, needYou, atRisk, watch, healthy, noData, renewals },
    rows: (row.lines ?? []).map((values) => standingOf(lineOf(names, values))),
    stakes: (row.stakes ?? []).map(([amount, currency]) => ({ amount, currency: currency ?? "" })),
    unread: row.unread,
  };
}

function lineOf(names: readonly string[], values: readonly unknown[]): Line {
  const line: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at++) line[names[at] ?? ""] = values[at];
  return line as unknown as Line;
}

function standingOf(line: Line): StandingRow {
  const { ownerId, ownerName, day, weekAgo, monthAgo } = line;
  return {
    id: line.id,
    name: line.name,
    renewalOn: line.renewalOn,
    churnedOn: line.churnedOn,
    lastDay: line.lastDay,
    owner: ownerId === null || ownerName === null ? null : { id: ownerId, name: ownerName },
    latest: day === null ? null : { ...line, day },
    weekAgo: weekAgo === null ? null : { score: weekAgo },
    monthAgo: monthAgo === null ? null : { score: monthAgo },
    openAlerts: (line.openAlerts ?? []).map(openAlertOf),
  };
}
