import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, addAlert, as, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import type { Command } from "../message.ts";
import { toPlainText } from "../plain-text.ts";
import { actOn } from "./act.ts";
import { answerText } from "./answer.ts";
import type { Answer } from "./answer-kinds.ts";
import { shareMessage } from "./share.ts";

let db: TestDb;
let cast: Cast;
let acme: string;
let initech: string;
let alertId: string;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  const { priya, tenantId } = cast;
  acme = await addAccount(db, tenantId, {
    name: "Acme",
    ownerId: priya,
    score: 79,
    weekAgo: 86,
    monthAgo: 94,
    actual: 47,
    expected: 92,
    seenBy: [cast.meyer],
  });
  await addAccount(db, tenantId, { name: "Nordwind", ownerId: priya, score: 88 });
  await addAccount(db, tenantId, { name: "Northgate Ltd", ownerId: priya, score: 66 });
  await addAccount(db, tenantId, { name: "Watch Tower", ownerId: priya, score: 90 });
  initech = await addAccount(db, tenantId, { name: "Initech", ownerId: cast.jonas, score: 50 });
  alertId = await addAlert(db, tenantId, acme);
});

afterAll(() => db.close());

/** What a member reads who types `text`. */
async function typed(memberId: string, text: string): Promise<string> {
  const answer = await answerText({ db }, as(cast.tenantId, memberId), text, { now, place: "channel" });
  return read(answer);
}

function read(answer: Answer): string {
  switch (answer.kind) {
    case "message":
    case "alert":
      return toPlainText(answer.message);
    case "export":
      return toPlainText(answer.making);
    case "form":
      return `form: ${answer.form}`;
    case "share":
      return `share: ${answer.subjectWords}`;
    default:
      return answer satisfies never;
  }
}

const act = (memberId: string, command: Command, input?: Parameters<typeof actOn>[3], at = now) =>
  actOn({ db }, as(cast.tenantId, memberId), command, input, { now: at, place: "channel" });

test("nothing typed answers with the asker's own accounts", async () => {
  const text = await typed(cast.priya, "");
  expect(text).toContain("Your 4 accounts: 1 watch");
  expect(text).toContain("79, healthy, dropping");
  expect(text).not.toContain("Initech");
  expect(await typed(cast.dana, "")).toContain("5 accounts: 1 at risk, 1 watch");
});

test("a name answers with its card; several ask which; a verb wins unless quoted", async () => {
  expect(await typed(cast.priya, "acme")).toContain("Score       79 = Recent");
  expect(await typed(cast.priya, "nor")).toContain("2 of your accounts match “nor”. Which one?");
  expect(await typed(cast.priya, "watch")).toContain("1 of your accounts is on watch");
  expect(await typed(cast.priya, '"watch"')).toContain("Watch Tower: 90, healthy");
});

test("an account that the asker may not see reads as one that does not exist", async () => {
  const foreign = await typed(cast.priya, "initech");
  const absent = await typed(cast.priya, "inexist");
  expect(foreign.replace("initech", "X")).toBe(absent.replace("inexist", "X"));
  for (const command of [
    { do: "show-account", accountId: initech },
    { do: "explain-score", accountId: initech },
    { do: "export-account", accountId: initech, format: "pdf" },
    { do: "share", what: { kind: "account", accountId: initech } },
  ] as const) {
    expect(read(await act(cast.priya, command))).toContain(
      "This account doesn't exist, or you can't see it.",
    );
  }
});

test("a slip in a verb is asked about only where no account is meant", async () => {
  expect(await typed(cast.priya, "exprot acme")).toContain(
    "I don't know “exprot”. Did you mean export acme?",
  );
  expect(await typed(cast.priya, "zzzz")).toContain(
    "I can't find an account called “zzzz” among those you can see. Or type /health help.",
  );
});

test("why, export, digest and help answer with the asker's own names", async () => {
  expect(await typed(cast.priya, "why acme")).toContain("Acme: −15 points in 28 days");
  expect(await typed(cast.priya, "why acme since 9999d")).toContain("Compare with 1 to 730 days before.");
  expect(await typed(cast.priya, "why")).toContain("Which account? Try /health why Acme.");
  expect(await typed(cast.priya, "export acme csv")).toMatch(/^Making Acme\.csv: usage and health, /);
  expect(await typed(cast.priya, "digest 17:00 mon,thu")).toContain(
    "✓ Your digest comes at 17:00 on Mon and Thu, Berlin time. Next: Mon 23 Nov.",
  );
  expect(await typed(cast.priya, "digest off")).toContain("✓ No more digests. Alerts still come.");
  expect(await typed(cast.priya, "digest at noonish")).toContain("I didn't get the time.");
  expect(await typed(cast.priya, "help")).toContain("/health Acme");
});

test("what people say to any bot is answered by help, and names no account", async () => {
  for (const said of ["hello", "thanks a lot", "hi"]) {
    expect(await typed(cast.priya, said), said).toMatch(
      /^Here is what I answer\.\n\/health {2}all your accounts/,
    );
  }
  expect(await typed(cast.priya, "statsu")).toContain("I don't know “statsu”. Did you mean portfolio?");
  expect(await typed(cast.priya, "statsu acme")).toContain("I didn't get “statsu”. Try /health Acme");
  expect(await typed(cast.priya, "settings")).toContain("I don't know “settings”. Did you mean notices?");
  expect(await typed(cast.priya, "tasks")).toMatch(/^I don't know “tasks”\.\n\/health /);
});

test.each([
  [
    "why acme since tomorrow",
    "I didn't get “since tomorrow”. Try /health why Acme since 90d, or /health help.",
  ],
  ["export acme docx", "I didn't get “docx”. Try /health export Acme pdf, or /health help."],
  ["export acme docx by mail", "I didn't get “docx”. Try /health export Acme pdf by mail, or /health help."],
  ["snooze acme", "I didn't get “snooze”. Try /health Acme, or /health help."],
  ["acme since 30d", "I didn't get “since 30d”. Try /health why Acme since 30d, or /health help."],
])("“%s” says what of it was not understood, the account being known", async (text, answer) => {
  expect(await typed(cast.priya, text)).toContain(answer);
});

test("a name behind the name of a list is that account, if there is one", async () => {
  expect(await typed(cast.priya, "renewal acme")).toContain("Acme: 79, healthy, dropping");
  expect(await typed(cast.priya, "watch tower")).toContain("Watch Tower: 90, healthy");
  expect(await typed(cast.priya, "watch initech")).toContain("1 of your accounts is on watch");
  expect(await typed(cast.priya, "renewals soon")).toContain("No account renews within 90 days");
});

test("a customer's own people read their words: no bands of the team, no owner, no alerts, no money", async () => {
  for (const text of ["", "at-risk"]) {
    expect(await typed(cast.meyer, text)).toContain("Your account: 79, strong");
  }
  const card = await typed(cast.meyer, "acme");
  expect(card).toContain("Acme: 79, strong");
  expect(card).not.toMatch(/healthy|at risk|watch|looks? after|Share/);
  const help = await typed(cast.meyer, "help");
  expect(help).toContain("/health why Acme");
  expect(help).not.toMatch(/at-risk|renewals|digest|quiet|notices|by mail/);
  expect(await typed(cast.meyer, "renewals")).toContain("Renewals are for account managers and leads.");
  expect(await typed(cast.meyer, "digest now")).toContain("Digests are for account managers and leads.");
  expect(await typed(cast.meyer, "settings")).not.toContain("Did you mean");
});

test("quiet hours are set, told and ended in a chat as on the page", async () => {
  expect(await typed(cast.priya, "notices")).toContain("Alerts, digests and notices wait in your inbox.");
  expect(await typed(cast.priya, "quiet 18:00-8:00")).toContain(
    "✓ Quiet from 18:00 to 8:00, Berlin time: alerts wait, then come as one summary. Next: Fri 20 Nov, 18:00 to Sat 21 Nov, 8:00 CET.",
  );
  expect(await typed(cast.priya, "quiet weekends")).toContain("✓ Quiet from 18:00 to 8:00 and all weekend,");
  expect(await typed(cast.priya, "quiet")).toContain("Quiet from 18:00 to 8:00 and all weekend,");
  expect(await typed(cast.priya, "quiet off")).toContain("✓ No quiet hours: alerts come at any hour.");
  expect(await typed(cast.priya, "quiet tonight")).toContain(
    "I didn't get the times. Try /health quiet 18:00-8:00 weekends",
  );
  expect(await typed(cast.meyer, "quiet off")).toContain("Messages are for account managers and leads.");
});

test("at risk, none: says so and names those on watch", async () => {
  expect(await typed(cast.priya, "at-risk")).toContain(
    "None of your 4 accounts is at risk. 1 is on watch: Northgate Ltd 66.",
  );
});

test("the first click has it; the second hears who was first, and a viewer may not", async () => {
  const command = { do: "acknowledge-alert", alertId } as const;
  expect(read(await act(cast.meyer, command))).toContain("You can't do that with this account.");
  const first = await act(cast.priya, command);
  expect(first).toMatchObject({ kind: "alert", changed: true, notice: null });
  expect(read(first)).toContain("✓ Priya has it, since 8:30 CET.");
  const second = await act(cast.dana, command, undefined, new Date(now.getTime() + 20_000));
  if (second.kind !== "alert" || !second.notice) throw new Error("A second click has a notice.");
  expect(second.changed).toBe(false);
  expect(toPlainText(second.notice)).toContain("Priya picked this up at 8:30 CET, 20 seconds before you.");
});

test("a snooze asks, then puts off; a resolution asks, then ends; afterwards it is gone", async () => {
  const snooze = { do: "snooze-alert", alertId } as const;
  expect(read(await act(cast.priya, snooze))).toBe("form: snooze");
  const until = new Date("2026-11-30T07:30:00Z");
  const snoozed = await act(cast.priya, snooze, { until, reason: "new plan", wakeIfWorse: true });
  expect(read(snoozed)).toContain("⏸ Snoozed by Priya until Mon 30 Nov: new plan. It wakes early");
  const past = await act(cast.priya, snooze, {
    until: new Date("2020-01-01"),
    reason: null,
    wakeIfWorse: false,
  });
  expect(read(past)).toContain("That time is past.");

  const resolve = { do: "resolve-alert", alertId } as const;
  expect(read(await act(cast.priya, resolve))).toBe("form: resolve");
  const resolved = await act(cast.priya, resolve, { how: "told-why", note: "holiday" });
  expect(read(resolved)).toContain("✓ Resolved by Priya, Fri 20 Nov: holiday.");
  expect(read(await act(cast.priya, { do: "judge-alert", alertId, feedback: "expected" }))).toContain(
    "Noted. This alert was expected.",
  );
  const gone = read(await act(cast.dana, { do: "acknowledge-alert", alertId }));
  expect(gone).toContain("That alert was resolved on 20 November by Priya.");
  expect(gone).toContain("E5");
  expect(read(await act(cast.dana, snooze))).toContain("That alert was resolved on 20 November by Priya.");
});

test("an alert that is opened again shows its picture again", async () => {
  const answer = await act(cast.priya, { do: "reopen-alert", alertId });
  if (answer.kind !== "alert") throw new Error("Reopening answers with the alert.");
  expect(answer.message.parts.map(({ part }) => part)).toContain("image");
});

test("what is shared needs everyone there to see it, and has no buttons that act", async () => {
  const context = as(cast.tenantId, cast.priya);
  const subject = { kind: "account", accountId: acme } as const;
  const share = (memberIds: readonly string[] | null) =>
    shareMessage({ db }, context, subject, memberIds, { now });
  const shared = await share([cast.priya, cast.dana]);
  expect(shared.ok).toBe(true);
  expect(toPlainText(shared.message)).toContain("Priya has looked after it since March 2024.");
  expect(toPlainText(shared.message)).toContain("Shared by Priya");
  expect(JSON.stringify(shared.message)).not.toContain('"kind":"command"');
  // Jonas may not see Acme; Meyer may, as its own admin, and is not of the team; somebody is no member; somebody left.
  for (const people of [[cast.priya, cast.jonas], [cast.meyer], null, [acme]]) {
    const refused = await share(people);
    expect(refused.ok).toBe(false);
    expect(toPlainText(refused.message)).toContain("may not see Acme's health");
    expect(toPlainText(refused.message)).not.toMatch(/\b79\b/);
  }
});

test("a shared list speaks of its owner, and needs everyone to see all of it", async () => {
  const context = as(cast.tenantId, cast.priya);
  const list = { kind: "list", filter: "watch" } as const;
  const shared = await shareMessage({ db }, context, list, [cast.dana], { now });
  expect(toPlainText(shared.message)).toContain("1 of Priya's accounts is on watch");
  // Jonas is given the one account on the list, and still does not see the others that it counts.
  const both = await addAccount(db, cast.tenantId, {
    name: "Both see it",
    ownerId: cast.priya,
    seenBy: [cast.jonas],
    score: 64,
  });
  const refused = await shareMessage({ db }, context, list, [cast.jonas], { now });
  expect(refused.ok).toBe(false);
  const alone = { kind: "account", accountId: both } as const;
  expect((await shareMessage({ db }, context, alone, [cast.jonas], { now })).ok).toBe(true);
});

test("an error that no person can mend is the surface's to tell", async () => {
  const broken = { ...db, kysely: undefined } as unknown as TestDb;
  await expect(
    answerText({ db: broken }, as(cast.tenantId, cast.priya), "acme", { now, place: "private" }),
  ).rejects.toThrow(TypeError);
});

test("any text has an answer", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 60 }), async (text) => {
      expect((await typed(cast.priya, text)).length).toBeGreaterThan(0);
    }),
    { numRuns: 40 },
  );
});
