import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { toPlainText } from "../../bot/plain-text.ts";
import { renewalsMessage } from "../../bot/views/renewals.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { stakesLine } from "../../words/renewals.ts";
import { statusWords } from "../../words/status.ts";
import { getAccount } from "../accounts/get-account.ts";
import { makeDigest } from "../digests/make-digest.ts";
import { runPass } from "../scoring/run-pass.ts";
import { getReader } from "../tenants/get-reader.ts";
import { getRenewals } from "./get-renewals.ts";
import { listAccounts } from "./list-accounts.ts";
import { lookAtPortfolio } from "./look-at-portfolio.ts";

let db: TestDb;
let cast: Cast;
const ids: Record<string, string> = {};

interface Facts {
  readonly score: number;
  readonly value?: [number, string | null];
  readonly renews?: string;
  readonly left?: string;
  readonly owner?: "priya" | "jonas";
}

const accounts: Readonly<Record<string, Facts>> = {
  Acme: { score: 55, value: [100_000, "EUR"], renews: "2027-01-12" },
  Borealis: { score: 50, value: [84_000.4, "EUR"], renews: "2027-02-18" },
  Orbis: { score: 40, value: [20_000, "USD"], owner: "jonas" },
  Nordwind: { score: 45, owner: "jonas" },
  Vela: { score: 90, value: [28_000, "EUR"], renews: "2026-11-20" },
  Later: { score: 90, value: [1_000, "EUR"], renews: "2027-02-19" },
  Gone: { score: 30, value: [500_000, "EUR"], renews: "2026-12-01", left: "2026-11-03" },
  Leaving: { score: 90, value: [500_000, "EUR"], renews: "2026-12-01", left: "2026-12-31" },
};

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  for (const [name, { score, value, renews, left, owner = "priya" }] of Object.entries(accounts)) {
    const spec = { name, ownerId: cast[owner], seenBy: [cast.meyer], score };
    ids[name] = await addAccount(db, cast.tenantId, { ...spec, ...(renews ? { renewalOn: renews } : {}) });
    await asSystem(db, cast.tenantId, (tx) =>
      tx.db
        .updateTable("app.account")
        .set({ contract_value: value?.[0] ?? null, currency: value?.[1] ?? null, churned_on: left ?? null })
        .where("tenant_id", "=", tx.tenantId)
        .where("id", "=", ids[name] ?? "")
        .execute(),
    );
  }
  await addAlert(db, cast.tenantId, ids.Gone ?? "");
});
afterAll(() => db.close());

const ask = <T>(memberId: string, work: (tx: TenantTx) => Promise<T>) =>
  withTenant(db, as(cast.tenantId, memberId), work);

describe("what is at stake", () => {
  test("is the value at risk by currency, never added across, and who renews within 90 days; who left is no part of it", async () => {
    const facts = await ask(cast.dana, (tx) => getRenewals(tx, { now }));
    expect(facts.atRisk).toEqual({
      values: [
        { currency: "EUR", amount: 184_000.4 },
        { currency: "USD", amount: 20_000 },
      ],
      accounts: 3,
      unvalued: 1,
    });
    expect(facts.renewals.map(({ account, on }) => [account.name, on])).toEqual([
      ["Acme", "2027-01-12"],
      ["Borealis", "2027-02-18"],
      ["Vela", "2026-11-20"],
      ["Leaving", "2026-12-01"],
    ]);
    expect(stakesLine(facts)).toBe(
      "In all, €184,000 and US$20,000 a year is at risk (3 accounts; 1 more has no contract value); 4 renew within 90 days: 2 at risk (Acme on 12 Jan, Borealis on 18 Feb), 2 healthy.",
    );
    expect((await ask(cast.dana, (tx) => lookAtPortfolio(tx, { now }))).stakes).toEqual({
      atRisk: facts.atRisk,
      renewals: { atRisk: 2, watch: 0, healthy: 2, noData: 0 },
    });
  });

  test("is each reader's own: a manager's accounts, nothing for the customer's people", async () => {
    const jonas = await ask(cast.jonas, (tx) => getRenewals(tx, { now }));
    expect(stakesLine(jonas)).toBe(
      "In all, US$20,000 a year is at risk (1 account; 1 more has no contract value); none renews within 90 days.",
    );
    const meyer = await ask(cast.meyer, (tx) => getRenewals(tx, { now }));
    expect([stakesLine(meyer), meyer.renewals]).toEqual(["", []]);
  });

  test("is answered in words: the sum, the bands, each renewal", async () => {
    const text = await ask(cast.dana, async (tx) =>
      toPlainText(
        renewalsMessage(await getRenewals(tx, { now }), await getReader(tx), { now, place: "private" }),
      ),
    );
    expect(text).toContain("4 accounts renew within 90 days");
    expect(text).toContain(
      "In all, €184,000 and US$20,000 a year is at risk (3 accounts; 1 more has no contract value).",
    );
    expect(text).toContain("Of the 4 that renew: 🟥 2 at risk, €184,000 · 🔵 2 healthy, €528,000");
    expect(text).toMatch(/Acme.*Tue 12 Jan 2027.*€100,000.*55, at risk/);
  });

  test("is one line of a digest", async () => {
    const digest = await ask(cast.priya, async (tx) =>
      makeDigest(tx, await getReader(tx), { now, dueAt: now }),
    );
    expect(digest.business && stakesLine(digest.business)).toBe(
      "In all, €184,000 a year is at risk (2 accounts); 4 renew within 90 days: 2 at risk (Acme on 12 Jan, Borealis on 18 Feb), 2 healthy.",
    );
  });
});

describe("with 271 renewals, the one at risk among the last", () => {
  let many: Cast;

  beforeAll(async () => {
    many = await makeCast(db, "many");
    await addAccounts(20, { name: "Early", score: 65, renewalOn: "2026-12-01" });
    await addAccounts(250, { name: "Early", score: 90, renewalOn: "2026-12-01" });
    await addAccounts(1, { name: "Late", score: 40, renewalOn: "2027-02-17" });
  });

  /** So many alike: the first is made, the others are copies of it. */
  async function addAccounts(count: number, spec: { name: string; score: number; renewalOn: string }) {
    const first = await addAccount(db, many.tenantId, spec);
    await asSystem(db, many.tenantId, ({ db }) =>
      sql`
        with copy as materialized (select gen_random_uuid() as id from generate_series(2, ${count}::int)),
        made as (
          insert into app.account (tenant_id, id, external_id, name, renewal_on, first_day, last_day, created_at)
          select a.tenant_id, copy.id, copy.id, a.name, a.renewal_on, a.first_day, a.last_day, a.created_at
            from app.account a, copy where a.id = ${first})
        insert into app.score_latest
        select (jsonb_populate_record(l, jsonb_build_object('account_id', copy.id))).*
          from app.score_latest l, copy where l.account_id = ${first}`.execute(db),
    );
  }

  const askMany = <T>(work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, as(many.tenantId, many.dana), work);

  test("all are counted and summed by band, and the one at risk is named", async () => {
    const text = await askMany(async (tx) =>
      toPlainText(
        renewalsMessage(await getRenewals(tx, { now }), await getReader(tx), { now, place: "private" }),
      ),
    );
    expect(text).toContain("271 accounts renew within 90 days");
    expect(text).toContain("Of the 271 that renew: 🟥 1 at risk · 🔶 20 watch · 🔵 250 healthy");
    expect(text).toContain("259 more");
    expect(text.indexOf("Late")).toBeLessThan(text.indexOf("Early"));
    const digest = await askMany(async (tx) => makeDigest(tx, await getReader(tx), { now, dueAt: now }));
    expect(digest.business && stakesLine(digest.business)).toBe(
      "271 accounts renew within 90 days: 1 at risk (Late on 17 Feb), 20 watch, 250 healthy.",
    );
  });

  test("the portfolio says the same", async () => {
    const { portfolio, stakes } = await askMany((tx) => lookAtPortfolio(tx, { now, filter: "renewal" }));
    expect([portfolio.matching, stakes.renewals]).toEqual([
      271,
      { atRisk: 1, watch: 20, healthy: 250, noData: 0 },
    ]);
    expect(portfolio.lines[0]?.name).toBe("Late");
  });
});

describe("an account that left", () => {
  test("says so, needs nobody, and stands in no band", async () => {
    const card = await ask(cast.priya, (tx) => getAccount(tx, ids.Gone ?? "", { now }));
    expect(statusWords(card)).toBe("30, left on 3 Nov 2026");
    expect([card.alert, card.openAlerts]).toEqual([null, []]);
    const atAGlance: typeof listAccounts = async (tx, input) => {
      const { portfolio } = await lookAtPortfolio(tx, input);
      return { ...portfolio, lines: portfolio.lines.map((line) => ({ ...line, cause: null })) };
    };
    for (const list of [listAccounts, atAGlance]) {
      const all = await ask(cast.dana, (tx) => list(tx, { now }));
      expect([all.needYou, all.counts.atRisk, all.total]).toEqual([0, 4, 8]);
      expect(all.lines.at(-1)?.name).toBe("Gone");
      const names = async (filter: "needs-you" | "at-risk" | "movers" | "renewal") =>
        (await ask(cast.dana, (tx) => list(tx, { now, filter }))).lines.map(({ name }) => name).sort();
      expect(await names("needs-you")).toEqual([]);
      expect(await names("at-risk")).toEqual(["Acme", "Borealis", "Nordwind", "Orbis"]);
      expect(await names("movers")).not.toContain("Gone");
      expect(await names("renewal")).toEqual(["Acme", "Borealis", "Leaving", "Vela"]);
    }
    const digest = await ask(cast.dana, async (tx) =>
      makeDigest(tx, await getReader(tx), { now, dueAt: now }),
    );
    expect(
      [...digest.needYou, ...digest.moved, ...digest.lowest].map(({ account }) => account.name),
    ).not.toContain("Gone");
  });

  test("has its open alerts closed by the next pass, and gets no new one", async () => {
    await runPass(db, cast.tenantId, { now, requestId: "test", full: true });
    const alerts = await asSystem(db, cast.tenantId, (tx) =>
      tx.db
        .selectFrom("app.alert")
        .select(["state", "closed_how"])
        .where("tenant_id", "=", tx.tenantId)
        .where("account_id", "=", ids.Gone ?? "")
        .execute(),
    );
    expect(alerts).toEqual([{ state: "resolved", closed_how: "left" }]);
  });
});
