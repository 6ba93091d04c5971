import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import type { Day } from "../src/scoring/types.ts";
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
