import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, makeCast } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import type { AlertState } from "../../results/alerts.ts";
import { isOpen, isWaiting, isWaitingX, openStatesList } from "./alert-states.ts";

let db: TestDb;
let tenantId: string;

beforeAll(async () => {
  db = await openTestDb();
  ({ tenantId } = await makeCast(db, "states"));
});
afterAll(() => db.close());

const endOfToday = new Date("2026-11-20T23:00:00Z");
const alert = fc.record({
  state: fc.constantFrom<AlertState>("open", "acknowledged", "snoozed", "resolved", "withdrawn"),
  snoozedUntil: fc.option(fc.integer({ min: -2, max: 2 }).map((ms) => new Date(endOfToday.getTime() + ms))),
});

test("a statement and a row in hand agree on which alerts are open, and which wait for somebody", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(alert, { minLength: 1, maxLength: 60 }), async (alerts) => {
      const states = alerts.map(({ state }) => state);
      const untils = alerts.map(({ snoozedUntil }) => snoozedUntil);
      const { rows } = await asSystem(db, tenantId, (tx) =>
        sql<{ open: boolean; waiting: boolean | null }>`
          select x.state in (${openStatesList}) as open, ${isWaitingX(sql`${endOfToday}::timestamptz`)} as waiting
            from unnest(${states}::text[], ${untils}::timestamptz[]) with ordinality as x (state, snoozed_until, at)
           order by x.at`.execute(tx.db),
      );
      expect(rows.map(({ open, waiting }) => [open, waiting ?? false])).toEqual(
        alerts.map((row) => [isOpen(row), isWaiting(row, endOfToday)]),
      );
    }),
    { numRuns: 50 },
  );
});
