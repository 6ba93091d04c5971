import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAudit } from "../src/db/audit.ts";
import { readAuditLog } from "../src/db/audit-log.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { exportAudit, listAudit } from "../src/usecases/tenants/list-audit.ts";
import { removeMember } from "../src/usecases/tenants/remove-member.ts";
import { auditVerbs } from "../src/words/audit.ts";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { openVisits, type Visit } from "./browser/visits.ts";
import { testWebApp } from "./browser/web-app.ts";
import { as, asSystem, now, readAudit } from "./fixture.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

let db: TestDb;
let seed: Seed;
let ask: Visit;

beforeAll(async () => {
  db = await openTestDb();
  const { app } = await testWebApp(db);
  ask = openVisits(db, app, () => seed);
  const other = await seedTenant(db, "initech");
  await look(other, other.cast.priya, "2026-11-18T10:00:00Z", { query: "initech only" });
  seed = await seedTenant(db, "orrery");
  await look(seed, seed.cast.priya, "2026-11-18T10:00:00Z", { from: "2026-10-01", to: "2026-11-01" });
  await look(seed, seed.cast.jonas, "2026-11-19T10:00:00Z", { query: "orbis" });
  await asSystem(db, seed.cast.tenantId, (tx) =>
    writeAudit(tx, {
      verb: "described account",
      accountId: seed.acme,
      detail: { changes: { plan: ["Basic", "Pro"] } },
      now: new Date("2026-11-17T10:00:00Z"),
    }),
  );
});
afterAll(() => db.close());

const look = (of: Seed, memberId: string, at: string, detail: Record<string, unknown>) =>
  withTenant(db, as(of.cast.tenantId, memberId), (tx) =>
    writeAudit(tx, { verb: "looked at account", accountId: of.acme, detail, now: new Date(at) }),
  );
const page = async (query = "", who = "reyes") => {
  const answer = await ask(who, "GET", `/settings/audit${query}`);
  return { status: answer.status, body: (await answer.text()).replace(/<[^>]+>/g, " ").replace(/\s+/g, " ") };
};

describe("the audit log", () => {
  test("says who did what, with which account and from where, in words", async () => {
    const { status, body } = await page();
    expect(status).toBe(200);
    expect(body).toContain("Wed 18 Nov, 11:00 Priya Shah Looked at an account 1 Oct – 1 Nov 2026 Acme web");
    expect(body).toContain("Bellwether Changed facts of an account plan: Basic → Pro Acme by itself");
    expect(body).not.toContain("initech only");
  });

  test("is asked by person, action, account and days, and each look is a line of it", async () => {
    expect((await page(`?who=${seed.cast.jonas}`)).body).toContain("orbis Acme");
    expect((await page(`?who=${seed.cast.jonas}`)).body).not.toContain("1 Oct – 1 Nov");
    expect((await page("?who=bellwether&what=described-account")).body).toContain("Basic → Pro");
    expect((await page("?from=2026-11-18&to=2026-11-18")).body).toContain("1 Oct – 1 Nov 2026");
    expect((await page("?from=2026-11-18&to=2026-11-18")).body).not.toContain("orbis Acme");
    expect((await page("?account=acme&what=described-account")).body).toContain("Basic → Pro");
    const looks = (await readAudit(db, seed.cast.tenantId)).filter(
      ({ verb }) => verb === "looked at audit log",
    );
    expect(looks).toContainEqual({
      verb: "looked at audit log",
      accountId: null,
      memberId: seed.cast.tomas,
      surface: "web",
      detail: { accountId: seed.acme, verb: "described account" },
    });
  });

  test("says at its field what cannot be asked, and keeps what was typed", async () => {
    const unknown = await ask("reyes", "GET", "/settings/audit?account=Nobody+%26+Sons");
    const html = await unknown.text();
    expect(unknown.status).toBe(400);
    expect(html).toContain("I can&#39;t find an account called “Nobody &amp; Sons”.");
    expect(html).toMatch(/name="account" value="Nobody &amp; Sons"[^>]*aria-invalid="true"/);
    expect((await page("?from=2026-11-18&to=2026-11-01")).body).toContain("The end is before the start.");
    expect((await page("?who=nobody&what=nothing&after=soon")).status).toBe(200);
  });

  test("comes as a file of what is asked for, without formulas, and the export is a line as well", async () => {
    await look(seed, seed.cast.priya, "2026-11-16T10:00:00Z", { query: "=1+1" });
    const answer = await ask("reyes", "GET", `/settings/audit/audit.csv?who=${seed.cast.priya}`);
    const lines = (await answer.text()).split("\r\n");
    expect(answer.headers.get("content-disposition")).toContain("Audit-log-2026-11-20.csv");
    expect(lines[0]).toContain("When,Who,Address,What,Account,Where,Details,Entry");
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^2026-11-18T10:00:00\.000Z,Priya Shah,shah@orrery\.example,Looked at an account,Acme,web,1 Oct – 1 Nov 2026,/,
      ),
    );
    expect(lines.find((line) => line.includes("1+1"))).toContain(",'=1+1,");
    expect((await page("?what=exported-audit-log")).body).toContain("Exported the audit log");
  });

  test("goes on by its place, so that no line is missed or shown twice", async () => {
    const read = (limit: number, after?: { at: Date; id: string }) =>
      asSystem(db, seed.cast.tenantId, (tx) =>
        listAudit(tx, { memberId: seed.cast.priya, limit, ...(after ? { after } : {}), now }),
      );
    // Of one moment: the place must tell them apart.
    for (const query of ["one", "two", "three", "four", "five"])
      await look(seed, seed.cast.priya, "2026-11-15T10:00:00Z", { query });
    const all = (await read(500)).lines.map(({ id }) => id);
    const paged: string[] = [];
    for (let part = await read(2); ; part = await read(2, part.older)) {
      paged.push(...part.lines.map(({ id }) => id));
      if (!part.older) break;
    }
    expect(all.length).toBeGreaterThan(4);
    expect(paged).toEqual(all);
  });

  test("still knows who was removed", async () => {
    const leaving = await seedTenant(db, "leaving");
    await look(leaving, leaving.cast.jonas, "2026-11-18T10:00:00Z", {});
    const log = await asSystem(db, leaving.cast.tenantId, async (tx) => {
      await removeMember(tx, { email: "lind@leaving.example", heirEmail: "shah@leaving.example", now });
      return listAudit(tx, { memberId: leaving.cast.jonas, now });
    });
    expect(log.people.find(({ id }) => id === leaving.cast.jonas)?.removed).toBe(true);
    expect(log.lines.map(({ verb }) => verb)).toEqual(
      expect.arrayContaining(["looked at account", "removed member"]),
    );
  });
});

describe("who may read it", () => {
  test("admins alone: for everybody else there is no such page, no file and no chip that leads there", async () => {
    for (const who of ["shah", "okafor", "meyer"]) {
      expect((await page("", who)).status).toBe(404);
      expect((await ask(who, "GET", "/settings/audit/audit.csv")).status).toBe(404);
    }
    expect(await (await ask("okafor", "GET", "/settings/profile")).text()).not.toContain("/settings/audit");
  });

  test("the use cases refuse, and behind them the database shows nothing", async () => {
    const { tenantId, dana, priya, meyer, tomas } = seed.cast;
    const all = { memberId: null, actor: null, accountId: null, verb: null, from: null, to: null };
    const rows = (memberId: string) =>
      withTenant(db, as(tenantId, memberId), (tx) => readAuditLog(tx, all, { after: null, limit: 500 }));
    for (const memberId of [dana, priya, meyer]) {
      const refused = { code: "not-allowed" };
      const asked = as(tenantId, memberId);
      await expect(withTenant(db, asked, (tx) => listAudit(tx, { now }))).rejects.toMatchObject(refused);
      await expect(withTenant(db, asked, (tx) => exportAudit(tx, { now }))).rejects.toMatchObject(refused);
      expect(await rows(memberId)).toEqual([]);
    }
    const seen = await rows(tomas);
    expect(seen.length).toBeGreaterThan(3);
    expect(JSON.stringify(seen)).not.toContain("initech only");
  });
});

test("every action that is written anywhere has words", () => {
  const root = join(import.meta.dirname, "..");
  const texts = (folder: string, shape: RegExp) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => shape.test(file) && !/\.test\./.test(file))
      .map((file) => readFileSync(join(root, folder, file), "utf8"));
  const inCode = texts("src", /\.tsx?$/).flatMap((text) =>
    [...text.matchAll(/\bverb: "([a-z]+ [a-z -]+)"/g)].map((found) => found[1]),
  );
  // What the database writes by itself: the first text after the actor.
  const inSql = texts("migrations", /\.sql$/).flatMap((text) =>
    [...text.matchAll(/insert into app\.audit_log[\s\S]*?'([a-z]+ [a-z -]+)'/g)].map((found) => found[1]),
  );
  expect(inCode.length).toBeGreaterThan(40);
  expect(new Set(inSql)).toEqual(new Set(["supplied metrics", "described account"]));
  const known: readonly (string | undefined)[] = auditVerbs;
  expect([...inCode, ...inSql].filter((verb) => !known.includes(verb))).toEqual([]);
});
