import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { systemContext, type TenantContext } from "../../context.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { createTenant } from "../tenants/create-tenant.ts";
import { type ImportReport, importEvents } from "./import-events.ts";
import { rollUpUsage } from "./roll-up-usage.ts";

const now = new Date("2026-11-20T07:30:00Z");
const columns = { account: "account", user: "user", time: "date", event: "feature" };
let db: TestDb;
let folder: string;

beforeAll(async () => {
  db = await openTestDb();
  folder = await mkdtemp(join(tmpdir(), "bellwether-import-"));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
async function makeTenant(zone = "Europe/Berlin") {
  const slug = `import-${++count}`;
  const made = { slug, name: slug, zone, kind: "b2b", demo: false, now, requestId: "test" } as const;
  const { tenantId } = await createTenant(db, made);
  const context = systemContext(tenantId, "test", "cli");
  const run = <T>(work: (tx: TenantTx) => Promise<T>) => withTenant(db, context, work);
  const file = async (text: string | Buffer, name = `${slug}.csv`) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  return { tenantId, context, run, file, events: () => run(readEvents) };
}

async function readEvents(tx: TenantTx) {
  const { rows } = await sql<{ event: string }>`
    select a.external_id || ' ' || e.user_key || ' ' || e.name || ' ' || to_char(e.at, 'YYYY-MM-DD"T"HH24:MI') as event
      from app.event e join app.account a on a.tenant_id = e.tenant_id and a.id = e.account_id order by 1`.execute(
    tx.db,
  );
  return rows.map((row) => row.event);
}

const load = (context: TenantContext, path: string): Promise<ImportReport> =>
  importEvents(db, context, { path, columns, now });

test("a file becomes accounts, events and roll-ups; a date is that day in the tenant's zone", async () => {
  const { context, file, events, run } = await makeTenant("America/New_York");
  const path = await file(
    "account,user,date,feature,extra\nacme,1,2019-03-10,Board,x\nacme,2,2019-03-10T23:30:00Z,Board,y\norbis,1,2026-11-19,Notes,z\n",
  );
  expect(await load(context, path)).toEqual({
    rows: 3,
    stored: 3,
    known: 0,
    completed: 0,
    refused: 0,
    refusedBy: {},
    refusals: [],
    accounts: 2,
    firstDay: "2019-03-10",
    lastDay: "2026-11-19",
  });
  expect(await events()).toEqual([
    "acme u:1 Board 2019-03-10T05:00",
    "acme u:2 Board 2019-03-10T23:30",
    "orbis u:1 Notes 2026-11-19T05:00",
  ]);
  await run((tx) => rollUpUsage(tx, { now }));
  const days = await run((tx) =>
    tx.db.selectFrom("app.account_day").select(["day", "user_days"]).orderBy("day").execute(),
  );
  expect(days).toEqual([
    { day: "2019-03-10", user_days: 2 },
    { day: "2026-11-19", user_days: 1 },
  ]);
  const clock = await run((tx) => tx.db.selectFrom("app.tenant_clock").select("covered_to").execute());
  expect(clock).toEqual([{ covered_to: "2026-11-19" }]);
});

test("the same file again stores nothing, and equal rows count each", async () => {
  const { context, file, events } = await makeTenant();
  const path = await file(`account,user,date,feature\n${"acme,1,2026-11-19,Board\n".repeat(3)}`);
  expect(await load(context, path)).toMatchObject({ stored: 3, known: 0 });
  expect(await load(context, path)).toMatchObject({ stored: 0, known: 3 });
  expect(await events()).toHaveLength(3);
});

const withHours = {
  ...columns,
  properties: [
    { column: "Hours spent", name: "hours" },
    { column: "priority", name: "priority" },
  ],
};
const propertiesOf = async (run: Awaited<ReturnType<typeof makeTenant>>["run"]) =>
  (await run((tx) => tx.db.selectFrom("app.event").select("properties").orderBy("at").execute())).map(
    ({ properties }) => properties,
  );

test("columns that are named become properties, as text; an empty field is none, a long one refuses its row", async () => {
  const { context, file, run } = await makeTenant();
  const path = await file(
    `account,user,date,feature,Hours spent,priority\nacme,1,2026-11-16,Ticket,3.5, urgent\nacme,1,2026-11-17,Ticket,,\nacme,1,2026-11-18,Ticket,${"x".repeat(1_001)},low\nacme,1,2026-11-19,Ticket,a\u0000b,\n`,
  );
  expect(await importEvents(db, context, { path, columns: withHours, now })).toMatchObject({
    stored: 3,
    refused: 1,
    refusals: [{ line: 4, reason: "property too long" }],
  });
  expect(await propertiesOf(run)).toEqual([
    { hours: "3.5", priority: "urgent" },
    null,
    { hours: "a\uFFFDb" },
  ]);
});

test("a file that comes again with properties completes its events, and counts none of them twice", async () => {
  const { context, file, run, events } = await makeTenant();
  const path = await file(
    "account,user,date,feature,Hours spent,priority\nacme,1,2026-11-18,Ticket,3,low\nacme,1,2026-11-18,Ticket,3,low\nacme,1,2026-11-19,Ticket,,\n",
  );
  expect(await load(context, path)).toMatchObject({ stored: 3, completed: 0 });
  expect(await propertiesOf(run)).toEqual([null, null, null]);
  for (let more = true; more; ) more = (await run((tx) => rollUpUsage(tx, { now }))).more;
  const again = () => importEvents(db, context, { path, columns: withHours, now });
  expect(await again()).toMatchObject({ rows: 3, stored: 0, known: 3, completed: 2 });
  expect(await propertiesOf(run)).toEqual([
    { hours: "3", priority: "low" },
    { hours: "3", priority: "low" },
    null,
  ]);
  const due = await run((tx) => tx.db.selectFrom("app.rollup_due").select("day").execute());
  expect(due).toEqual([{ day: "2026-11-18" }]);
  expect(await again()).toMatchObject({ stored: 0, known: 3, completed: 0 });
  // Without them they stay.
  expect(await load(context, path)).toMatchObject({ stored: 0, completed: 0 });
  expect((await propertiesOf(run))[0]).toEqual({ hours: "3", priority: "low" });
  expect(await events()).toHaveLength(3);
});

test.each([
  [[{ column: "severity", name: "severity" }], "no column “severity” for the property “severity”"],
  [
    [
      { column: "priority", name: "p" },
      { column: "date", name: "p" },
    ],
    "Name each property once, in 1 to 200 characters: “p”.",
  ],
])("properties that cannot be are refused: %j", async (properties, sentence) => {
  const { context, file } = await makeTenant();
  const path = await file("account,user,date,feature,priority\nacme,1,2026-11-18,Ticket,low\n");
  const wrong = importEvents(db, context, { path, columns: { ...columns, properties }, now });
  await expect(wrong).rejects.toThrow(sentence);
});

test("a refused row is told by its line and reason, the others are kept", async () => {
  const { context, file } = await makeTenant();
  const path = await file(
    `account,user,date,feature\n,1,2026-11-19,Board\nacme,,2026-11-19,Board\nacme,1,2026-02-30,Board\nacme,1,2026-11-21,Board\n"a\nb",1,2026-11-19,Board\nacme,1\n${"x".repeat(201)},1,2026-11-19,Board\nacme,1,soon,\n`,
  );
  expect(await load(context, path)).toMatchObject({
    rows: 8,
    stored: 1,
    refused: 7,
    refusals: [
      { line: 2, reason: "no account" },
      { line: 3, reason: "no user" },
      { line: 4, reason: "no such time" },
      { line: 5, reason: "in the future" },
      { line: 8, reason: "no event" },
      { line: 9, reason: "too long" },
      { line: 10, reason: "no event" },
    ],
  });
});

test("a missing column, a missing file and broken gzip say what is wrong", async () => {
  const { context, file } = await makeTenant();
  await expect(load(context, await file("account,who\n"))).rejects.toThrow(
    "The file has no column “user” for the user. It has: account, who.",
  );
  await expect(load(context, join(folder, "none.csv"))).rejects.toThrow("There is no file");
  await expect(load(context, await file(""))).rejects.toThrow("The file is empty.");
  const broken = Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from("not gzip")]);
  await expect(load(context, await file(broken, "broken.csv.gz"))).rejects.toThrow("not whole gzip");
  const cut = gzipSync(bigCsv(2_000)).subarray(0, 5_000);
  await expect(load(context, await file(cut, "cut.csv.gz"))).rejects.toThrow("not whole gzip");
  await expect(
    load(context, await file(`account,user,date,feature\n"${"x".repeat(1_100_000)}`)),
  ).rejects.toThrow("longer than");
});

test("a zip bomb is refused while little of it is unpacked", async () => {
  const { context, file, events } = await makeTenant();
  const row = "acme,1,2026-11-19,Board\n";
  const zeros = await file(gzipSync(Buffer.alloc(60_000_000)), "zeros.csv.gz");
  await expect(load(context, zeros)).rejects.toThrow(/grows more than 200 times|longer than/);
  const rows = await file(gzipSync(`account,user,date,feature\n${row.repeat(4_000_000)}`), "rows.csv.gz");
  await expect(load(context, rows)).rejects.toThrow("grows more than 200 times");
  // 96 MB of rows; what came through of them is what was unpacked.
  expect((await events()).length * row.length).toBeLessThan(8 * 1024 * 1024);
});

test("an import that is killed anywhere goes on where it was, and nothing is stored twice", async () => {
  const { tenantId, context, file, run } = await makeTenant();
  const path = await file(gzipSync(bigCsv(25_000)), "big.csv.gz");
  const struck = await killWrites(tenantId, [1, 2, 5, 6, 9, 11, 12, 15]);
  let kills = 0;
  let report: ImportReport | undefined;
  while (report === undefined) {
    report = await importEvents(db, context, { path, columns, now }).catch(() => undefined);
    if (report === undefined) kills++;
  }
  await struck.end();
  expect(kills).toBeGreaterThan(4);
  expect(report).toMatchObject({ rows: 25_000, refused: 0 });
  const { rows } = await run((tx) =>
    sql<{
      events: number;
      ids: number;
    }>`select count(*) as events, count(distinct id) as ids from app.event`.execute(tx.db),
  );
  expect(rows).toEqual([{ events: 25_000, ids: 25_000 }]);
  const runs = await run((tx) =>
    tx.db.selectFrom("app.import_run").select(["state", "rows_in", "rows_new"]).execute(),
  );
  expect(runs).toEqual([{ state: "done", rows_in: 25_000, rows_new: 25_000 }]);
});

/**
 * Kills the session that writes events or the note of an import, at the given ones of a tenant's writes. Writes are
 * counted by a sequence, which no rollback turns back.
 */
async function killWrites(tenantId: string, at: readonly number[]): Promise<{ end(): Promise<void> }> {
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  await owner.query(`
    create sequence public.write_count;
    create function public.kill_writer() returns trigger language plpgsql security definer as $$
    begin
      if app.current_tenant() = '${tenantId}' and nextval('public.write_count') = any (array[${at}]) then
        perform pg_terminate_backend(pg_backend_pid());
      end if;
      return null;
    end $$;
    create trigger kill_writer after insert on app.event execute function public.kill_writer();
    create trigger kill_writer after insert or update on app.import_run execute function public.kill_writer();`);
  return {
    end: async () => {
      await owner.query("drop function public.kill_writer cascade; drop sequence public.write_count");
      await owner.end();
    },
  };
}

function bigCsv(rows: number): string {
  const lines = ["account,user,date,feature"];
  for (let i = 0; i < rows; i++) {
    const day = new Date(Date.UTC(2026, 0, 1 + (i % 300))).toISOString().slice(0, 10);
    lines.push(`account-${i % 37},user-${(i * 7) % 1_013},${day},feature-${i % 11}`);
  }
  return `${lines.join("\n")}\n`;
}
