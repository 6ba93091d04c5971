import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import type { Day } from "../src/scoring/types.ts";
import { dataDay } from "./fixture.ts";
import type { Owner } from "./owner.ts";

/** How many people of an account were active, by days ago: 0 is `lastDay`. */
export type Level = (daysAgo: number) => number;

/** Writes an account's use as roll-ups, as if events had been counted. @returns the account's id */
export async function tellStory(
  owner: Owner,
  input: { tenantId: string; name: string; ownerId: string; lastDay: Day; days: number; level: Level },
): Promise<string> {
  const { tenantId, name, ownerId, lastDay } = input;
  const id = newId();
  await owner.rows(
    `insert into app.account (tenant_id, id, external_id, name, owner_id, created_at) values ($1, $2, $3, $3, $4, now())`,
    [tenantId, id, name, ownerId],
  );
  const use = Array.from({ length: input.days }, (_, daysAgo) => ({
    day: addDays(lastDay, -daysAgo),
    users: input.level(daysAgo),
  })).filter(({ users }) => users > 0);
  await owner.rows(
    `insert into app.user_day (tenant_id, account_id, day, user_key, events)
     select $1, $2, t.day, 'u:' || u, 1 from unnest($3::date[], $4::int[]) t (day, users), generate_series(1, t.users) u`,
    [tenantId, id, use.map(({ day }) => day), use.map(({ users }) => users)],
  );
  await owner.rows(
    `insert into app.account_day (tenant_id, account_id, day, user_days, events)
     select tenant_id, account_id, day, count(*), count(*) from app.user_day where tenant_id = $1 and account_id = $2 group by 1, 2, 3`,
    [tenantId, id],
  );
  await owner.rows("update app.account set first_day = $3, last_day = $4 where tenant_id = $1 and id = $2", [
    tenantId,
    id,
    use.at(-1)?.day,
    use[0]?.day,
  ]);
  return id;
}

/**
 * Accounts of a year up to the fixture's day, Priya's: every other one weakens, then stops, one after the other; some of these left.
 */
export async function tellMany(
  owner: Owner,
  cast: { readonly tenantId: string; readonly priya: string },
  accounts: number,
): Promise<void> {
  await owner.rows(
    `insert into app.account (tenant_id, id, external_id, name, owner_id, created_at)
     select $1, gen_random_uuid(), n::text, 'Story ' || n, $2, now() from generate_series(1, $3::int) n`,
    [cast.tenantId, cast.priya, accounts],
  );
  await owner.rows(
    `insert into app.user_day (tenant_id, account_id, day, user_key, events)
     select a.tenant_id, a.id, $2::date - ago, 'u:' || u, 1
       from app.account a, lateral (select a.external_id::int as n, case when a.external_id::int % 2 = 0 then 30 + 3 * a.external_id::int else 0 end as stopped) s,
            generate_series(0, 359) ago, lateral (select s.stopped > 0 and ago < s.stopped + 40 as weak) w,
            generate_series(1, case when w.weak then 1 else 3 + s.n % 4 end) u
      where a.tenant_id = $1 and a.name like 'Story %' and ago >= s.stopped and (ago * 7 + s.n) % (case when w.weak then 9 else 2 end) = 0`,
    [cast.tenantId, dataDay],
  );
  await owner.rows(
    `insert into app.account_day (tenant_id, account_id, day, user_days, events)
     select u.tenant_id, u.account_id, u.day, count(*), count(*) from app.user_day u join app.account a on a.id = u.account_id
      where u.tenant_id = $1 and a.name like 'Story %' group by 1, 2, 3`,
    [cast.tenantId],
  );
  await owner.rows(
    `update app.account a set first_day = d.first, last_day = d.last, churned_on = case when a.external_id::int % 8 = 0 then d.last + 5 end
       from (select account_id, min(day) as first, max(day) as last from app.account_day where tenant_id = $1 group by 1) d
      where a.tenant_id = $1 and a.id = d.account_id and a.name like 'Story %'`,
    [cast.tenantId],
  );
}
