import { type RawBuilder, sql } from "kysely";
import type { DataState } from "./data-state.ts";
import type { TenantTx } from "./with-tenant.ts";

/** Which accounts a list shows. */
export type PortfolioFilter = "all" | "needs-you" | "at-risk" | "watch" | "healthy" | "movers" | "no-data";

/** What a list is sorted by. `need`: who needs somebody first (UX 1). */
export type PortfolioSort = "need" | "name" | "now" | "7d" | "28d" | "usage" | "owner";

/** One page of a list, and counts over all that the asker may see. */
export interface PortfolioPage {
  /** The accounts of the page, in order. */
  readonly accountIds: readonly string[];
  readonly matching: number;
  readonly total: number;
  readonly needYou: number;
  readonly atRisk: number;
  readonly watch: number;
  readonly healthy: number;
  readonly noData: number;
}

const filters: Record<PortfolioFilter, RawBuilder<boolean>> = {
  all: sql`true`,
  "needs-you": sql`needs_you`,
  "at-risk": sql`band = 'at-risk'`,
  watch: sql`band = 'watch'`,
  healthy: sql`band = 'healthy'`,
  movers: sql`(alert_changed or band_changed or abs(change_7d) >= mover_points)`,
  "no-data": sql`band is null`,
};

const sorts: Record<PortfolioSort, RawBuilder<unknown>> = {
  need: sql`need_place`,
  name: sql`search_name`,
  now: sql`score`,
  "7d": sql`change_7d`,
  "28d": sql`change_28d`,
  usage: sql`actual`,
  owner: sql`owner_key`,
};

/** Part of the name, or of the search name; nearly the same by trigrams; or exactly the external id. */
const matchesSearch = sql`(external_id = asked.raw or position(lower(asked.raw) in lower(name)) > 0
  or (asked.text <> '' and (position(asked.text in search_name) > 0 or word_similarity(asked.text, search_name) >= 0.6)))`;

/**
 * The accounts of a member who does not see all, as an array that is made once a statement and serves as an index
 * condition. The policies say the same again, row by row; without this they would be asked of every row of the tenant.
 */
const accountsSeen = sql`array(select unnest(app.current_accounts()))`;

function seesAll(tx: TenantTx): boolean {
  return tx.role !== "manager" && tx.role !== "viewer";
}

/**
 * Filters, searches, sorts and pages the accounts that the asker may see, in one statement; counts are over all of them,
 * whatever the filter. Scores are rounded as they are shown (half up) before they are compared.
 * @param input.search what was typed; matched with the accounts' search names, or exactly with their external id
 */
export async function readPortfolioPage(
  tx: TenantTx,
  state: DataState,
  input: {
    now: Date;
    filter: PortfolioFilter;
    search: string;
    sort: PortfolioSort;
    descending: boolean;
    offset: number;
    limit: number;
  },
): Promise<PortfolioPage> {
  const seen = (column: string) =>
    seesAll(tx) ? sql`true` : sql`${sql.ref(column)} = any (${accountsSeen})`;
  const direction = input.descending ? sql`desc nulls last` : sql`asc nulls last`;
  const result = await sql<Omit<PortfolioPage, "accountIds"> & { accountIds: string[] | null }>`
    with asked as materialized (
      select ${input.search}::text as raw, app.search_name(${input.search}::text) as text
    ), alerts as (
      select x.account_id,
             max(x.opened_at) filter (where x.state = 'open' or (x.state = 'snoozed' and x.snoozed_until < ${state.endOfToday}::timestamptz)) as waiting_since,
             bool_or(x.state in ('acknowledged', 'snoozed')) as picked_up,
             bool_or(greatest(x.opened_at, x.acknowledged_at, x.snoozed_at, x.closed_at) > ${input.now}::timestamptz - interval '7 days') as changed
        from app.alert x
       where x.tenant_id = ${tx.tenantId} and ${seen("x.account_id")}
       group by x.account_id
    ), line as (
      select a.id, a.name, a.search_name, a.external_id, l.band, floor(l.score + 0.5) as score, l.actual,
             floor(l.score + 0.5) - floor(l.score_7d + 0.5) as change_7d,
             floor(l.score + 0.5) - floor(l.score_28d + 0.5) as change_28d,
             case when l.expected < 10 then 5 else 3 end as mover_points,
             lower(public.unaccent(o.name)) as owner_key,
             x.waiting_since, x.waiting_since is not null as needs_you,
             coalesce(x.picked_up, false) as picked_up, coalesce(x.changed, false) as alert_changed,
             coalesce(l.band_7d <> l.band, false) as band_changed
        from app.account a
        left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a.owner_id
        left join app.score_latest l on l.tenant_id = ${tx.tenantId} and l.account_id = a.id and ${seen("l.account_id")}
        left join alerts x on x.account_id = a.id
       where a.tenant_id = ${tx.tenantId} and ${seen("a.id")}
    ), placed as (
      select line.*, row_number() over (order by
               case when needs_you then 1 when band = 'at-risk' then 2 when band = 'watch' then 3 when picked_up then 4
                    when change_28d < 0 then 5 else 6 end,
               waiting_since desc nulls last,
               case when not needs_you and (band <> 'healthy' or picked_up or change_28d < 0) then change_28d else 0 end nulls last,
               search_name, name, id) as need_place
        from line
    ), matching as (
      select placed.* from placed, asked
       where ${filters[input.filter]} and ${input.search === "" ? sql`true` : matchesSearch}
    ), page as (
      select id, row_number() over (order by ${sorts[input.sort]} ${direction}, search_name, name, id) as place
        from matching
       order by place
      offset ${input.offset} limit ${input.limit}
    )
    select (select array_agg(id order by place) from page) as "accountIds",
           (select count(*) from matching) as matching,
           count(*) as total,
           count(*) filter (where needs_you) as "needYou",
           count(*) filter (where band = 'at-risk') as "atRisk",
           count(*) filter (where band = 'watch') as watch,
           count(*) filter (where band = 'healthy') as healthy,
           count(*) filter (where band is null) as "noData"
      from line`.execute(tx.db);
  const row = result.rows[0];
  if (!row) throw new Error("An aggregate without a row.");
  return { ...row, accountIds: row.accountIds ?? [] };
}
