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

/** A line as the statement writes it, as JSON. */
interface Line extends Omit<StandingRow, "owner" | "latest" | "weekAgo" | "monthAgo" | "openAlerts"> {
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly day: Day | null;
  readonly score: number;
  readonly band: Band;
  readonly actual: number;
  readonly expected: number | null;
  readonly silentDays: number;
  readonly ageDays: number;
  readonly model: number;
  readonly segment: string | null;
  readonly weekAgo: number | null;
  readonly monthAgo: number | null;
  readonly openAlerts: StoredOpenAlert[] | null;
}

interface Row extends StoredDataState, PortfolioCounts {
  stakes: [amount: number, currency: string | null][] | null;
  unread: number;
  lines: Line[] | null;
}

/** The row of `table` for a row of the page, by primary key: "offset 0" leaves the planner no other way. */
function rowOf(
  tx: TenantTx,
  table: "account" | "score_latest",
  key: "id" | "account_id",
): RawBuilder<unknown> {
  return sql`lateral (select * from ${sql.ref(`app.${table}`)} r
                       where r.tenant_id = ${tx.tenantId} and ${sql.ref(`r.${key}`)} = page.id offset 0)`;
}

/** Of the figures of an alert's opening those that a glance shows; the others are two thirds of a page's bytes. */
const glancedFigures = sql`jsonb_build_object('kind', x.kind, 'thresholdPercent', x.figures -> 'thresholdPercent')`;

/**
 * A whole look at a list in one statement: how current it is, the counts, what is at stake, a page with what its rows show,
 * how many messages wait, and the row in the audit log. What more a row is to show is a column of `shown`.
 * @param look what the audit log keeps; the number of lines shown is added
 */
export async function readStandings(
  tx: TenantTx,
  query: PortfolioQuery,
  look: AuditEntry,
): Promise<Standings> {
  const day = {
    today: sql<Day>`(select today from state)`,
    endOfToday: sql<Date>`(select end_of_today from state)`,
  };
  const statement = sql<Row>`
    with state as materialized (${dataStateOf(tx, query.now)}), ${listed(tx, day, query)},
    noted as (${auditInsert(tx, look, sql`jsonb_build_object('shown', (select count(*) from page))`)})
    select state.*, counted.*, ${tx.member ? unreadOf(tx, tx.member.id) : sql`0`} as unread,
           (select json_agg(json_build_array(stake, currency)) from line where stake is not null) as stakes,
           (select json_agg(shown)
              from (select page.id, a.name, a.renewal_on as "renewalOn", a.churned_on as "churnedOn", a.last_day as "lastDay",
                           o.id as "ownerId", o.name as "ownerName", l.day, l.score, l.band, l.actual, l.expected,
                           l.silent_days as "silentDays", l.age_days as "ageDays", l.model, l.segment,
                           l.score_7d as "weekAgo", l.score_28d as "monthAgo",
                           case when page.alerted then ${openAlertsOf(tx, glancedFigures)} end as "openAlerts"
                      from page
                      join ${rowOf(tx, "account", "id")} a on true
                      left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a.owner_id
                      left join ${rowOf(tx, "score_latest", "account_id")} l on true
                     order by page.place) shown) as lines
      from state, counted`;
  // Every reader's first page is the same text; what is searched for or filtered is planned as it comes.
  const isUsual = query.filter === "all" && query.search === "" && query.sort === "need" && !query.descending;
  const { rows } = await (isUsual ? prepared(statement) : statement).execute(tx.db);
  const [row] = rows;
  if (!row) throw new Error("The transaction's tenant has no row.");
  const { matching, total, needYou, atRisk, watch, healthy, noData, renewals } = row;
  return {
    state: dataStateFrom(row),
    counts: { matching, total, needYou, atRisk, watch, healthy, noData, renewals },
    rows: (row.lines ?? []).map(standingOf),
    stakes: (row.stakes ?? []).map(([amount, currency]) => ({ amount, currency: currency ?? "" })),
    unread: row.unread,
  };
}

function standingOf(line: Line): StandingRow {
  const { ownerId, ownerName, day, weekAgo, monthAgo, openAlerts } = line;
  return {
    ...line,
    owner: ownerId === null || ownerName === null ? null : { id: ownerId, name: ownerName },
    latest: day === null ? null : { ...line, day },
    weekAgo: weekAgo === null ? null : { score: weekAgo },
    monthAgo: monthAgo === null ? null : { score: monthAgo },
    openAlerts: (openAlerts ?? []).map(openAlertOf),
  };
}
