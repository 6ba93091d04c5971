import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { DataState } from "../scores/data-state.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Which accounts a list shows. */
export type PortfolioFilter =
  | "all"
  | "needs-you"
  | "at-risk"
  | "watch"
  | "healthy"
  | "movers"
  | "renewal"
  | "no-data";

/** Days ahead in which a renewal is near. */
export const renewalDays = 90;

/** What a list is sorted by. `need`: who needs somebody first (UX 1). */
export type PortfolioSort = "need" | "name" | "now" | "7d" | "28d" | "usage" | "owner";

/** How many accounts there are, over all that the asker may see, whatever the filter; `matching`: that match it. */
export interface PortfolioCounts {
  readonly matching: number;
  readonly total: number;
  readonly needYou: number;
  readonly atRisk: number;
  readonly watch: number;
  readonly healthy: number;
  readonly noData: number;
  /** That renew within 90 days, by band. */
  readonly renewals: Readonly<Record<"atRisk" | "watch" | "healthy" | "noData", number>>;
  /** The contract values of those at risk, where they are known; currency "" where nobody said which. Null: none is. */
  readonly stakes: readonly { readonly amount: number; readonly currency: string }[] | null;
}

/** What a page of a list is asked by. */
export interface PortfolioQuery {
  readonly now: Date;
  readonly filter: PortfolioFilter;
  /** What was typed; matched with the accounts' search names, or exactly with their external id. */
  readonly search: string;
  readonly sort: PortfolioSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

const filters: Record<Exclude<PortfolioFilter, "renewal">, RawBuilder<boolean>> = {
  all: sql`true`,
  "needs-you": sql`x.waiting_since is not null`,
  "at-risk": sql`g.band = 'at-risk'`,
  watch: sql`g.band = 'watch'`,
  healthy: sql`g.band = 'healthy'`,
  movers: sql`g.band is distinct from 'left' and (coalesce(x.changed, false) or coalesce(l.band_7d <> g.band, false)
    or abs(${changeIn("score_7d")}) >= case when l.expected < 10 then 5 else 3 end)`,
  "no-data": sql`g.band is null`,
};

/** The tenant's day as a list compares with it, in SQL: values, or what the same statement reads. */
export interface ListedOn {
  readonly today: RawBuilder<Day>;
  readonly endOfToday: RawBuilder<Date>;
}

/** The day of a state that was read before. */
export function onDayOf({ today, endOfToday }: DataState): ListedOn {
  return { today: sql`${today}::date`, endOfToday: sql`${endOfToday}::timestamptz` };
}

/** Renews within the next 90 days, today included. */
function renewsSoon({ today }: ListedOn): RawBuilder<boolean> {
  return sql`(coalesce(a.renewal_on between ${today} and ${today} + ${sql.lit(renewalDays)}, false) and g.band is distinct from 'left')`;
}

/** Scores are rounded as they are shown (half up) before they are compared. */
function changeIn(before: "score_7d" | "score_28d"): RawBuilder<number> {
  return sql`(floor(l.score + 0.5) - floor(${sql.ref(`l.${before}`)} + 0.5))`;
}

/** What a list is sorted by, as a column of a line; then by name. Need comes in three. */
const sortKeys: Record<Exclude<PortfolioSort, "need">, RawBuilder<unknown>> = {
  name: sql`a.search_name`,
  now: sql`floor(l.score + 0.5)`,
  "7d": changeIn("score_7d"),
  "28d": changeIn("score_28d"),
  usage: sql`l.actual`,
  owner: sql`lower(public.unaccent(o.name))`,
};

/** Who needs somebody first (UX 1): alerts that nobody has, at risk, watch, picked up, those that fell, the rest. */
const need = sql`case when g.band = 'left' then 7 when x.waiting_since is not null then 1 when g.band = 'at-risk' then 2 when g.band = 'watch' then 3
  when x.picked_up then 4 when ${changeIn("score_28d")} < 0 then 5 else 6 end`;

function orderOf({ sort, descending }: PortfolioQuery): RawBuilder<unknown> {
  if (sort !== "need") {
    return sql`key ${descending ? sql`desc` : sql`asc`} nulls last, search_name, name, id`;
  }
  // Where an alert waits, and among the rest, a change says nothing: alerts go by their time, the rest by name.
  const change = sql`case when need in (1, 6) then 0 else key end`;
  return descending
    ? sql`need desc, waiting_since nulls first, ${change} desc nulls first, search_name desc, name desc, id desc`
    : sql`need, waiting_since desc nulls last, ${change} nulls last, search_name, name, id`;
}

/** Part of the name, or of the search name; nearly the same by trigrams; or exactly the external id. */
const matchesSearch = sql`(a.external_id = asked.raw or position(lower(asked.raw) in lower(a.name)) > 0
  or (asked.text <> '' and (position(asked.text in a.search_name) > 0 or word_similarity(asked.text, a.search_name) >= 0.6)))`;

/**
 * The accounts of a member who does not see all, as an array that is made once a statement and serves as an index
 * condition. The policies say the same again, row by row; without this they would be asked of every row of the tenant.
 */
function seenBy(tx: TenantTx, column: string): RawBuilder<boolean> {
  const seesAll = tx.role !== "manager" && tx.role !== "viewer";
  return seesAll ? sql`true` : sql`${sql.ref(column)} = any ((select ids from mine)::uuid[])`;
}

/**
 * The common table expressions of every statement about a list: `line`, one row an account that the asker may see;
 * `counted`, their counts; `page`, the lines that are asked for. Every account is looked at once, in two tables and the
 * alerts that are open: the counts are live, and only what is sorted by is worked out. What a page shows beyond that is read
 * for its rows alone.
 */
export function listed(tx: TenantTx, on: ListedOn, query: PortfolioQuery): RawBuilder<unknown> {
  const { filter, search, sort } = query;
  const seen = (column: string) => seenBy(tx, column);
  const isMovers = filter === "movers";
  const key = sort === "need" ? changeIn("score_28d") : sortKeys[sort];
  const owner = sql`left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a.owner_id`;
  return sql`
    mine as materialized (
      select app.current_accounts() as ids
    ), asked as materialized (
      select ${search}::text as raw, app.search_name(${search}::text) as text
    ), alerts as (
      select x.account_id,
             max(x.opened_at) filter (where x.state = 'open' or (x.state = 'snoozed' and x.snoozed_until < ${on.endOfToday})) as waiting_since,
             bool_or(x.state in ('acknowledged', 'snoozed')) as picked_up
             ${isMovers ? sql`, bool_or(greatest(x.opened_at, x.acknowledged_at, x.snoozed_at, x.closed_at) > ${query.now}::timestamptz - interval '7 days') as changed` : sql``}
        from app.alert x
       where x.tenant_id = ${tx.tenantId} and ${seen("x.account_id")}
         ${isMovers ? sql`` : sql`and x.state in ('open', 'acknowledged', 'snoozed')`}
       group by x.account_id
    ), line as materialized (
      select a.id, a.name, a.search_name, g.band, x.waiting_since, x.account_id is not null as alerted,
             case when g.band = 'at-risk' then a.contract_value end as stake, a.currency, ${renewsSoon(on)} as renews,
             ${filter === "renewal" ? renewsSoon(on) : filters[filter]} ${search === "" ? sql`` : sql`and ${matchesSearch}`} as matches,
             ${sort === "need" ? need : sql`0`} as need, ${key} as key
        from app.account a
        left join app.score_latest l on l.tenant_id = ${tx.tenantId} and l.account_id = a.id and ${seen("l.account_id")}
        -- Who left stands nowhere, and needs nobody.
        cross join lateral (select case when a.churned_on <= ${on.today} then 'left' else l.band end) g (band)
        left join alerts x on x.account_id = a.id and g.band is distinct from 'left'
        ${sort === "owner" ? owner : sql``}
        ${search === "" ? sql`` : sql`cross join asked`}
       where a.tenant_id = ${tx.tenantId} and ${seen("a.id")}
    ), counted as (
      select count(*) filter (where matches) as matching,
             count(*) as total,
             count(waiting_since) as "needYou",
             count(*) filter (where band = 'at-risk') as "atRisk",
             count(*) filter (where band = 'watch') as watch,
             count(*) filter (where band = 'healthy') as healthy,
             count(*) filter (where band is null) as "noData",
             json_build_object('atRisk', count(*) filter (where renews and band = 'at-risk'),
                               'watch', count(*) filter (where renews and band = 'watch'),
                               'healthy', count(*) filter (where renews and band = 'healthy'),
                               'noData', count(*) filter (where renews and band is null)) as renewals,
             json_agg(json_build_object('amount', stake, 'currency', coalesce(currency, ''))) filter (where stake is not null) as stakes
        from line
    ), page as (
      select row_number() over () as place, id, alerted
        from (select id, alerted from line where matches order by ${orderOf(query)}
              offset ${query.offset} limit ${query.limit}) sorted
    )`;
}

/** The accounts of a page in order, and counts over all of them, in one statement. */
export async function readPortfolioPage(
  tx: TenantTx,
  state: DataState,
  query: PortfolioQuery,
): Promise<PortfolioCounts & { readonly accountIds: readonly string[] }> {
  const result = await sql<PortfolioCounts & { accountIds: string[] | null }>`
    with ${listed(tx, onDayOf(state), query)}
    select counted.*, (select array_agg(id order by place) from page) as "accountIds" from counted`.execute(
    tx.db,
  );
  const [row] = result.rows;
  if (!row) throw new Error("An aggregate without a row.");
  return { ...row, accountIds: row.accountIds ?? [] };
}
