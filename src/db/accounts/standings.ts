import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { Band, Day } from "../../scoring/types.ts";
import { openStatesList } from "../alerts/alert-states.ts";
import { type AuditEntry, auditInsert } from "../audit.ts";
import { unreadOf } from "../deliveries/unread.ts";
import { prepared } from "../prepared.ts";
import { type DataState, dataStateFrom, dataStateOf, type StoredDataState } from "../scores/data-state.ts";
import type { TenantTx } from "../with-tenant.ts";
import type { LatestScore, OpenAlert } from "./accounts.ts";
import { listed } from "./listed.ts";
import type { PortfolioCounts } from "./portfolio.ts";
import type { PortfolioQuery } from "./portfolio-query.ts";

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
  /** 7 and 28 days before `latest`; null when there was none then. What made the latter is read only of a score that rose under an open
   * alert: it may be recovering. */
  readonly weekAgo: { readonly score: number } | null;
  readonly monthAgo: ({ readonly score: number } & Partial<MadeBy>) | null;
  /** Alerts that are not closed, as far as the asker may see them, newest first. */
  readonly openAlerts: readonly GlancedAlert[];
}

/** An open alert at a glance: of its figures, those that a line is judged by (kind, and a drop's threshold). */
export type GlancedAlert = Omit<OpenAlert, "openedDay" | "openedAt">;

/** What a look at a list finds. */
export interface Standings {
  readonly state: DataState;
  readonly counts: PortfolioCounts;
  readonly rows: readonly StandingRow[];
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
  readonly monthMadeBy: MadeBy | null;
}

/** An open alert of a line, as JSON; the newest of an account comes first. */
interface LineAlert extends Omit<GlancedAlert, "figures" | "snoozedUntil"> {
  readonly accountId: string;
  readonly snoozedUntil: string | null;
  /** Of a drop. */
  readonly thresholdPercent: number | null;
}

interface Row extends StoredDataState, PortfolioCounts {
  unread: number;
  lines: Line[] | null;
  alerts: LineAlert[] | null;
}

/**
 * A whole look at a list in one statement: how current it is, the counts, what is at stake, a page with what its rows show,
 * how many messages wait, and the row in the audit log. What more a row is to show is a column of `shown`, which looks
 * each row up by key: "offset 0" leaves the planner no other way.
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
           (select json_agg(shown) from (
              select page.id, a.*, o.name as "ownerName", l.*
                from page
                join lateral (
                  select r.name, r.renewal_on as "renewalOn", r.churned_on as "churnedOn", r.last_day as "lastDay", r.owner_id as "ownerId"
                    from app.account r where r.tenant_id = ${tx.tenantId} and r.id = page.id offset 0) a on true
                left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a."ownerId"
                left join lateral (
                  select r.day, r.score, r.band, r.actual, r.expected, r.silent_days as "silentDays", r.age_days as "ageDays",
                         r.model, r.segment, r.score_7d as "weekAgo", r.score_28d as "monthAgo",
                         case when page.alerted and r.score > r.score_28d then (
                           select jsonb_build_object('model', e.model, 'segment', e.segment) from app.score e
                            where e.tenant_id = ${tx.tenantId} and e.account_id = page.id and e.day = r.day - 28) end as "monthMadeBy"
                    from app.score_latest r where r.tenant_id = ${tx.tenantId} and r.account_id = page.id offset 0) l on true
               order by page.place) shown) as lines,
           (select json_agg(open) from (
              select r.account_id as "accountId", r.id, r.kind, r.state, r.opened_at, r.frozen_expected as "frozenExpected",
                     r.snoozed_until as "snoozedUntil",
                     case when r.kind = 'drop' then r.figures -> 'thresholdPercent' end as "thresholdPercent"
                from app.alert r
               where r.tenant_id = ${tx.tenantId} and r.account_id = any (array(select id from page where alerted))
                 and r.state in (${openStatesList})
               order by r.opened_at desc, r.id) open) as alerts
      from state, counted`;
  // Every reader's first page is the same text; what is searched for or filtered is planned as it comes.
  const isUsual = query.filter === "all" && query.search === "" && query.sort === "need" && !query.descending;
  const { rows } = await (isUsual ? prepared(statement) : statement).execute(tx.db);
  const [row] = rows;
  if (!row) throw new Error("The transaction's tenant has no row.");
  const { matching, total, needYou, atRisk, watch, healthy, noData, renewals, stakes } = row;
  const alerts = Map.groupBy(row.alerts ?? [], ({ accountId }) => accountId);
  return {
    state: dataStateFrom(row, tx),
    counts: { matching, total, needYou, atRisk, watch, healthy, noData, renewals, stakes },
    rows: (row.lines ?? []).map((line) => standingOf(line, alerts.get(line.id) ?? [])),
    unread: row.unread,
  };
}

function standingOf(line: Line, alerts: readonly LineAlert[]): StandingRow {
  const { ownerId, ownerName, day, weekAgo, monthAgo, monthMadeBy } = line;
  return {
    ...line,
    owner: ownerId === null || ownerName === null ? null : { id: ownerId, name: ownerName },
    latest: day === null ? null : { ...line, day },
    weekAgo: weekAgo === null ? null : { score: weekAgo },
    monthAgo: monthAgo === null ? null : { score: monthAgo, ...monthMadeBy },
    openAlerts: alerts.map(({ thresholdPercent, snoozedUntil, ...alert }) => ({
      ...alert,
      figures: { kind: alert.kind, thresholdPercent },
      snoozedUntil: snoozedUntil === null ? null : new Date(snoozedUntil),
    })),
  };
}
