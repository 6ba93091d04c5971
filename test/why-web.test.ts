import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerText } from "../src/bot/answers/answer.ts";
import { toPlainText } from "../src/bot/plain-text.ts";
import { storeMetricValues } from "../src/db/metrics/metric-values.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import type { ScoreChange } from "../src/results/score-change.ts";
import { addDays } from "../src/scoring/days.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import type { Day } from "../src/scoring/types.ts";
import { getAccount } from "../src/usecases/accounts/get-account.ts";
import { explainScore } from "../src/usecases/explain/explain-score.ts";
import { makeAccountExport } from "../src/usecases/exports/make-account-export.ts";
import { defineMetric } from "../src/usecases/metrics/define-metric.ts";
import { publishModel, saveDraft } from "../src/usecases/models/change-model.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createSignInToken } from "../src/usecases/sign-in/sign-in.ts";
import { proseDay } from "../src/words/dates.ts";
import { scoreByParts } from "../src/words/status.ts";
import { testWebApp } from "./browser/web-app.ts";
import { as, asSystem, type Cast, dataDay, makeCast, readAudit } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { tellStory } from "./story.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* Scores that the pass has made, explained down to the point: in chat, on the page, as JSON, on paper. */

const morningAfter = (day: Day) => new Date(`${addDays(day, 1)}T08:00:00Z`);
const now = morningAfter(dataDay);
/** Acme falls four weeks ago; ten others grow a little, so that there is a market. */
const changed = addDays(dataDay, -10);

let db: TestDb;
let owner: Owner;
let cast: Cast;
let acme: string;
let app: Awaited<ReturnType<typeof testWebApp>>["app"];
const cookies: Record<string, string> = {};

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery", { zone: "UTC" });
  const { tenantId, priya, tomas, meyer } = cast;
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [tenantId]);
  const story = { tenantId, ownerId: priya, lastDay: dataDay, days: 200 };
  acme = await tellStory(owner, { ...story, name: "Acme", level: (ago) => (ago < 30 ? (ago % 2) * 4 : 6) });
  for (let n = 0; n < 10; n++) {
    await tellStory(owner, { ...story, name: `Other ${n}`, level: (ago) => (ago < 15 ? 6 : 4) + (n % 3) });
  }
  for (const memberId of [priya, meyer])
    await owner.rows(
      "insert into app.account_member (tenant_id, account_id, member_id, since) values ($1, $2, $3, now())",
      [tenantId, acme, memberId],
    );
  await pass(changed);
  const document = { ...startModel("b2b"), weights: { recent: 20, habit: 20, trend: 40, people: 20 } };
  await withTenant(db, as(tenantId, tomas), async (tx) => {
    await saveDraft(tx, { document, now: morningAfter(changed) });
    await publishModel(tx, { note: "use counts for more", now: morningAfter(changed) });
  });
  await pass(dataDay);
  ({ app } = await testWebApp(db, { now: () => now }));
  for (const [name, email] of [
    ["priya", "shah"],
    ["jonas", "lind"],
    ["meyer", "meyer"],
  ] as const) {
    const { token } = await asSystem(db, tenantId, (tx) =>
      createSignInToken(tx, { email: `${email}@orrery.example`, now }),
    );
    const answer = await app.request("http://localhost:3000/sign-in", {
      method: "POST",
      headers: { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ token }),
    });
    cookies[name] = (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  }
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const pass = (day: Day) =>
  runPass(db, cast.tenantId, { now: morningAfter(day), requestId: "t", full: false });
const explain = (from: Day, to: Day): Promise<ScoreChange> =>
  withTenant(db, as(cast.tenantId, cast.priya), (tx) => explainScore(tx, acme, { now, from, to }));
const get = (path: string, who = "priya") =>
  app.request(`http://localhost:3000${path}`, { headers: cookies[who] ? { cookie: cookies[who] } : {} });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("a change that the pass has made", () => {
  test("adds up between any two days, with Trend split and the market in it", async () => {
    for (const [from, to] of [
      [-60, 0],
      [-28, 0],
      [-28, -11],
      [-7, 0],
      [-199, -30],
    ] as const) {
      const change = await explain(addDays(dataDay, from), addDays(dataDay, to));
      const rules = change.rules?.points ?? 0;
      expect(sum(change.parts.map((part) => part.change)) + rules).toBe(change.to.score - change.from.score);
      const trend = change.parts.find(({ part }) => part === "trend")?.change;
      const { use, usual, market, weight } = change.trend ?? {
        use: 0,
        usual: 0,
        market: 0,
        weight: Number.NaN,
      };
      expect(use + usual + (market ?? Number.NaN) + weight).toBe(trend);
    }
    // While Trend is not yet spent.
    const early = await explain(addDays(dataDay, -20), addDays(dataDay, -11));
    expect(early.after.market).toBeGreaterThan(early.before.market ?? Number.NaN);
    expect(early.trend?.market).toBeLessThan(0);
  });

  test("has a line for what the new rules did, and none where both days have the same", async () => {
    const across = await explain(addDays(dataDay, -28), dataDay);
    expect(across.rules).toMatchObject({ from: "version 1", to: "version 2", points: expect.any(Number) });
    expect(across.parts.map(({ max }) => max)).toEqual([20, 20, 40, 20]);
    expect((await explain(addDays(dataDay, -28), changed)).rules).toBeNull();
    expect((await explain(addDays(changed, 1), dataDay)).rules).toBeNull();
  });

  test("says which figures would lift it most, of those that it had", async () => {
    const { lift, after, usualAtOpening } = await explain(addDays(dataDay, -28), dataDay);
    // Six people a day is the most that it ever had, though the market would have it do more. While its alert is open, usual
    // is what the alert says.
    expect(after.usual).toBeGreaterThan(168);
    expect(usualAtOpening).toBe(170);
    expect(lift).toMatchObject({
      kind: "regain",
      parts: [{ part: "trend", now: after.actual, target: 168, usual: 170 }],
    });
    // Two who left are among the people of sixteen weeks still.
    expect([after.users28, after.users112]).toEqual([4, 6]);
  });
});

describe("who left", () => {
  test("is told of nothing to regain, and their page leads to the days before", async () => {
    const leave = (day: Day | null) =>
      owner.rows("update app.account set churned_on = $2 where id = $1", [acme, day]);
    // This morning, which no score tells of yet.
    await leave(addDays(dataDay, 1));
    expect((await explain(addDays(dataDay, -28), dataDay)).lift).toBeNull();
    await leave(dataDay);
    expect((await explain(addDays(dataDay, -28), dataDay)).lift).toBeNull();
    expect((await explain(addDays(dataDay, -28), addDays(dataDay, -1))).lift).not.toBeNull();
    const page = await (await get(`/accounts/${acme}`)).text();
    expect(page).not.toContain("regain");
    expect(page).toContain(
      `href="/accounts/${acme}?from=${addDays(dataDay, -91)}&amp;to=${addDays(dataDay, -1)}"`,
    );
    await leave(null);
    expect(await (await get(`/accounts/${acme}`)).text()).not.toContain("before it left");
  });
});

describe("wherever it is asked", () => {
  const range = { from: addDays(dataDay, -28), to: dataDay };
  const query = `?from=${range.from}&to=${range.to}`;

  test("the words are the same in chat, on the page, as JSON and on paper", async () => {
    const { tenantId, priya } = cast;
    const asked = { now, place: "private" } as const;
    const answer = await answerText(
      { db },
      as(tenantId, priya),
      `why acme from ${range.from} to ${range.to}`,
      asked,
    );
    const chat = answer.kind === "message" ? toPlainText(answer.message) : "";
    const page = await (await get(`/accounts/${acme}/why${query}`)).text();
    const json = await (await get(`/api/accounts/${acme}/why${query}`)).json();
    const { document } = await withTenant(db, as(tenantId, priya), (tx) =>
      makeAccountExport(tx, { accountId: acme, format: "pdf", ...range, now }),
    );
    if (document.format !== "pdf" || document.report.kind !== "account") throw new Error("no report");
    const rows = document.report.change?.rows ?? [];
    const paper = JSON.stringify(document.report);
    expect(json.parts).toHaveLength(4);
    for (const [at, { words, change }] of json.parts.entries()) {
      for (const text of [chat, page]) expect(text).toContain(words);
      expect(rows[at]).toMatchObject({ figures: words, change });
    }
    for (const words of [json.words.lift, json.words.rules])
      for (const text of [chat, page, paper]) expect(text).toContain(words);
  });

  test("people are named on the page and as JSON, never in chat or on paper", async () => {
    const { tenantId, priya } = cast;
    const json = await (await get(`/api/accounts/${acme}/why${query}`)).json();
    expect(json.people).toMatchObject({
      came: 0,
      went: 2,
      named: { went: [{ name: "5" }, { name: "6" }] },
    });
    const spoken = await withTenant(db, as(tenantId, priya), (tx) =>
      explainScore(tx, acme, { now, ...range }),
    );
    expect(spoken.people).toEqual({ came: 0, went: 2, named: null });
  });

  test("its keys are what docs/api.md says", async () => {
    const json = await (await get(`/api/accounts/${acme}/why${query}`)).json();
    expect(Object.keys(json)).toEqual(
      "account from to change parts trend rules before after usualAtOpening features people lift words".split(
        " ",
      ),
    );
    expect(Object.keys(json.parts[0])).toEqual(["part", "points", "max", "change", "words"]);
    expect(Object.keys(json.trend)).toEqual(["use", "usual", "market", "weight"]);
    expect(Object.keys(json.rules)).toEqual(["from", "to", "points"]);
    expect(Object.keys(json.after)).toEqual([
      "recent",
      "habit",
      "userDays",
      "usual",
      "silentDays",
      "market",
      "users",
      "users112",
      "metrics",
    ]);
    expect(Object.keys(json.after.recent)).toEqual(["activeDays", "windowDays", "weighed", "full"]);
    expect(Object.keys(json.words)).toEqual(["heading", "rules", "features", "lift"]);
  });

  test("the fields hold the days that were taken, and the page says why they are others than those asked for", async () => {
    const first = (await explain("2019-11-21", dataDay)).from.day;
    const page = await (await get(`/accounts/${acme}/why?from=2019-11-21&to=${dataDay}`)).text();
    expect(page).toContain(`name="from" value="${first}"`);
    expect(page).toContain(`Scores begin on ${proseDay(first, dataDay)}.`);
    expect(await (await get(`/accounts/${acme}/why${query}`)).text()).not.toContain("Scores begin");
    const wrong = await get(`/accounts/${acme}/why?from=${dataDay}&to=${first}`);
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain(`name="from" value="${dataDay}"`);
  });

  test("every look is audited, with its two days", async () => {
    const before = (await readAudit(db, cast.tenantId)).length;
    await get(`/api/accounts/${acme}/why${query}`);
    await get(`/accounts/${acme}/why${query}`);
    const rows = (await readAudit(db, cast.tenantId)).slice(before);
    expect(
      rows.map(({ verb, accountId, memberId, detail }) => ({ verb, accountId, memberId, detail })),
    ).toEqual(
      Array.from({ length: 2 }, () => ({
        verb: "asked why",
        accountId: acme,
        memberId: cast.priya,
        detail: { ...range, named: true },
      })),
    );
  });

  test("who may not see it, and who is nobody, are told so as JSON; the customer's own admin may look", async () => {
    const denied = await get(`/api/accounts/${acme}/why`, "jonas");
    expect([denied.status, (await denied.json()).error.code]).toEqual([404, "not-found"]);
    const nobody = await get(`/api/accounts/${acme}/why`, "nobody");
    expect([nobody.status, (await nobody.json()).error.code]).toEqual([401, "not-signed-in"]);
    const theirs = await get(`/accounts/${acme}/why`, "meyer");
    expect(theirs.status).toBe(200);
  });

  test("the customer's own admin is told nothing of other customers: usual holds what the market did", async () => {
    const { tenantId, priya, meyer } = cast;
    // While Trend is not yet spent: the market of the ten others took points from it.
    const days = { from: addDays(dataDay, -20), to: addDays(dataDay, -11) };
    const why = `${acme}/why?from=${days.from}&to=${days.to}`;
    const [ours, theirs] = [
      await (await get(`/api/accounts/${why}`)).json(),
      await (await get(`/api/accounts/${why}`, "meyer")).json(),
    ];
    expect(ours.trend.market).toBeLessThan(0);
    expect(theirs.trend).toEqual({
      ...ours.trend,
      usual: ours.trend.usual + ours.trend.market,
      market: null,
    });
    expect([theirs.before.market, theirs.after.market]).toEqual([null, null]);
    expect(theirs.parts.map(({ change }: { change: number }) => change)).toEqual(
      ours.parts.map(({ change }: { change: number }) => change),
    );

    const surfaces = async (memberId: string, who: string) => {
      const context = as(tenantId, memberId);
      const asked = { now, place: "private" } as const;
      const answer = await answerText({ db }, context, `why acme from ${days.from} to ${days.to}`, asked);
      const message = answer.kind === "message" ? answer.message : { summary: "", parts: [] };
      const files = [];
      for (const format of ["pdf", "xlsx", "csv"] as const) {
        const { document } = await withTenant(db, context, (tx) =>
          makeAccountExport(tx, { accountId: acme, format, ...days, now }),
        );
        files.push(JSON.stringify(document));
      }
      return {
        // With its picture and what stands for it where there is none.
        chat: JSON.stringify(message) + toPlainText(message),
        page: await (await get(`/accounts/${why}`, who)).text(),
        json: JSON.stringify(await (await get(`/api/accounts/${why}`, who)).json()).replaceAll(
          '"market":null',
          "",
        ),
        account: await (await get(`/accounts/${acme}`, who)).text(),
        files: files.join("\n"),
      };
    };
    const others = /market|all accounts|all your accounts|×[01]\.\d\d/i;
    const told = await surfaces(priya, "priya");
    for (const name of ["chat", "page", "json", "files"] as const) expect(told[name], name).toMatch(others);
    for (const [name, words] of Object.entries(await surfaces(meyer, "meyer")))
      expect(others.exec(words)?.[0], name).toBeUndefined();
  });

  test.each([
    ["?from=2026-13-01", "from", "I can't read that date. Write it as 2026-11-19."],
    [`?from=${dataDay}&to=2026-10-01`, "to", "The end is before the start."],
    ["?from=2027-01-01", "from", "The data ends on Thu 19 Nov 2026. Pick an earlier start."],
    ["?to=2020-01-01", "to", "It had no score by then. Pick a later end."],
  ])("%s is refused in words, and the page still shows the last 28 days", async (wrong, field, sentence) => {
    const json = await get(`/api/accounts/${acme}/why${wrong}`);
    expect(json.status).toBe(400);
    expect(await json.json()).toEqual({ error: { code: "bad-input", sentence, field } });
    const page = await get(`/accounts/${acme}/why${wrong}`);
    expect(page.status).toBe(400);
    const html = (await page.text()).replaceAll("&#39;", "'");
    expect(html).toContain(sentence);
    expect(html).toContain("in 28 days</h2>");
  });
});

test("a part whose counter has just begun says from which day it counts, but not to the customer", async () => {
  const { tenantId, tomas, priya, meyer } = cast;
  await asSystem(db, tenantId, async (tx) => {
    await defineMetric(tx, {
      draft: {
        name: "calls",
        label: "Calls",
        unit: "calls",
        kind: "counter",
        good: "down",
        source: { from: "supplied" },
      },
      now,
    });
    const value = { i: 0, m: "calls", a: "Acme", d: addDays(dataDay, -4), v: 3 };
    await storeMetricValues(tx, { values: [value], covered: [], today: addDays(dataDay, 1) });
  });
  const document = {
    ...startModel("b2b"),
    weights: { recent: 20, habit: 35, trend: 25, people: 10, support: 10 },
    metrics: {
      support: { metric: "calls", windowDays: 28, better: "less" as const, all: 0, none: 9 },
    },
  };
  await withTenant(db, as(tenantId, tomas), async (tx) => {
    await saveDraft(tx, { document, now });
    await publishModel(tx, { note: "calls count", now });
  });
  const nextDay = addDays(dataDay, 1);
  await pass(nextDay);
  const partsFor = (memberId: string) =>
    withTenant(db, as(tenantId, memberId), async (tx) =>
      scoreByParts((await getAccount(tx, acme, { now: morningAfter(nextDay) })).parts),
    );
  expect(await partsFor(priya)).toMatch(/^Recent \d+\/22 .*; Support: counts from 12 Dec$/);
  expect(await partsFor(meyer)).toMatch(/; Other figures: no data yet$/);
});
