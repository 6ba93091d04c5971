import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSystem, dataDay, makeCast, readAudit } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { runCli } from "../../cli/run-cli.ts";
import { ensureEventMonths } from "../../db/usage/events.ts";
import { ensureAccounts, storeImported } from "../../db/usage/imports.ts";
import { simulate } from "../../demo/simulate.ts";
import { newId } from "../../ids.ts";
import type { BacktestFindings } from "../../results/backtest.ts";
import { addDays } from "../../scoring/days.ts";
import { runPass } from "../scoring/run-pass.ts";
import { readBacktestRules } from "./read-backtest-rules.ts";
import { readTenantLog } from "./read-tenant-log.ts";
import { runBacktest } from "./run-backtest.ts";

/* What scores a tenant at night is what a backtest says of it: scores to the last digit, alerts to the day. */

const since = addDays(dataDay, -330);
const now = new Date(`${addDays(dataDay, 1)}T08:00:00Z`);

interface Row {
  readonly account: string;
  readonly day: string;
  readonly [figure: string]: unknown;
}

let db: TestDb;
let owner: Owner;
let tenantId: string;
let found: BacktestFindings;
const scores: Row[] = [];
const alerts: string[] = [];

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  ({ tenantId } = await makeCast(db, "orrery", { zone: "UTC" }));
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [tenantId]);
  const demo = simulate({ today: addDays(dataDay, 1), seed: "tenant-backtest" });
  const wanted = new Set(demo.accounts.slice(0, 16).map((account) => account.externalId));
  const events = [...demo.events].filter(({ account, day }) => wanted.has(account) && day >= since);
  await asSystem(db, tenantId, async (tx) => {
    await ensureEventMonths(tx, since, dataDay);
    const ids = await ensureAccounts(tx, [...wanted], now);
    const columns = {
      ids: events.map(({ at }) => newId(Date.parse(at))),
      accountIds: events.map(({ account }) => ids.get(account) ?? ""),
      userKeys: events.map(({ user }) => `u:${user}`),
      names: events.map(({ event }) => event),
      times: events.map(({ at }) => at),
    };
    await storeImported(tx, columns, "UTC", now);
  });
  await runPass(db, tenantId, { now, requestId: "test", full: false });
  await asSystem(db, tenantId, async (tx) => {
    const log = await readTenantLog(tx);
    found = runBacktest({
      log,
      rules: await readBacktestRules(tx, log),
      from: addDays(since, 170),
      today: addDays(dataDay, 1),
      sink: {
        score: (account, day, { score, parts, band }) => scores.push({ account, day, score, ...parts, band }),
        alert: ({ account, day, kind }) => alerts.push(`${account} ${day} ${kind}`),
      },
    });
  });
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

describe("a tenant's own history", () => {
  test("is read up to the last final day, with the users and features of each day", async () => {
    expect(found.log).toMatchObject({ lastDay: dataDay });
    const { log, userDays } = await asSystem(db, tenantId, async (tx) => ({
      log: await readTenantLog(tx),
      userDays: (await tx.db.selectFrom("app.user_day").select("day").execute()).length,
    }));
    const days = [...log.accounts.values()].flat();
    expect(days.reduce((sum, { users }) => sum + users.length, 0)).toBe(userDays);
    expect(days.every(({ features }) => features.length > 0)).toBe(true);
  });

  test("has the scores that the pass wrote, to the last digit", async () => {
    const stored = await owner.rows<Row>(
      `select a.external_id as account, to_jsonb(s) ->> 'day' as day, s.score, s.recent, s.habit, s.trend, s.people, s.band
         from app.score s join app.account a on a.tenant_id = s.tenant_id and a.id = s.account_id
        where s.tenant_id = $1 and s.silent_days < 112 and extract(isodow from s.day) = 7
          and (s.day between $2 and $3 or s.day between $4 and $5) order by 1, 2`,
      [tenantId, ...[found.spans.train, found.spans.test].flatMap(({ from, to }) => [from, to])],
    );
    expect(stored.length).toBeGreaterThan(80);
    const order = (row: Row) => `${row.account} ${row.day}`;
    expect(scores.toSorted((one, other) => (order(one) < order(other) ? -1 : 1))).toEqual(
      stored.toSorted((one, other) => (order(one) < order(other) ? -1 : 1)),
    );
  });

  test("has the alerts that the pass opened, on their days", async () => {
    const opened = await owner.rows<{ alert: string }>(
      `select a.external_id || ' ' || (to_jsonb(l) ->> 'opened_day') || ' ' || l.kind as alert
         from app.alert l join app.account a on a.tenant_id = l.tenant_id and a.id = l.account_id where l.tenant_id = $1
       union all
       select a.external_id || ' ' || (to_jsonb(l) ->> 'renewed_day') || ' ' || l.kind
         from app.alert l join app.account a on a.tenant_id = l.tenant_id and a.id = l.account_id
        where l.tenant_id = $1 and l.renewed_day is not null`,
      [tenantId],
    );
    expect(opened.length).toBeGreaterThan(3);
    expect(alerts.toSorted()).toEqual(opened.map(({ alert }) => alert).toSorted());
  });

  test("is given away only with a row in the audit log, be it printed or written to files", async () => {
    const out = await mkdtemp(join(tmpdir(), "bellwether-backtest-"));
    const run = async (...options: string[]) => {
      const said: string[] = [];
      const say = (text: string) => void said.push(text);
      const settings = { DATABASE_URL: db.ownerUrl, SECRET_KEY: "ab".repeat(32) };
      const args = ["backtest", "--from", addDays(since, 170), ...options];
      const code = await runCli(args, settings, { out: say, err: say, interactive: false });
      expect({ code, said: code === 0 ? "" : said.join("") }).toEqual({ code: 0, said: "" });
    };
    await run();
    await run("--tenant", "orrery", "--out", out);
    const files = await readdir(out);
    await rm(out, { recursive: true });
    expect(files.sort()).toEqual(["alerts.csv", "backtest.pdf", "scores.csv"]);
    const rows = (await readAudit(db, tenantId)).filter(({ verb }) => verb === "ran backtest");
    expect(rows).toMatchObject([
      { surface: "cli", detail: { written: false } },
      { surface: "cli", detail: { written: true } },
    ]);
  });
});
