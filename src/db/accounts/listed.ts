import { type RawBuilder, sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import type { PortfolioFilter, PortfolioQuery, PortfolioSort } from "./portfolio-query.ts";
import {
  changeIn,
  needOrder,
  type StandingDay,
  standingColumns,
  standingLines,
  type WhichAccounts,
} from "./standing-lines.ts";

/** What a filter asks of a standing, kept or worked out, or of a row of the tally. */
const filters: Record<Exclude<PortfolioFilter, "movers">, RawBuilder<boolean>> = {
  all: sql`true`,
  "needs-you": sql`waiting`,
  "at-risk": sql`band = 'at-risk'`,
  watch: sql`band = 'watch'`,
  healthy: sql`band = 'healthy'`,
  renewal: sql`renews`,
  "no-data": sql`band = 'no-data'`,
};

/** What a list is sorted by, of an account and its latest score; then by name. */
const sortKeys: Record<PortfolioSort, RawBuilder<unknown>> = {
  need: sql`0`,
  name: sql`a.search_name`,
  now: sql`floor(l.score + 0.5)`,
  "7d": changeIn("score_7d"),
  "28d": changeIn("score_28d"),
  usage: sql`l.actual`,
  owner: sql`lower(public.unaccent(o.name))`,
};

/** Part of the name, or of the search name; nearly the same by trigrams; or exactly the external id. */
const matchesSearch = sql`(a.external_id = asked.raw or position(lower(asked.raw) in lower(a.name)) > 0
  or (asked.text <> '' and (position(asked.text in a.search_name) > 0 or word_similarity(asked.text, a.search_name) >= 0.6)))`;

/** What is counted of a standing; the tally has the same columns, with how many accounts they are of. */
const counted = sql`band, waiting, renews, currency, (stake is not null)::integer as valued, coalesce(stake, 0) as amount`;

/** Marked accounts above which looking each up takes longer than working out all. */
const mostMarked = 200;

/**
 * The common table expressions of every statement about a list: `counted`, counts over all that the asker may see, and
 * `page`, the accounts that are asked for, each with its place. In the order of need, what is kept is read; where a list is searched,
 * sorted or filtered by what is not kept, every account is worked out anew. A customer's own people see no alerts, and so no
 * standing that is kept.
 */
export function listed(tx: TenantTx, on: StandingDay, query: PortfolioQuery): RawBuilder<unknown> {
  const isKept =
    query.sort === "need" && query.filter !== "movers" && query.search === "" && tx.role !== "viewer";
  return sql`
    mine as materialized (
      select app.current_accounts() as ids
    ), ${isKept ? keptList(tx, on, query) : freshList(tx, on, query)}, counted as (
      select coalesce(sum(accounts) filter (where matches), 0) as matching,
             coalesce(sum(accounts), 0) as total,
             coalesce(sum(accounts) filter (where waiting), 0) as "needYou",
             coalesce(sum(accounts) filter (where band = 'at-risk'), 0) as "atRisk",
             coalesce(sum(accounts) filter (where band = 'watch'), 0) as watch,
             coalesce(sum(accounts) filter (where band = 'healthy'), 0) as healthy,
             coalesce(sum(accounts) filter (where band = 'no-data'), 0) as "noData",
             json_build_object('atRisk', coalesce(sum(accounts) filter (where renews and band = 'at-risk'), 0),
                               'watch', coalesce(sum(accounts) filter (where renews and band = 'watch'), 0),
                               'healthy', coalesce(sum(accounts) filter (where renews and band = 'healthy'), 0),
                               'noData', coalesce(sum(accounts) filter (where renews and band = 'no-data'), 0)) as renewals,
             (select coalesce(json_agg(stake order by accounts desc, currency collate "C"), '[]')
                from (select currency, sum(amount) as amount, sum(valued) as accounts from alike
                       group by currency having sum(valued) > 0) stake) as stakes
        from alike
    )`;
}

/** Whether a member sees every account of the tenant. */
function seesAll(tx: TenantTx): boolean {
  return tx.role !== "manager" && tx.role !== "viewer";
}

/**
 * The accounts of a member who does not see all, as an array that is made once a statement and serves as an index
 * condition. The policies say the same again, row by row; without this they would be asked of every row of the tenant.
 */
function seenBy(tx: TenantTx): WhichAccounts {
  return (column) =>
    seesAll(tx) ? sql`true` : sql`${sql.ref(column)} = any ((select ids from mine)::uuid[])`;
}

/**
 * A list from what is kept. Of who sees all, its page comes from the index that is in its order, its counts from the tally; of
 * others, both from their own standings. What is marked as changed since is worked out anew; on a day that nothing was kept
 * for, or when very much is marked, that is everything.
 */
function keptList(tx: TenantTx, on: StandingDay, query: PortfolioQuery): RawBuilder<unknown> {
  const { filter, descending, offset, limit } = query;
  const matches = filter === "movers" ? sql`true` : filters[filter];
  const order = needOrder(descending);
  const marked = sql`((select marked from kept)::uuid[])`;
  const standings = sql`app.account_standing where tenant_id = ${tx.tenantId} and (select is_kept from kept)`;
  const unmarked = sql`${standings} and account_id <> all ${marked}`;
  const columns = sql.join(standingColumns.map((name) => sql.ref(name)));
  const which: WhichAccounts = (column) => sql`${sql.ref(column)} = any ((select ids from looked)::uuid[])`;
  const all = seesAll(tx);
  return sql`
    kept as materialized (
      select coalesce((select c.standings_on from app.tenant_clock c where c.tenant_id = ${tx.tenantId}) = ${on.today}, false)
             and coalesce(bool_and(d.account_id is not null), true) and count(*) <= ${sql.lit(mostMarked)} as is_kept,
             coalesce(array_agg(d.account_id) filter (where d.account_id is not null), '{}') as marked
        from app.standing_due d where d.tenant_id = ${tx.tenantId}
    ), looked as materialized (
      select case when is_kept then marked
                  else ${all ? sql`array(select id from app.account where tenant_id = ${tx.tenantId})` : sql`(select ids from mine)`} end as ids
        from kept
    ), line as materialized (
      ${all ? sql`` : sql`select ${columns} from ${unmarked} and ${seenBy(tx)("account_id")} union all`}
      select ${columns} from (${standingLines(tx, on, which)}) line
    ), alike as (
      ${
        all
          ? sql`
      select accounts, band, waiting, renews, currency, valued, amount, ${matches} as matches
        from app.standing_tally where tenant_id = ${tx.tenantId} and (select is_kept from kept)
      union all
      select -1, band, waiting, renews, currency, -(stake is not null)::integer, -coalesce(stake, 0), ${matches}
        from ${standings} and account_id = any ${marked}
      union all`
          : sql``
      }
      ${alikeLines(matches)}
    ), page as (
      select row_number() over () as place, account_id as id, alerted
        from (select account_id, alerted from (
                ${
                  all
                    ? sql`
                (select ${columns} from ${unmarked} and ${matches} order by ${order} limit ${offset}::integer + ${limit}::integer)
                union all`
                    : sql``
                }
                (select ${columns} from line where ${matches})) standing
               order by ${order} offset ${offset} limit ${limit}) sorted
    )`;
}

/** A list of which every account is worked out anew. */
function freshList(tx: TenantTx, on: StandingDay, query: PortfolioQuery): RawBuilder<unknown> {
  const { filter, search, sort, descending, offset, limit } = query;
  const conditions = [
    filter === "movers" ? hasMoved(tx, query.now) : sql`true`,
    search === "" ? sql`true` : matchesSearch,
  ];
  const beside = sql`, ${sortKeys[sort]} as key, ${sql.join(conditions, sql` and `)} as found`;
  const joins = sql`
    ${sort === "owner" ? sql`left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a.owner_id` : sql``}
    ${search === "" ? sql`` : sql`cross join asked`}
    ${filter === "movers" ? movedByUse(query) : sql``}`;
  const matches = filter === "movers" ? sql`found` : sql`(found and ${filters[filter]})`;
  const byKey = sql`key ${descending ? sql`desc` : sql`asc`} nulls last, search_name, name, account_id`;
  return sql`
    asked as materialized (
      select ${search}::text as raw, app.search_name(${search}::text) as text
    ), line as materialized (
      ${standingLines(tx, on, seenBy(tx), { beside, joins })}
    ), alike as (
      ${alikeLines(matches)}
    ), page as (
      select row_number() over () as place, account_id as id, alerted
        from (select account_id, alerted from line where ${matches}
               order by ${sort === "need" ? needOrder(descending) : byKey} offset ${offset} limit ${limit}) sorted
    )`;
}

/** What the tally keeps, of the lines that were worked out: lines that stand alike are counted once, and summed by a dozen filters. */
function alikeLines(matches: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
      select count(*)::integer as accounts, band, waiting, renews, currency, sum(valued)::integer as valued, sum(amount) as amount, matches
        from (select ${counted}, ${matches} as matches from line) one
       group by band, waiting, renews, currency, matches`;
}

/** What use moved where the rules of the two days differ, to be joined to an account. */
function movedByUse({ movedByUse: moved }: PortfolioQuery): RawBuilder<unknown> {
  return sql`left join unnest(${moved.map(({ accountId }) => accountId)}::uuid[], ${moved.map(({ points }) => points)}::integer[],
      ${moved.map(({ keepsBand }) => keepsBand)}::boolean[]) u (account_id, points, keeps_band) on u.account_id = a.id`;
}

/**
 * Whose band or score moved within a week by more than a change of the rules, or about whom anything was done; of an account, its
 * score, its band and `movedByUse`.
 */
function hasMoved(tx: TenantTx, now: Date): RawBuilder<boolean> {
  return sql`(g.band is distinct from 'left' and (coalesce(l.band_7d <> g.band and u.keeps_band is not true, false)
    or coalesce(abs(coalesce(u.points, ${changeIn("score_7d")})) >= case when l.expected < 10 then 5 else 3 end, false)
    or a.id = any (array(
         select y.account_id from app.alert y
          where y.tenant_id = ${tx.tenantId} and ${seenBy(tx)("y.account_id")}
            and greatest(y.opened_at, y.acknowledged_at, y.snoozed_at, y.closed_at) > ${now}::timestamptz - interval '7 days'))))`;
}
