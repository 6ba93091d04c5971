import { systemContext } from "../../src/context.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import type { Day } from "../../src/scoring/types.ts";
import { createTenant } from "../../src/usecases/tenants/create-tenant.ts";
import type { BenchDatabase } from "./database.ts";
import { withoutIndexes } from "./without-indexes.ts";

/** The last day of use of every made-up tenant. */
export const lastDay: Day = "2026-11-19";

/** How large a made-up tenant is. */
export interface UsedTenantSize {
  readonly accounts: number;
  /** Days with use, up to `lastDay`. */
  readonly days: number;
  /** Users of an account at most (9). */
  readonly users?: number;
}

/**
 * A tenant whose roll-ups are made up in the database, with ids in the order of time, as the product's are: one to nine users an account (one account in ten has one), at work
 * on most weekdays; some accounts joined later, some fell silent. Nothing is scored yet.
 * @returns its id
 */
export async function makeUsedTenant(
  { db, owner }: BenchDatabase,
  slug: string,
  { accounts, days, users = 9 }: UsedTenantSize,
): Promise<string> {
  const tenant = { slug, name: slug, zone: "Europe/Berlin", kind: "b2b", demo: false } as const;
  const { tenantId } = await createTenant(db, { ...tenant, now: new Date(), requestId: "bench" });
  await withTenant(db, systemContext(tenantId, "bench"), (tx) =>
    tx.db.insertInto("app.tenant_clock").values({ tenant_id: tenantId, covered_to: lastDay }).execute(),
  );
  // Rows are as they should be by construction: keys to other tables are not looked up one by one.
  await owner.query("set session_replication_role = replica");
  await owner.query("select setseed(0.5)");
  await owner.query(
    `insert into app.account (tenant_id, id, external_id, name, created_at)
     select $1, uuidv7(), 'account-' || i, 'Account ' || i, now() from generate_series(1, $2::int) i`,
    [tenantId, accounts],
  );
  await withoutIndexes(owner, ["user_day", "account_day"], async () => {
    await owner.query(
      `with workday as materialized (
         select d::date as day from generate_series($2::date - $3::int + 1, $2::date, interval '1 day') d where extract(isodow from d) < 6),
       made as materialized (
         select id, row_number() over () as n, .2 + .7 * random() as use,
                case when random() < .1 then 1 else 2 + floor(($4::int - 1) * random() * random())::int end as users,
                case when random() < .1 then floor($3::int * random())::int else 0 end as joined,
                case when random() < .08 then floor(150 * random())::int else 0 end as stopped
           from app.account where tenant_id = $1)
       insert into app.user_day (tenant_id, day, account_id, user_key, events)
       select $1, w.day, m.id, 'u:user-' || m.n || '-' || u, 1 + u
         from workday w, made m, generate_series(1, m.users) u
        where w.day >= $2::date - $3::int + m.joined and w.day <= $2::date - m.stopped
          and random() + 0 * u * (w.day - $2::date) < m.use`,
      [tenantId, lastDay, days, users],
    );
    await owner.query(
      `insert into app.account_user (tenant_id, account_id, user_key, last_day)
       select $1, account_id, user_key, max(day) from app.user_day where tenant_id = $1 group by account_id, user_key`,
      [tenantId],
    );
    await owner.query(
      `insert into app.account_day (tenant_id, day, account_id, user_days, events)
       select $1, day, account_id, count(*), sum(events) from app.user_day where tenant_id = $1 group by day, account_id order by day`,
      [tenantId],
    );
  });
  for (const table of ["account", "user_day", "account_user", "account_day"])
    await owner.query(`vacuum analyze app.${table}`);
  await owner.query(
    `update app.account a set first_day = span.first, last_day = span.last
       from (select account_id, min(day) as first, max(day) as last from app.account_day where tenant_id = $1 group by 1) span
      where a.tenant_id = $1 and a.id = span.account_id`,
    [tenantId],
  );
  await owner.query("set session_replication_role = origin");
  await owner.query("vacuum analyze app.account");
  return tenantId;
}
