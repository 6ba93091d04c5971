import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, type Cast, makeCast } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { newId } from "../../ids.ts";
import { addDays, eachDay } from "../../scoring/days.ts";
import { startRules } from "../../scoring/models/compile-model.ts";
import { sumsOf } from "../../scoring/score/sums.ts";
import { seriesOf } from "../../scoring/series.ts";
import type { Day, Kind } from "../../scoring/types.ts";
import { readDaySums } from "./day-sums.ts";
import type { AccountDaySums } from "./sum-phrases.ts";

const today: Day = "2026-11-19";
const oldest = 400;

let db: TestDb;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
});
afterAll(() => db.close());

interface Use {
  readonly day: Day;
  readonly user: string;
}

/** An account's use: stretches of days, each with a few users who come with a chance, and silence in between. */
const use: fc.Arbitrary<Use[]> = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: oldest }),
      length: fc.integer({ min: 1, max: 120 }),
      every: fc.integer({ min: 1, max: 9 }),
      users: fc.array(fc.constantFrom("u:a", "u:b", "u:c", "u:d", "u:e"), { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 3 },
  )
  .map((stretches) =>
    stretches.flatMap(({ start, length, every, users }) =>
      Array.from({ length: Math.ceil(length / every) }, (_, step) => step * every)
        .filter((offset) => offset <= start)
        .flatMap((offset) =>
          users
            .filter((_, at) => (offset + at) % (at + 1) === 0)
            .map((user) => ({ day: addDays(today, offset - start), user })),
        ),
    ),
  );

async function store(accounts: readonly (readonly Use[])[]): Promise<string[]> {
  return asSystem(db, cast.tenantId, async (tx) => {
    const ids: string[] = [];
    for (const events of accounts) {
      const id = newId();
      ids.push(id);
      const series = seriesOf(events);
      await tx.db
        .insertInto("app.account")
        .values({
          tenant_id: cast.tenantId,
          id,
          external_id: id,
          name: id,
          first_day: series[0]?.day ?? null,
          last_day: series.at(-1)?.day ?? null,
          created_at: new Date("2025-01-01T00:00:00Z"),
        })
        .execute();
      if (series.length === 0) continue;
      const key = { tenant_id: cast.tenantId, account_id: id };
      await tx.db
        .insertInto("app.user_day")
        .values(
          series.flatMap(({ day, users }) =>
            users.map((user) => ({ ...key, day, user_key: user, events: 1 })),
          ),
        )
        .execute();
      await tx.db
        .insertInto("app.account_day")
        .values(series.map(({ day, users }) => ({ ...key, day, user_days: users.length, events: 9 })))
        .execute();
    }
    return ids;
  });
}

/** As the statement promises it: the users of an established account are counted only as far as it matters. */
function expected(accounts: readonly (readonly Use[])[], ids: readonly string[], day: Day, kind: Kind) {
  const enough = kind === "b2b" ? 2 : 1;
  return ids.flatMap((accountId, at): AccountDaySums[] => {
    const sums = sumsOf(seriesOf(accounts[at] ?? []), day, startRules[kind].established);
    if (!sums) return [];
    const establishedUsers = sums.users28 >= enough ? sums.users28 : sums.establishedUsers;
    return [{ accountId, day, ...sums, establishedUsers }];
  });
}

const sorted = (rows: readonly AccountDaySums[] | ReadonlyMap<Day, readonly AccountDaySums[]>) =>
  [...rows.values()]
    .flat()
    .toSorted((a, b) => a.day.localeCompare(b.day) || a.accountId.localeCompare(b.accountId));

test("equal those of the pure scorer, a day by itself and many at once, whatever the use", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(use, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: oldest }),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom<Kind>("b2b", "retail"),
      async (accounts, back, length, kind) => {
        const { established } = startRules[kind];
        const ids = await store(accounts);
        const from = addDays(today, -back);
        const to = addDays(from, length);
        const wanted = sorted([...eachDay(from, to)].flatMap((day) => expected(accounts, ids, day, kind)));
        await asSystem(db, cast.tenantId, async (tx) => {
          expect(sorted(await readDaySums(tx, { from, to, accountIds: ids, established }))).toEqual(wanted);
          for (const day of [from, addDays(from, Math.floor(length / 2))]) {
            const alone = await readDaySums(tx, { from: day, to: day, accountIds: ids, established });
            expect(sorted(alone)).toEqual(wanted.filter((row) => row.day === day));
          }
        });
      },
    ),
    { numRuns: 40, seed: 20261119 },
  );
}, 120_000);

test("of all accounts are those of each account", async () => {
  await asSystem(db, cast.tenantId, async (tx) => {
    const input = { from: addDays(today, -30), to: today, established: startRules.b2b.established };
    const all = sorted(await readDaySums(tx, { ...input, accountIds: null }));
    expect(all.length).toBeGreaterThan(500);
    for (const accountId of new Set(all.slice(0, 40).map((row) => row.accountId))) {
      const alone = await readDaySums(tx, { ...input, accountIds: [accountId] });
      expect(sorted(alone)).toEqual(all.filter((row) => row.accountId === accountId));
    }
  });
}, 60_000);
