import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addAccount,
  addAlert,
  as,
  asSystem,
  type Cast,
  makeCast,
  now,
  readAudit,
} from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { ensureEventMonths } from "../../db/usage/events.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import type { Portfolio } from "../../results/accounts.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import { publishModel, saveDraft } from "../models/change-model.ts";
import { type ListAccountsInput, listAccounts } from "./list-accounts.ts";
import { lookAtPortfolio } from "./look-at-portfolio.ts";

describe("listAccounts", () => {
  let db: TestDb;
  let cast: Cast;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    db = await openTestDb();
    cast = await makeCast(db, "orrery");
    const { tenantId, priya, jonas, meyer } = cast;
    const add = async (name: string, spec: Parameters<typeof addAccount>[2] | object) => {
      ids[name] = await addAccount(db, tenantId, { ownerId: priya, ...spec, name });
    };
    await add("Acme", {
      score: 79.4,
      weekAgo: 86,
      monthAgo: 94.2,
      actual: 47,
      expected: 92,
      seenBy: [meyer],
    });
    await add("Çelik Systems GmbH", {
      score: 55,
      weekAgo: 55,
      monthAgo: 80,
      actual: 0,
      expected: 13,
      silentDays: 36,
      externalId: "C-100",
    });
    await add("Borealis Logistics", { score: 63, weekAgo: 64, monthAgo: 66 });
    await add("Düsseldorfer Einzelhandel", { score: 68, weekAgo: 70, monthAgo: 73 });
    await add("Orbis", { score: 48, weekAgo: 51, monthAgo: 52 });
    await add("Vela Freight", { score: 88, weekAgo: 96, monthAgo: 96 });
    await add("Yarrow Schools", { score: 93, weekAgo: 92, monthAgo: 95 });
    await add("Tidewater", { score: 88, weekAgo: 85.4, monthAgo: 86, actual: 6, expected: 6 });
    await add("Fjord Energy", { score: 100, weekAgo: 100, monthAgo: 100 });
    await add("Picked Up Ltd", { score: 75, weekAgo: 75, monthAgo: 76, actual: 10, expected: 30 });
    await add("Nothing Yet", {});
    await add("Jonas only", { score: 20, ownerId: jonas });
    await addAlert(db, tenantId, ids.Acme ?? "");
    await addAlert(db, tenantId, ids["Çelik Systems GmbH"] ?? "", {
      opening: {
        kind: "silence",
        days: 30,
        lastUsedOn: "2026-10-14",
        userDaysBefore: 17,
        usersBefore: 6,
        history: null,
      },
      openedAt: new Date("2026-11-14T05:10:00Z"),
      state: "snoozed",
      change: {
        snoozed_by: priya,
        snoozed_at: new Date("2026-11-15T08:00:00Z"),
        snoozed_until: new Date("2026-11-20T17:00:00Z"),
      },
    });
    await addAlert(db, tenantId, ids["Picked Up Ltd"] ?? "", {
      openedAt: new Date("2026-11-02T05:10:00Z"),
      openedDay: "2026-11-01",
      frozenExpected: 30,
      state: "acknowledged",
      change: { acknowledged_by: priya, acknowledged_at: new Date("2026-11-02T08:00:00Z") },
    });
  });
  afterAll(() => db.close());

  /** A list, and that it is the same at a glance. */
  const list = (memberId: string, input: Partial<ListAccountsInput> = {}): Promise<Portfolio> =>
    withTenant(db, as(cast.tenantId, memberId), async (tx) => {
      const portfolio = await listAccounts(tx, { now, ...input });
      const lines = portfolio.lines.map(({ cause: _, ...standing }) => standing);
      expect((await lookAtPortfolio(tx, { now, ...input })).portfolio).toEqual({ ...portfolio, lines });
      return portfolio;
    });
  const names = (portfolio: Portfolio) => portfolio.lines.map(({ name }) => name);

  test("who needs somebody comes first: nobody has it, at risk, watch, picked up, fell most, the rest by name", async () => {
    expect(names(await list(cast.priya))).toEqual([
      "Acme",
      "Çelik Systems GmbH",
      "Orbis",
      "Düsseldorfer Einzelhandel",
      "Borealis Logistics",
      "Picked Up Ltd",
      "Vela Freight",
      "Yarrow Schools",
      "Fjord Energy",
      "Nothing Yet",
      "Tidewater",
    ]);
  });

  test("a manager counts their own accounts, and what needs them is what they count in the list", async () => {
    const portfolio = await list(cast.priya);
    expect(portfolio).toMatchObject({
      scope: "mine",
      total: 11,
      matching: 11,
      needYou: 2,
      dataDay: "2026-11-19",
    });
    expect(portfolio.counts).toEqual({ atRisk: 2, watch: 2, healthy: 6, noData: 1 });
    const needing = await list(cast.priya, { filter: "needs-you" });
    expect(names(needing)).toEqual(["Acme", "Çelik Systems GmbH"]);
    expect(needing.counts).toEqual(portfolio.counts);
  });

  test("a lead and an admin see every account, another manager only theirs, a viewer the one account", async () => {
    expect(await list(cast.dana)).toMatchObject({ scope: "all", total: 12 });
    expect(await list(cast.tomas)).toMatchObject({ scope: "all", total: 12 });
    expect(names(await list(cast.jonas))).toEqual(["Jonas only"]);
    const viewed = await list(cast.meyer);
    expect(names(viewed)).toEqual(["Acme"]);
    expect(viewed.needYou).toBe(0);
    expect(viewed.lines[0]).toMatchObject({ score: 79, alert: null, owner: null, signal: null });
  });

  test("events that wait for an account are told to the admin, and to nobody else", async () => {
    await asSystem(db, cast.tenantId, async (tx) => {
      await ensureEventMonths(tx, "2026-11-01", "2026-11-30");
      const event = {
        tenant_id: tx.tenantId,
        user_key: "u:nobody",
        kind: "track",
        name: "Reports",
        at: now,
        received_at: now,
      };
      await tx.db
        .insertInto("app.event")
        .values([
          { ...event, id: newId() },
          { ...event, id: newId() },
        ])
        .execute();
    });
    expect((await list(cast.tomas)).waitingEvents).toBe(2);
    for (const member of [cast.dana, cast.priya, cast.meyer])
      expect((await list(member)).waitingEvents).toBe(0);
  });

  test("changes are differences of the rounded scores, and usual stays frozen while a drop alert is open", async () => {
    const [acme] = (await list(cast.priya)).lines;
    expect(acme).toMatchObject({ score: 79, change7d: -7, change28d: -15, actual: 47, usual: 92 });
    expect(acme?.cause).toEqual({
      kind: "drop",
      dropPercent: 49,
      actual: 47,
      usual: 92,
      feature: "Planning board",
      isNew: true,
    });
    expect(acme?.signal).toEqual({ kind: "dropping" });
  });

  test("an account without any event has no score and no band", async () => {
    const found = await list(cast.priya, { filter: "no-data" });
    expect(found.lines).toHaveLength(1);
    expect(found.lines[0]).toMatchObject({
      name: "Nothing Yet",
      score: null,
      band: null,
      signal: null,
      cause: null,
    });
  });

  test("movers changed alert or band within a week, or moved 3 points, 5 where usual is under 10", async () => {
    expect(names(await list(cast.priya, { filter: "movers", sort: "name" }))).toEqual([
      "Acme",
      "Çelik Systems GmbH",
      "Düsseldorfer Einzelhandel",
      "Orbis",
      "Vela Freight",
    ]);
  });

  test("bands filter, and any column sorts both ways with the unknown last", async () => {
    expect(names(await list(cast.priya, { filter: "watch", sort: "now" }))).toEqual([
      "Borealis Logistics",
      "Düsseldorfer Einzelhandel",
    ]);
    const byScore = names(await list(cast.priya, { sort: "now" }));
    expect(byScore.slice(0, 2)).toEqual(["Orbis", "Çelik Systems GmbH"]);
    expect(byScore.at(-1)).toBe("Nothing Yet");
    const down = names(await list(cast.priya, { sort: "now", descending: true }));
    expect(down[0]).toBe("Fjord Energy");
    expect(down.at(-1)).toBe("Nothing Yet");
    expect(names(await list(cast.priya, { sort: "name" })).slice(0, 3)).toEqual([
      "Acme",
      "Borealis Logistics",
      "Çelik Systems GmbH",
    ]);
    expect(names(await list(cast.dana, { sort: "owner" }))[0]).toBe("Jonas only");
  });

  test("pages are disjoint, in order and complete; beyond the last is empty", async () => {
    const whole = names(await list(cast.priya));
    const pages = await Promise.all([1, 2, 3, 4].map((page) => list(cast.priya, { page, pageSize: 4 })));
    expect(pages.flatMap(names)).toEqual(whole);
    expect(pages.map(({ matching }) => matching)).toEqual([11, 11, 11, 11]);
    expect(pages.map(({ lines }) => lines.length)).toEqual([4, 4, 3, 0]);
  });

  test("a search forgives accents, case, legal forms and finds external ids exactly", async () => {
    for (const search of ["celik", "ÇELIK systems inc", "C-100", "systems"]) {
      expect(names(await list(cast.priya, { search }))).toEqual(["Çelik Systems GmbH"]);
    }
    expect(names(await list(cast.priya, { search: "jonas only" }))).toEqual([]);
  });

  test.each([
    ["a wildcard", "%"],
    ["another wildcard", "_"],
    ["a quote and a statement", "'; drop table app.account; --"],
    ["a backslash", "\\"],
    ["markup", "<script>"],
    ["a placeholder", "$1"],
    ["an emoji", "🟥"],
    ["ten thousand letters", "a".repeat(10_000)],
    ["a NUL within a name", "Zz\u0000zz"],
    ["half a surrogate pair", "\ud800"],
  ])("%s in a search is only text", async (_, search) => {
    expect(await list(cast.priya, { search })).toMatchObject({ total: 11, matching: 0 });
  });

  test("a search of nothing but invisible characters is no search", async () => {
    expect(await list(cast.priya, { search: " \u0000\u200b " })).toMatchObject({ matching: 11 });
  });

  test("a page or page size that cannot be is refused", async () => {
    for (const input of [
      { page: 0 },
      { page: 1.5 },
      { pageSize: 0 },
      { pageSize: 5_001 },
      { page: Number.NaN },
    ]) {
      await expect(list(cast.priya, input)).rejects.toMatchObject({ code: "bad-input" });
    }
  });

  test("another tenant's list has nothing of this one", async () => {
    const other = await makeCast(db, "other");
    const seen = await withTenant(db, as(other.tenantId, other.tomas), (tx) => listAccounts(tx, { now }));
    expect(seen).toMatchObject({ total: 0, matching: 0, needYou: 0, lines: [] });
  });

  test("while a feed of everybody is out, data is late, is said of whom, and an open alert still leads", async () => {
    const other = await makeOutage(db);
    const seen = await withTenant(db, as(other.tenantId, other.tomas), (tx) => listAccounts(tx, { now }));
    expect(seen.late).toEqual({
      source: null,
      lastEventAt: "2026-11-18T22:10:00.000Z",
      adminName: "Tomás Reyes",
    });
    expect(seen.lines.map(({ name, signal }) => [name, signal?.kind])).toEqual([
      ["Dropping", "dropping"],
      ["Calm", "data-late"],
    ]);
  });

  test("one look at the list is one row in the audit log", async () => {
    const before = (await readAudit(db, cast.tenantId)).length;
    await withTenant(db, as(cast.tenantId, cast.priya), (tx) => lookAtPortfolio(tx, { now }));
    const after = await readAudit(db, cast.tenantId);
    expect(after.length).toBe(before + 1);
    expect(after.at(-1)).toMatchObject({
      verb: "looked at portfolio",
      memberId: cast.priya,
      surface: "web",
      accountId: null,
    });
  });

  test("a model that was published and has not scored yet changes no line of the scale", async () => {
    const { thresholds } = await list(cast.priya);
    const bands = { atRisk: 75, watch: 85, leave: 3 };
    await withTenant(db, as(cast.tenantId, cast.tomas), async (tx) => {
      await saveDraft(tx, { document: { ...startModel("b2b"), bands }, now });
      await publishModel(tx, { note: "Stricter", now });
    });
    expect((await list(cast.priya)).thresholds).toEqual(thresholds);
    expect(thresholds).toMatchObject({ atRisk: 60, watch: 70 });
  });
});

async function makeOutage(db: TestDb): Promise<Cast> {
  const cast = await makeCast(db, "outage");
  const calm = { name: "Calm", score: 90, weekAgo: 90, monthAgo: 90 };
  await addAccount(db, cast.tenantId, calm);
  await addAlert(db, cast.tenantId, await addAccount(db, cast.tenantId, { name: "Dropping", score: 80 }));
  await asSystem(db, cast.tenantId, (tx) =>
    tx.db
      .insertInto("app.feed_outage")
      .values({
        tenant_id: cast.tenantId,
        id: cast.tenantId,
        source_id: null,
        started_at: new Date("2026-11-18T22:10:00Z"),
        found_at: now,
        ended_at: null,
        figures: "{}",
      })
      .execute(),
  );
  return cast;
}
