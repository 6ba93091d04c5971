import { describe, expect, test } from "vitest";
import { priya } from "../src/bot/samples/people.ts";
import { closedText } from "../src/bot/views/alert-closed.ts";
import { alertHeading } from "../src/bot/views/alert-heading.ts";
import { alertRulesSetCommand, alertRulesShowCommand } from "../src/cli/alert-commands.ts";
import { writeNoticeSetting } from "../src/db/deliveries/notice-settings.ts";
import { readTenantRules } from "../src/db/people/tenants.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import type { Day } from "../src/scoring/types.ts";
import { acknowledgeAlert, judgeAlert, resolveAlert } from "../src/usecases/alerts/change-alert.ts";
import { openAlertDesk } from "../src/usecases/alerts/desk/alert-desk.ts";
import { getAlert } from "../src/usecases/alerts/get-alert.ts";
import { reportAlerts } from "../src/usecases/alerts/report-alerts.ts";
import { getHeldSummary } from "../src/usecases/deliveries/get-held-summary.ts";
import type { HeldFacts } from "../src/usecases/deliveries/release-held.ts";
import { listInbox } from "../src/usecases/inbox/list-inbox.ts";
import { keepTidy } from "../src/usecases/usage/keep-tidy.ts";
import { seenWords, untoldEnd } from "../src/words/untold.ts";
import { addAccount, as, asSystem, dataDay, now, readAudit, spread } from "./fixture.ts";
import { atRisk, fallen, scored, useAlertDesk } from "./use-alert-desk.ts";

/* From what a day shows to what people are told: merged, at once, by rules, and what is not told. */

const { account, judge, say, alerts, deliveries, untold, asPriya, its } = useAlertDesk();

describe("several signals of one account", () => {
  test("that come on one day are one message with several reasons", async () => {
    const acme = await account("Acme");
    await judge([scored(acme, { ...fallen, ...atRisk })]);
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    const facts = await asPriya((tx) => getAlert(tx, alert?.id ?? ""));
    expect(facts).toMatchObject({ kind: "drop", also: [{ kind: "band-change", score: 55 }] });
    expect(await deliveries()).toEqual(["inbox alert sent", "slack alert queued"]);
    expect(await untold("merged")).toMatchObject([
      { kind: "band-change", why: "merged", alertId: alert?.id, members: ["Priya Shah"] },
    ]);
  });

  test("join a message that waits, and what is done with it is done with all", async () => {
    const acme = await account("Acme");
    const quiet = { from: "18:00", to: "10:00", weekend: true };
    await asSystem(its.db, its.cast.tenantId, (tx) =>
      writeNoticeSetting(
        tx,
        its.cast.priya,
        { alerts: null, digests: null, notices: null, fallback: ["slack", "teams", "email"], quiet },
        now,
      ),
    );
    await judge(
      [scored(acme, { ...fallen, day: addDays(dataDay, -1) })],
      new Date(now.getTime() - 86_400_000),
    );
    const silent = { ...fallen, actual: 0, actual14: 0, silentDays: 30 } as const;
    await judge([scored(acme, silent)]);
    const [lead, follower] = await alerts();
    expect(follower).toMatchObject({ kind: "silence", lead_id: lead?.id });
    expect(await deliveries()).toEqual(["inbox alert sent", "slack alert held"]);
    const facts = await asPriya((tx) => getAlert(tx, lead?.id ?? ""));
    expect(facts).toMatchObject({ id: lead?.id, kind: "silence", also: [{ kind: "drop" }] });

    await asPriya((tx) => acknowledgeAlert(tx, { alertId: follower?.id ?? "", now }));
    expect(await alerts()).toMatchObject([{ state: "acknowledged" }, { state: "acknowledged" }]);
    await asPriya((tx) => resolveAlert(tx, { alertId: lead?.id ?? "", how: "handled", now }));
    expect(await alerts()).toMatchObject([{ state: "resolved" }, { state: "resolved" }]);
  });

  test("are a message of their own once the first was told", async () => {
    const acme = await account("Acme");
    await judge(
      [scored(acme, { ...fallen, day: addDays(dataDay, -1) })],
      new Date(now.getTime() - 86_400_000),
    );
    await its.owner.rows("update app.delivery set state = 'sent' where tenant_id = $1", [its.cast.tenantId]);
    await judge([scored(acme, { actual: 0, actual14: 0, silentDays: 30 })]);
    expect(await alerts()).toMatchObject([{ lead_id: null }, { lead_id: null }]);
    expect(await deliveries()).toEqual([
      "inbox alert sent",
      "inbox alert sent",
      "slack alert queued",
      "slack alert sent",
    ]);
  });

  test("go on as the other when one of them ends by itself", async () => {
    const acme = await account("Acme");
    await judge([
      scored(acme, { ...fallen, day: addDays(dataDay, -1) }),
      scored(acme, { actual: 0, actual14: 0, silentDays: 30 }),
    ]);
    const [lead] = await alerts();
    await its.owner.rows(
      "update app.alert set state = 'resolved', closed_at = now(), closed_how = 'recovered' where id = $1",
      [lead?.id],
    );
    const facts = await asPriya((tx) => getAlert(tx, lead?.id ?? ""));
    expect(facts).toMatchObject({ kind: "silence", state: "open", closed: null });
  });
});

describe("an alert that ended by itself", () => {
  test("says the score of the day on which it ended, whatever came after", async () => {
    const acme = await account("Acme");
    const before = addDays(dataDay, -1);
    const low = { ...atRisk, actual14: fallen.actual14 };
    await judge([scored(acme, { ...low, day: before })], new Date(now.getTime() - 86_400_000));
    await judge([scored(acme, { band: "watch", score: 66.4 })]);
    const [alert] = await alerts();
    const facts = await asPriya((tx) => getAlert(tx, alert?.id ?? ""));
    expect(facts).toMatchObject({ kind: "band-change", closed: { how: "band-recovered", score: 66 } });
    expect(alertHeading(facts)).toBe("Acme: health is back at 66");
  });
});

describe("many alerts at once", () => {
  async function judgeMany(count: number): Promise<void> {
    const ids = [];
    for (let index = 0; index < count; index++) ids.push(await account(`Account ${index}`));
    const days = ids.map((id) => scored(id, fallen));
    await judge(days);
    await judge(days);
  }

  test("up to five come one by one", async () => {
    await judgeMany(5);
    const lines = await deliveries();
    expect(lines.filter((line) => line === "slack alert queued")).toHaveLength(5);
    expect(lines.filter((line) => line.startsWith("slack held"))).toEqual([]);
  });

  test("six come as one message with the list; in the inbox each stands by itself; a second pass adds nothing", async () => {
    await judgeMany(6);
    const lines = await deliveries();
    expect(lines.filter((line) => line.startsWith("slack"))).toEqual([
      ...Array.from({ length: 6 }, () => "slack alert merged"),
      "slack held queued",
    ]);
    expect(lines.filter((line) => line === "inbox alert sent")).toHaveLength(6);
    const inbox = await asPriya((tx) => listInbox(tx, { filter: "open", now }));
    expect(inbox.items).toHaveLength(6);
    const [summary] = await its.owner.rows<{ facts: HeldFacts }>(
      "select facts from app.delivery where tenant_id = $1 and subject_kind = 'held'",
      [its.cast.tenantId],
    );
    const held = await asPriya((tx) => getHeldSummary(tx, summary?.facts as HeldFacts));
    expect(held).toMatchObject({ atOnce: true });
    expect(held.alerts).toHaveLength(6);
    expect((await untold()).every((line) => line.why === "summary")).toBe(true);
  });

  test("is all or nothing: a pass that breaks off leaves no alert, no message and no job", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index++) ids.push(await account(`Account ${index}`));
    const broken = asSystem(its.db, its.cast.tenantId, async (tx) => {
      const options = { now, finalDay: dataDay, history: false };
      const desk = await openAlertDesk(tx, await readTenantRules(tx), options);
      await desk.judge(
        dataDay,
        ids.map((id) => scored(id, fallen)),
      );
      await desk.close();
      throw new Error("the process died");
    });
    await expect(broken).rejects.toThrow("the process died");
    expect(await alerts()).toEqual([]);
    expect(await deliveries()).toEqual([]);
    const jobs = await its.owner.rows("select 1 from pgboss.job where data ->> 'tenantId' = $1", [
      its.cast.tenantId,
    ]);
    expect(jobs).toEqual([]);
  });
});

describe("an alert that late data take back", () => {
  test("says the figures that they made", async () => {
    const acme = await account("Acme");
    await judge([scored(acme, { actual: 0, actual14: 0, silentDays: 30 })]);
    await judge([scored(acme, { actual: 62, expected: 60.2, score: 96, silentDays: 2 })]);
    const [row] = await alerts();
    const alert = await asPriya((tx) => getAlert(tx, row?.id ?? ""));
    expect(alert).toMatchObject({ state: "withdrawn", closed: { actual: 62, usual: 60, score: 96 } });
    const [said] = closedText(alert, priya, dataDay);
    expect(said).toMatchObject({
      text: expect.stringMatching(/Late data arrived: 62 user-days in 28 days, usual 60\.$/),
    });
  });
});

describe("a fall into at risk", () => {
  test("that silence alone makes says so, whatever the points are", async () => {
    const acme = await account("Acme");
    await say({}, { told: ["band-change"] });
    const use = { actual: 20, actual14: 4, silentDays: 21 };
    await judge([scored(acme, { ...use, band: "at-risk", score: 66, parts: spread(66) })]);
    const [alert] = await alerts();
    const { opening } = await asPriya((tx) => getAlert(tx, alert?.id ?? ""));
    expect(opening).toMatchObject({ kind: "band-change", score: 66, silentDays: 21 });
    expect(seenWords(opening, dataDay)).toMatch(/^Now at risk, silent for 21 days: health 66, was \d+\.$/);
  });

  test("that silence alone makes is the silence, and said once; one that the points make is a further reason", async () => {
    const silent = { actual: 0, actual14: 0, silentDays: 21, band: "at-risk" } as const;
    await judge([
      scored(await account("Acme"), { ...silent, score: 66, parts: spread(66) }),
      scored(await account("Orbis"), { ...silent, ...atRisk }),
    ]);
    const told = await Promise.all((await alerts()).map(({ id }) => asPriya((tx) => getAlert(tx, id))));
    const reasons = told.map(({ kind, account: { name }, also }) => [name, kind, also]);
    expect(reasons.toSorted()).toEqual([
      ["Acme", "silence", []],
      ["Orbis", "silence", [expect.objectContaining({ kind: "band-change", score: 55 })]],
    ]);
    expect((await untold("merged")).map((line) => line.account.name)).toEqual(["Orbis"]);
  });

  test("that the points make does not speak of silence", async () => {
    const acme = await account("Acme");
    await say({}, { told: ["band-change"] });
    await judge([scored(acme, { ...fallen, ...atRisk, silentDays: 21 })]);
    const [alert] = await alerts();
    const { opening } = await asPriya((tx) => getAlert(tx, alert?.id ?? ""));
    expect(seenWords(opening, dataDay)).toMatch(/^Now at risk: health 55, was \d+\.$/);
  });
});

describe("rules", () => {
  test("keep a signal from being told, say whose they were, and let it be told when they end", async () => {
    const acme = await account("Acme");
    await say({}, { told: ["silence"] });
    await say({ accountId: acme }, { told: ["drop"], mutedTo: { drop: dataDay } });
    await judge([scored(acme, fallen)]);
    expect(await alerts()).toEqual([]);
    expect(await untold("rule")).toMatchObject([
      { why: "muted", scope: "account", members: ["Priya Shah"], ended: null, account: { name: "Acme" } },
    ]);
    const next: Day = addDays(dataDay, 1);
    await judge([scored(acme, { ...fallen, day: next })], new Date(now.getTime() + 86_400_000));
    expect(await alerts()).toMatchObject([{ kind: "drop", state: "open" }]);
    expect(await untold("rule")).toMatchObject([{ ended: { how: "told", day: next } }]);
  });

  test("of a portfolio hold for its accounts alone", async () => {
    const mine = await account("Acme");
    const theirs = await addAccount(its.db, its.cast.tenantId, {
      name: "Orbis",
      ownerId: its.cast.jonas,
      score: 70,
    });
    await say({ memberId: its.cast.priya }, { dropPercent: 60 });
    await judge([scored(mine, fallen), scored(theirs, fallen)]);
    expect(await alerts()).toHaveLength(1);
    expect(await untold("rule")).toMatchObject([{ why: "threshold", scope: "portfolio" }]);
  });

  test("that change never take back an alert that was told", async () => {
    const acme = await account("Acme");
    await judge([scored(acme, fallen)]);
    await say({}, { dropPercent: 80, told: ["silence"] });
    await judge([scored(acme, { ...fallen, day: addDays(dataDay, 1) })]);
    expect(await alerts()).toMatchObject([{ kind: "drop", state: "open" }]);
  });

  test("say when it is told again", async () => {
    const acme = await account("Acme");
    await say({}, { renewDays: 7 });
    await judge([scored(acme, fallen)]);
    await its.owner.rows("update app.delivery set read_at = now() where tenant_id = $1", [its.cast.tenantId]);
    const day = addDays(dataDay, 7);
    const later = scored(acme, { ...fallen, day });
    await judge([later], new Date(now.getTime() + 7 * 86_400_000));
    await judge([later], new Date(now.getTime() + 7 * 86_400_000));
    expect(await deliveries()).toEqual(["inbox alert sent", "slack alert queued", "slack alert queued"]);
    const inbox = await asPriya((tx) => listInbox(tx, { filter: "open", now }));
    expect(inbox.unread).toBe(1);
  });

  test("hold nothing back for ever: what an outage held is told when the feed is back", async () => {
    const acme = await account("Acme");
    await its.owner.rows(
      "insert into app.feed_outage (tenant_id, id, started_at, found_at, figures) values ($1, $2, $3, $3, '{}')",
      [its.cast.tenantId, newId(), now],
    );
    await judge([scored(acme, { ...fallen, ...atRisk })]);
    expect(await alerts()).toEqual([]);
    expect(await untold("waiting")).toMatchObject([{ kind: "drop", why: "outage", scope: null }]);
    await its.owner.rows("update app.feed_outage set ended_at = $2 where tenant_id = $1", [
      its.cast.tenantId,
      now,
    ]);
    await judge([scored(acme, { ...fallen, ...atRisk, previousBand: "at-risk", day: addDays(dataDay, 1) })]);
    expect(await alerts()).toMatchObject([{ kind: "drop" }]);
    expect(await untold("waiting")).toMatchObject([{ ended: { how: "told" } }]);
  });
});

test("what is new is what the inbox shows first: no alert that ended, nor one of an account that went to somebody else", async () => {
  const [acme, orbis, fjord] = [await account("Acme"), await account("Orbis"), await account("Fjord")];
  await judge([acme, orbis, fjord].map((id) => scored(id, fallen)));
  const unread = async () => (await asPriya((tx) => listInbox(tx, { filter: "open", now }))).unread;
  expect(await unread()).toBe(3);
  const [ended] = await its.owner.rows<{ id: string }>(
    "select id from app.alert where tenant_id = $1 and account_id = $2",
    [its.cast.tenantId, acme],
  );
  await asPriya((tx) => resolveAlert(tx, { alertId: ended?.id ?? "", how: "handled", now }));
  expect(await unread()).toBe(2);
  await its.owner.rows("delete from app.account_member where tenant_id = $1 and account_id = $2", [
    its.cast.tenantId,
    orbis,
  ]);
  expect(await unread()).toBe(1);
});

test("of a customer who left nothing goes on: neither what was told nor what was not", async () => {
  const [told, kept] = [await account("Acme"), await account("Orbis")];
  await say({ accountId: kept }, { told: [] });
  await judge([scored(told, fallen), scored(kept, fallen)]);
  const day = addDays(dataDay, 1);
  await its.owner.rows("update app.account set churned_on = $2 where tenant_id = $1", [
    its.cast.tenantId,
    day,
  ]);
  const gone = [scored(told, { ...fallen, day }), scored(kept, { ...fallen, day })];
  await judge(gone, new Date(now.getTime() + 86_400_000));
  expect(await alerts()).toMatchObject([{ state: "resolved" }]);
  // The pass that judged the day has made it the data's.
  await its.owner.rows("update app.tenant_clock set last_final_day = $2 where tenant_id = $1", [
    its.cast.tenantId,
    day,
  ]);
  const [closed] = await alerts();
  const message = await asPriya((tx) => getAlert(tx, closed?.id ?? ""));
  expect(message.signal, "its message says so as lists do").toEqual({ kind: "left", on: day });
  const [line] = await untold("rule");
  expect(line).toMatchObject({ account: { name: "Orbis" }, ended: { how: "left", day } });
  expect(line && untoldEnd(line, dataDay)).toBe("Ended Fri 20 Nov: they are no customer any more.");
});

test("what was not told is kept for two years after it ended, and as long as it goes on", async () => {
  const [ended, open] = [await account("Acme"), await account("Orbis")];
  await say({}, { told: [] });
  await judge([scored(ended, fallen), scored(open, fallen)]);
  await judge([scored(ended, { day: addDays(dataDay, 1) })], new Date(now.getTime() + 86_400_000));
  const after = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const kept = async () => (await untold("rule")).map((line) => line.account.name).sort();
  await keepTidy(its.db, its.cast.tenantId, { now: after(729), requestId: "test" });
  expect(await kept()).toEqual(["Acme", "Orbis"]);
  await keepTidy(its.db, its.cast.tenantId, { now: after(732), requestId: "test" });
  expect(await kept()).toEqual(["Orbis"]);
});

test("the command line shows and sets rules, and says what is wrong", async () => {
  await account("Acme");
  const lines: string[] = [];
  const run = (
    command: typeof alertRulesSetCommand,
    positionals: string[],
    values: Record<string, string> = {},
  ) =>
    command.run({
      positionals,
      values,
      json: false,
      now,
      terminal: { out: (text: string) => lines.push(text), err: () => {}, interactive: false },
      database: async () => ({ db: its.db }),
      tenantId: async () => its.cast.tenantId,
      progress: () => {},
    } as never);
  await run(alertRulesSetCommand, ["dropPercent=40", "plans=Pro,Team", "renewDays=0"]);
  await run(alertRulesSetCommand, ['mutedTo={"drop":"2026-12-24"}', "told=drop"], { account: "Acme" });
  await run(alertRulesSetCommand, ["plans="]);
  lines.length = 0;
  await run(alertRulesShowCommand, [], { account: "Acme" });
  const said = lines.join("");
  expect(said).toContain("Alerts of Acme\n");
  expect(said).toContain("  Drops are told; silences and falls into at risk are not.\n");
  expect(said).toContain("  Drops are told from 40% below usual");
  expect(said).toContain("  Drops are muted to Thu 24 Dec.\n");
  expect(said).toContain("  What stays down is told once.\n");
  expect(said).toContain(
    "  A drop that gets worse by another 25% is told again, 28 days after the last time at the earliest.\n",
  );
  expect(said).not.toContain("Pro");
  for (const [wrong, said] of [
    ["dropPercent=lots", "dropPercent: A whole number from 10 to 95."],
    ["dropPercent=5", "dropPercent: A whole number from 10 to 95."],
    ["mutedTo=zzz", 'mutedTo: A day by kind, such as {"drop": "2026-12-24"}.'],
    ['mutedTo={"drop":"soon"}', "mutedTo: Write a day as YYYY-MM-DD."],
    ['mutedTo={"falls":"2026-12-24"}', 'mutedTo: A day by kind, such as {"drop": "2026-12-24"}.'],
    ["told=falls", "told: A list of silence, drop, band-change."],
    ["quiet=perhaps", "quiet: True or false."],
    ['plans=["\\u0000"]', "plans: There is a character in this that can't be kept. Type it again."],
  ] as const)
    await expect(run(alertRulesSetCommand, [wrong]), wrong).rejects.toThrow(said);
  const looks = (await readAudit(its.db, its.cast.tenantId)).filter(
    ({ verb }) => verb === "looked at alert rules",
  );
  expect(looks).toMatchObject([
    { surface: "cli", accountId: expect.any(String), detail: { scope: "account" } },
  ]);
  await expect(run(alertRulesSetCommand, ["drops=40"])).rejects.toThrow("There is no rule called “drops”.");
  await expect(run(alertRulesShowCommand, [], { account: "Nobody" })).rejects.toThrow(/account/);
});

describe("what people say of alerts", () => {
  test("is counted by rule, by month, and each rule's by month, of the accounts that one sees", async () => {
    const acme = await account("Acme");
    const orbis = await addAccount(its.db, its.cast.tenantId, {
      name: "Orbis",
      ownerId: its.cast.jonas,
      score: 70,
    });
    await judge([scored(acme, fallen), scored(orbis, { actual: 0, actual14: 0, silentDays: 30 })]);
    for (const alert of await alerts()) {
      const feedback = alert.kind === "drop" ? "useful" : "wrong";
      await withTenant(its.db, as(its.cast.tenantId, its.cast.dana), (tx) =>
        judgeAlert(tx, { alertId: alert.id, feedback, now }),
      );
    }
    const report = await withTenant(its.db, as(its.cast.tenantId, its.cast.dana), (tx) =>
      reportAlerts(tx, { now }),
    );
    expect(report.all).toEqual({ told: 2, useful: 1, expected: 0, wrong: 1 });
    expect(report.rules).toMatchObject([
      { kind: "silence", fromPercent: null, told: 1, wrong: 1 },
      { kind: "drop", fromPercent: 35, told: 1, useful: 1 },
    ]);
    expect(report.months).toMatchObject([{ month: "2026-11", told: 2 }]);
    expect((await asPriya((tx) => reportAlerts(tx, { now }))).all).toMatchObject({ told: 1, useful: 1 });
  });
});
