import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, asSystem, type Cast, makeCast, now } from "../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { ensureEventMonths } from "../db/usage/events.ts";
import { newId } from "../ids.ts";
import { runCli } from "./run-cli.ts";

let db: TestDb;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  const ids = [];
  for (const name of ["Acme", "Vela"]) ids.push(await addAccount(db, cast.tenantId, { name, score: 80 }));
  const events = [
    [ids[0], "Ticket opened", "2026-11-18"],
    [ids[0], "Ticket opened", "2026-11-19"],
    [ids[1], "Ticket opened", "2026-11-19"],
    [ids[1], "Ticket closed", "2026-11-19"],
    [ids[1], "Planning board", "2026-11-19"],
  ];
  await asSystem(db, cast.tenantId, async (tx) => {
    await ensureEventMonths(tx, "2026-11-01", "2026-11-30");
    for (const [account, name, day] of events)
      await sql`insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, received_at)
        values (${tx.tenantId}, ${`${day}T09:00:00Z`}::timestamptz, ${newId()}, ${account}, 'u:1', 'track', ${name}, ${now})`.execute(
        tx.db,
      );
  });
});
afterAll(() => db.close());

async function bellwether(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const code = await runCli(
    [...args, "--now", "2026-11-20T07:30:00Z"],
    { DATABASE_URL: db.ownerUrl, SECRET_KEY: "ab".repeat(32) },
    {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      interactive: false,
    },
  );
  return { code, ...said };
}

test("events are listed with how often they came, and whether they count as use", async () => {
  expect((await bellwether("event", "exclude", "Ticket opened")).out).toBe(
    "“Ticket opened” is left out of use. 3 days of 2 accounts are counted and scored again with the next pass; at once: bellwether score\n",
  );
  expect((await bellwether("event", "list")).out.split("\n")).toEqual([
    "Ticket opened   3 in 28 days, 2 accounts              left out of use",
    "Planning board  1 in 28 days, 1 account               use",
    "Ticket closed   1 in 28 days, 1 account               use",
    "",
  ]);
  expect((await bellwether("event", "exclude", "Ticket opened")).out).toBe(
    "“Ticket opened” is left out of use already.\n",
  );
  expect((await bellwether("event", "include", "Ticket opened")).out).toContain(
    "“Ticket opened” counts as use. 3 days of 2 accounts are counted",
  );
  const { out } = await bellwether("event", "list", "--json");
  expect(JSON.parse(out)[0]).toEqual({ name: "Ticket opened", events: 3, accounts: 2, isUse: true });
});

test.each([
  ["Tickets opened", "There is “Ticket opened”."],
  ["ticket", "There are “Ticket opened” and “Ticket closed”."],
  ["planning bord", "There is “Planning board”."],
  ["Invoice", "See: bellwether event list"],
])("a name that no event has, “%s”, is refused with the nearest", async (name, next) => {
  const { code, out, err } = await bellwether("event", "exclude", name);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe(`bellwether: No event is called “${name}”. ${next}\n`);
});

test("a metric is defined with its events left out of use, also before the first of them comes", async () => {
  const draft = ["--kind", "counter", "--good", "down", "--not-use"];
  const made = await bellwether("metric", "create", "failed-calls", "--event", "API call failed", ...draft);
  expect(made.out).toContain(
    "failed-calls is defined. Its history is counted. “API call failed” is left out of use: the next pass scores again what changed.",
  );
  expect((await bellwether("metric", "list")).out).toContain(
    "failed-calls, “API call failed” is left out of use",
  );
  expect((await bellwether("event", "list")).out).toMatch(
    /^API call failed +none in 28 days +left out of use$/m,
  );
  expect(await bellwether("metric", "create", "nps", ...draft)).toMatchObject({
    code: 1,
    err: "bellwether: --not-use speaks of events: name them with --event.\n",
  });
});
