import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerText } from "../src/bot/answers/answer.ts";
import { renderMail } from "../src/bot/email/layout/render-mail.ts";
import type { Message } from "../src/bot/message.ts";
import { renderSlack } from "../src/bot/slack/layout/render.ts";
import { renderTeams } from "../src/bot/teams/layout/render.ts";
import { tell } from "../src/bot/tell/tell.ts";
import { type TenantTx, withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import type { ModelDocument } from "../src/scoring/models/model.ts";
import type { Day } from "../src/scoring/types.ts";
import { makeAccountExport } from "../src/usecases/exports/make-account-export.ts";
import { publishModel, saveDraft } from "../src/usecases/models/change-model.ts";
import { listAccounts } from "../src/usecases/portfolio/list-accounts.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createSignInToken } from "../src/usecases/sign-in/sign-in.ts";
import type { scoreChangeJson } from "../src/web/account/score-change-json.ts";
import { signed } from "../src/words/numbers.ts";
import { changeByParts, partLabels } from "../src/words/status.ts";
import { whyLine } from "../src/words/why.ts";
import { testWebApp } from "./browser/web-app.ts";
import { as, asSystem, type Cast, dataDay, makeCast } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { readableBlocks } from "./slack/readable.ts";
import { tellStory } from "./story.ts";
import { readableCard } from "./teams/readable.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * One account, four weeks, one explanation: whatever happened to the rules in between, every surface that states how its score
 * changed states the same numbers. A drop alert is open all the while.
 */

const morningAfter = (day: Day) => new Date(`${addDays(day, 1)}T08:00:00Z`);
const now = morningAfter(dataDay);
/** When the rules changed: within the week of lists, and within the four of cards. */
const changed = addDays(dataDay, -5);
const start = startModel("b2b");

type Publish = (tenant: Tenant) => Promise<void>;
interface Tenant {
  readonly cast: Cast;
  readonly acme: string;
}

const publishing =
  (document: ModelDocument): Publish =>
  ({ cast }) =>
    withTenant(db, as(cast.tenantId, cast.tomas), async (tx) => {
      await saveDraft(tx, { document, now: morningAfter(changed) });
      await publishModel(tx, { note: "Tried", now: morningAfter(changed) });
    });

const cases: Readonly<Record<string, Publish>> = {
  "no publish": async () => {},
  "other weights": publishing({ ...start, weights: { recent: 20, habit: 20, trend: 40, people: 20 } }),
  "another memory, and other full users": publishing({
    ...start,
    memory: {
      recent: { halfLifeDays: 5, fullDays: 4 },
      habit: { halfLifeDays: 20, fullDays: 15 },
    },
    fullUsers: 60,
  }),
  "a segment of its own": publishing({
    ...start,
    segments: [{ name: "Large", when: { seats: { from: 100 } }, weights: { recent: 10, habit: 50 } }],
  }),
  "another formula": async ({ cast }) => {
    await owner.rows("update app.score set version = version - 1 where tenant_id = $1", [cast.tenantId]);
  },
};

let db: TestDb;
let owner: Owner;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const pass = (cast: Cast, day: Day) =>
  runPass(db, cast.tenantId, { now: morningAfter(day), requestId: "t", full: false });

/** A tenant whose Acme fell a fortnight ago, and whose rules changed within the week. */
async function tenantWith(slug: string, publish: Publish): Promise<Tenant> {
  const cast = await makeCast(db, slug, { zone: "UTC" });
  const { tenantId, priya } = cast;
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [tenantId]);
  const story = { tenantId, ownerId: priya, lastDay: dataDay, days: 200 };
  const acme = await tellStory(owner, {
    ...story,
    name: "Acme",
    level: (ago) => (ago < 13 ? (ago % 6 === 0 ? 3 : 0) : ago % 2 === 0 ? 10 : 0),
  });
  await owner.rows("update app.account set seats = 200 where id = $1", [acme]);
  await owner.rows(
    "insert into app.account_member (tenant_id, account_id, member_id, since) values ($1, $2, $3, now())",
    [tenantId, acme, priya],
  );
  await pass(cast, changed);
  await publish({ cast, acme });
  await pass(cast, dataDay);
  return { cast, acme };
}

/** A message as each platform shows it, in one line each. */
function laidOut(message: Message): Record<string, string> {
  const publicUrl = "https://bellwether.example";
  const mail = renderMail(message, {
    publicUrl,
    tenantName: "Orrery",
    footer: { reason: "", links: [] },
    isReply: false,
    pictures: new Map(),
  });
  return {
    Slack: readableBlocks(renderSlack(message, { publicUrl }).blocks).join("\n"),
    Teams: readableCard(renderTeams(message, { publicUrl, imageUrl: publicUrl }).card).join("\n"),
    mail: mail.text,
  };
}

const plain = (markup: string) =>
  markup
    .replace(/<style.*?<\/style>|<svg.*?<\/svg>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");

describe.each(Object.entries(cases))("after %s", (name, publish) => {
  let tenant: Tenant;
  let get: (path: string) => Promise<Response>;
  let why: ReturnType<typeof scoreChangeJson>;
  /** "−31: Rules −10, Trend −21". */
  let said: string;
  const look = <T>(work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, as(tenant.cast.tenantId, tenant.cast.priya), work);
  const answered = async (text: string) => {
    const { cast } = tenant;
    const answer = await answerText({ db }, as(cast.tenantId, cast.priya), text, { now, place: "private" });
    if (answer.kind !== "message") throw new Error(`no message, but ${answer.kind}`);
    return answer.message;
  };

  beforeAll(async () => {
    tenant = await tenantWith(`t${Object.keys(cases).indexOf(name)}`, publish);
    const { app } = await testWebApp(db, { now: () => now });
    const email = `shah@t${Object.keys(cases).indexOf(name)}.example`;
    const { token } = await asSystem(db, tenant.cast.tenantId, (tx) => createSignInToken(tx, { email, now }));
    const session = await app.request("http://localhost:3000/sign-in", {
      method: "POST",
      headers: { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ token }),
    });
    const cookie = (session.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    get = async (path) => app.request(`http://localhost:3000${path}`, { headers: { cookie } });
    why = await (await get(`/api/accounts/${tenant.acme}/why`)).json();
    said = changeByParts(why.change, why.parts, why.rules?.points);
  });

  test("the story is one: it fell, and the rules changed or not", () => {
    expect(why.change).toBeLessThan(-10);
    expect(why.rules === null).toBe(name === "no publish");
    expect(why.rules?.points === null).toBe(name === "another formula");
    const sum = why.parts.reduce((total, { change }) => total + change, why.rules?.points ?? 0);
    expect(sum).toBe(why.change);
  });

  test("the card says what why says, on every platform", async () => {
    for (const [platform, shown] of Object.entries(laidOut(await answered("acme"))))
      expect(shown, platform).toContain(said);
    for (const [platform, shown] of Object.entries(laidOut(await answered("why acme"))))
      for (const { part, change } of why.parts)
        expect(shown, platform).toMatch(
          new RegExp(`${partLabels[part]}: [^\\n]*\\n?[^\\n]*\\(${signed(change)}\\)`),
        );
  });

  test("so does its alert, on every platform and in the inbox", async () => {
    const [alert] = await owner.rows<{ id: string; kind: string }>(
      "select id, kind from app.alert where account_id = $1 and state = 'open' order by opened_at limit 1",
      [tenant.acme],
    );
    expect(alert?.kind).toBe("drop");
    const { message } = await look((tx) =>
      tell(
        tx,
        {
          id: "",
          subjectKind: "alert",
          subjectId: alert?.id ?? "",
          facts: {},
          queuedAt: now,
          dueAt: now,
          sentAt: now,
        },
        now,
      ),
    );
    for (const [platform, shown] of Object.entries(laidOut(message))) expect(shown, platform).toContain(said);
    expect(plain(await (await get("/inbox")).text())).toContain(said);
  });

  test("so do its page, the page that says why, and what is exported", async () => {
    const page = await (await get(`/accounts/${tenant.acme}`)).text();
    const rows = [...page.matchAll(/<tr><th scope="row">(\w+)<small>.*?<\/tr>/gs)].map(([row, label]) => [
      label,
      plain(row).trim().split(" ").at(-1),
    ]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(why.parts.map(({ part, change }) => [partLabels[part], signed(change)])),
    );
    const byRules = why.rules?.points ? `, with ${signed(why.rules.points)} by the change of rules` : "";
    expect(plain(page)).toContain(`together ${signed(why.change)}${byRules}.`);
    const whyPage = plain(await (await get(`/accounts/${tenant.acme}/why`)).text());
    for (const { part, change } of why.parts)
      expect(whyPage).toMatch(new RegExp(`${partLabels[part]}: [^(]*\\(${signed(change)}\\)`));
    if (why.rules) expect(whyPage).toContain(why.words.rules);

    const [pdf, xlsx] = await look(async (tx) => [
      await makeAccountExport(tx, { accountId: tenant.acme, format: "pdf", now }),
      await makeAccountExport(tx, { accountId: tenant.acme, format: "xlsx", now }),
    ]);
    if (pdf?.document.format !== "pdf" || pdf.document.report.kind !== "account")
      throw new Error("no report");
    const { facts, change } = pdf.document.report;
    expect(facts).toContainEqual({ label: "In 28 days", value: said });
    const changes = [
      ...why.parts.map((part) => part.change),
      ...(why.rules?.points == null ? [] : [why.rules.points]),
    ];
    expect(change?.rows.map((row) => row.change)).toEqual(changes);
    if (xlsx?.document.format !== "xlsx") throw new Error("no workbook");
    const sheet = xlsx.document.workbook.sheets.find((one) => one.name === "Facts");
    const cells = new Map(sheet?.rows.map((row) => [row[0], row[3]]));
    for (const { part, change: by } of why.parts) expect(cells.get(partLabels[part]), part).toBe(by);
    expect(cells.get("Health")).toBe(why.change);
  });

  test("a list, which knows points alone, says which way a part went, and no figure where the rules changed", async () => {
    const lineOf = async () => {
      const { lines } = await look((tx) => listAccounts(tx, { now }));
      return lines.find(({ id }) => id === tenant.acme);
    };
    const open = await lineOf();
    expect(open?.change28d).toBe(why.change);
    expect(open && whyLine(open, dataDay)).toMatch(/^Usage down \d+%/);
    await owner.rows(
      "update app.alert set state = 'resolved', closed_at = now(), closed_how = 'by-hand' where account_id = $1",
      [tenant.acme],
    );
    const week: typeof why = await (
      await get(`/api/accounts/${tenant.acme}/why?from=${addDays(dataDay, -7)}`)
    ).json();
    const line = await lineOf();
    expect(line?.change7d).toBe(week.change);
    const { cause } = line ?? {};
    if (cause?.kind !== "part" && cause?.kind !== "band")
      throw new Error(`no part: ${JSON.stringify(cause)}`);
    const explained = week.parts.find(({ part }) => part === cause.part)?.change ?? 0;
    const moved = explained < 0 ? "fell" : "rose";
    const isExact = name === "no publish" || name === "another formula";
    expect(whyLine({ cause }, dataDay)).toContain(
      `${partLabels[cause.part]} ${isExact ? signed(explained) : moved}`,
    );
  });
});
