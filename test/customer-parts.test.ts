import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerText } from "../src/bot/answers/answer.ts";
import { renderMail } from "../src/bot/email/layout/render-mail.ts";
import type { Message } from "../src/bot/message.ts";
import { renderSlack } from "../src/bot/slack/layout/render.ts";
import { renderTeams } from "../src/bot/teams/layout/render.ts";
import { storeMetricValues } from "../src/db/metrics/metric-values.ts";
import { type TenantTx, withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import { metricParts } from "../src/scoring/types.ts";
import { getAccount } from "../src/usecases/accounts/get-account.ts";
import { explainScore } from "../src/usecases/explain/explain-score.ts";
import { makeAccountExport } from "../src/usecases/exports/make-account-export.ts";
import { makePortfolioExport } from "../src/usecases/exports/make-portfolio-export.ts";
import { defineMetric } from "../src/usecases/metrics/define-metric.ts";
import { publishModel, saveDraft } from "../src/usecases/models/change-model.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createSignInToken } from "../src/usecases/sign-in/sign-in.ts";
import { bandWords, partLabels, partMeanings } from "../src/words/status.ts";
import { testWebApp } from "./browser/web-app.ts";
import { as, asSystem, type Cast, dataDay, makeCast } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { readableBlocks } from "./slack/readable.ts";
import { tellStory } from "./story.ts";
import { readableCard } from "./teams/readable.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * What a tenant counts of a customer is no affair of the customer's own people, on any surface: the parts from metrics are one line
 * to them, without names and figures, and what they are told still adds up. Nor are its words for a band theirs.
 */

const now = new Date(`${addDays(dataDay, 1)}T08:00:00Z`);
const metrics = { support: "tickets", sentiment: "mood", commercial: "overdue" } as const;
let db: TestDb;
let owner: Owner;
let cast: Cast;
let acme: string;
let get: (path: string) => Promise<string>;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery", { zone: "UTC" });
  const { tenantId, priya, tomas, meyer } = cast;
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [tenantId]);
  const story = { tenantId, ownerId: priya, lastDay: dataDay, days: 200 };
  acme = await tellStory(owner, { ...story, name: "Acme", level: (ago) => (ago % 3 === 0 ? 4 : 0) });
  for (const memberId of [priya, meyer])
    await owner.rows(
      "insert into app.account_member (tenant_id, account_id, member_id, since) values ($1, $2, $3, now())",
      [tenantId, acme, memberId],
    );
  await withTenant(db, as(tenantId, tomas), async (tx) => {
    for (const name of Object.values(metrics)) {
      const label = `${name} that we count`;
      const draft = {
        name,
        label,
        unit: "",
        kind: "gauge",
        good: "down",
        source: { from: "supplied" },
      } as const;
      await defineMetric(tx, { draft, now });
    }
    const values = (["tickets", "overdue"] as const).flatMap((m, i) =>
      [40, 2].map((ago) => ({ i, m, a: "Acme", d: addDays(dataDay, -ago), v: ago === 40 ? 1 : 8 })),
    );
    await storeMetricValues(tx, { values, covered: [], today: addDays(dataDay, 1) });
    const rule = { windowDays: 28, better: "less", all: 0, none: 9 } as const;
    const document = {
      ...startModel("b2b"),
      weights: { recent: 20, habit: 20, trend: 20, people: 10, support: 15, sentiment: 5, commercial: 10 },
      metrics: {
        support: { ...rule, metric: metrics.support },
        sentiment: { ...rule, metric: metrics.sentiment },
        commercial: { ...rule, metric: metrics.commercial },
      },
    };
    const then = new Date(`${addDays(dataDay, -60)}T08:00:00Z`);
    await saveDraft(tx, { document, now: then });
    await publishModel(tx, { note: "more than use", now: then });
  });
  await runPass(db, tenantId, { now, requestId: "t", full: false });
  const { app } = await testWebApp(db, { now: () => now });
  const { token } = await asSystem(db, tenantId, (tx) =>
    createSignInToken(tx, { email: "meyer@orrery.example", now }),
  );
  const session = await app.request("http://localhost:3000/sign-in", {
    method: "POST",
    headers: { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ token }),
  });
  const cookie = (session.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  get = async (path) => (await app.request(`http://localhost:3000${path}`, { headers: { cookie } })).text();
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const look = <T>(who: "meyer" | "priya", work: (tx: TenantTx) => Promise<T>) =>
  withTenant(db, as(cast.tenantId, cast[who]), work);

async function answered(text: string): Promise<Message> {
  const answer = await answerText({ db }, as(cast.tenantId, cast.meyer), text, { now, place: "private" });
  if (answer.kind !== "message") throw new Error(`no message, but ${answer.kind}`);
  return answer.message;
}

function laidOut(message: Message): Record<string, string> {
  const publicUrl = "https://bellwether.example";
  const footer = { reason: "", links: [] };
  const mail = { publicUrl, tenantName: "Orrery", footer, isReply: false, pictures: new Map() };
  return {
    Slack: readableBlocks(renderSlack(message, { publicUrl }).blocks).join("\n"),
    Teams: readableCard(renderTeams(message, { publicUrl, imageUrl: publicUrl }).card).join("\n"),
    mail: renderMail(message, mail).text,
  };
}

/** What a document holds, whatever its form. */
async function exported(format: "csv" | "pdf" | "xlsx"): Promise<Record<string, string>> {
  const made = await look("meyer", async (tx) => ({
    account: await makeAccountExport(tx, { accountId: acme, format, now }),
    portfolio: await makePortfolioExport(tx, { format, now }),
  }));
  const textOf = ({ document }: (typeof made)["account"]) =>
    document.format === "csv" ? document.text : JSON.stringify(document);
  return { account: textOf(made.account), portfolio: textOf(made.portfolio) };
}

const secrets = [
  ...metricParts.flatMap((part) => [partLabels[part], partMeanings[part], metrics[part]]),
  ...metricParts.map((part) => `"${part}"`),
];
function expectNothingOf(shown: string, where: string) {
  for (const secret of secrets) expect(shown, where).not.toContain(secret);
}

describe("to the customer's own people", () => {
  test("parts from metrics are one, and the parts add up to the score and to its change", async () => {
    const facts = { now, usage: false } as const;
    const [theirs, ours] = [
      await look("meyer", (tx) => getAccount(tx, acme, facts)),
      await look("priya", (tx) => getAccount(tx, acme, facts)),
    ];
    expect(ours.parts.map(({ part }) => part)).toContain("support");
    expect(theirs.parts.map(({ part }) => part)).toEqual(["recent", "habit", "trend", "people", "other"]);
    for (const { parts, score, change28d } of [theirs, ours]) {
      expect(parts.reduce((sum, { points }) => sum + (points ?? 0), 0)).toBe(score);
      expect(parts.reduce((sum, line) => sum + (line.change28d ?? 0), 0)).toBe(change28d);
      expect(parts.reduce((sum, { points, max }) => sum + (points === null ? 0 : max), 0)).toBe(100);
    }
    const other = theirs.parts.at(-1);
    const made = ours.parts.filter(({ part }) => metricParts.some((one) => one === part));
    expect(made.find(({ part }) => part === "sentiment")?.points).toBeNull();
    expect(other?.points).toBe(made.reduce((sum, { points }) => sum + (points ?? 0), 0));
    expect(other?.change28d).toBe(made.reduce((sum, line) => sum + (line.change28d ?? 0), 0));
    expect(other?.change28d).toBeLessThan(0);
    const why = await look("meyer", (tx) => explainScore(tx, acme, { now }));
    expect(why.parts.find(({ part }) => part === "other")).toMatchObject({
      points: other?.points,
      max: other?.max,
      change: other?.change28d,
    });
    expect(why.parts.reduce((sum, { change }) => sum + change, 0)).toBe(why.to.score - why.from.score);
  });

  test("chat and mail say so", async () => {
    for (const asked of ["acme", "why acme", "portfolio", "movers"])
      for (const [platform, shown] of Object.entries(laidOut(await answered(asked)))) {
        expectNothingOf(shown, `${platform}: ${asked}`);
        if (asked.includes("acme")) expect(shown, `${platform}: ${asked}`).toContain("Other figures");
      }
  });

  test("the web and its JSON say so", async () => {
    for (const path of ["", "/why", "?range=year"]) {
      const page = (await get(`/accounts/${acme}${path}`)).replace(
        /<style.*?<\/style>|<script.*?<\/script>/gs,
        "",
      );
      expect(page).toContain("Other figures");
      expectNothingOf(page, path);
    }
    const json = await get(`/api/accounts/${acme}/why`);
    expectNothingOf(json, "JSON");
    expect(JSON.parse(json).parts.at(-1)).toMatchObject({
      part: "other",
      words: "told as one, without its figures",
    });
    expectNothingOf(await get("/"), "portfolio");
  });

  test.each(["pdf", "xlsx", "csv"] as const)("%s says so", async (format) => {
    const files = await exported(format);
    for (const [what, shown] of Object.entries(files)) expectNothingOf(shown, `${what} as ${format}`);
    expect(files.account).toMatch(format === "pdf" ? /"part":"other"/ : /Other figures/);
  });

  test("a band has their words in every file", async () => {
    const { account = "", portfolio = "" } = await exported("csv");
    const [head = "", first = ""] = account.replace("\uFEFF", "").split("\r\n");
    expect(head.split(",").slice(0, 3)).toEqual(["Day", "Health", "Band"]);
    expect(["strong", "steady", "could be better"]).toContain(first.split(",")[2]);
    for (const ours of [bandWords.healthy, bandWords.watch, bandWords["at-risk"], "at-risk"])
      expect(`${account}${portfolio}`).not.toMatch(new RegExp(`\\b${ours}\\b`));
  });

  test("a segment keeps its name to the team", async () => {
    const { tenantId, tomas } = cast;
    await owner.rows("update app.account set seats = 5 where tenant_id = $1 and id = $2", [tenantId, acme]);
    await withTenant(db, as(tenantId, tomas), async (tx) => {
      const segments = [
        { name: "Doubtful payers", when: { seats: { from: 1 } }, weights: { habit: 45, recent: 15 } },
      ];
      await saveDraft(tx, { document: { ...startModel("b2b"), segments }, now });
      await publishModel(tx, { note: "by size", now });
    });
    const next = new Date(`${addDays(dataDay, 2)}T08:00:00Z`);
    await runPass(db, tenantId, { now: next, requestId: "t", full: false });
    const between = { from: dataDay, to: addDays(dataDay, 1), now: next };
    const rules = async (who: "meyer" | "priya") =>
      (await look(who, (tx) => explainScore(tx, acme, between))).rules;
    expect(await rules("priya")).toMatchObject({ from: "version 2", to: "version 3 for Doubtful payers" });
    expect(await rules("meyer")).toMatchObject({ from: "version 2", to: "version 3" });
  });
});
