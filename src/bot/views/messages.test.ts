import { expect, test } from "vitest";
import * as cast from "../../../test/cast.ts";
import { AppError } from "../../errors.ts";
import { chartToSvg } from "../../render/svg.ts";
import type { Message } from "../message.ts";
import { toPlainText } from "../plain-text.ts";
import { accountCardMessage } from "./account-card.ts";
import { accountListMessage } from "./account-list.ts";
import { alertMessage } from "./alert.ts";
import { deliveryFailedMessage } from "./delivery-failed.ts";
import { digestMessage } from "./digest.ts";
import { digestSettingsMessage, digestUnreadMessage } from "./digest-settings.ts";
import { appErrorMessage } from "./errors.ts";
import { exportDoneMessage, exportFailedMessage, exportMakingMessage } from "./export.ts";
import { feedOutageMessage } from "./feed-outage.ts";
import { helpMessage } from "./help.ts";
import { tooLateMessage } from "./notices.ts";
import { notFoundMessage, pickerMessage } from "./picker.ts";
import { portfolioMessage } from "./portfolio.ts";
import { sharedMessage } from "./share.ts";
import { whyAlertMessage } from "./why-alert.ts";
import { whyScoreMessage } from "./why-score.ts";

const { acmeCard, dana, morning, now, portfolio, priya, tomas } = cast;
const asked = { now, place: "channel" } as const;
const later = new Date("2026-12-10T08:00:00Z");
const account = { now, account: acmeCard };
const bare = { now, account: null };
const feed = {
  id: cast.id(950),
  source: "Segment (production)",
  startedAt: "2026-11-19T13:02:00Z",
  foundAt: "2026-11-20T07:05:00Z",
  endedAt: null,
  usualPerHour: 1_900,
  affectedAccounts: 190,
  filledEvents: null,
  heldAlerts: 2,
  fallPercent: null,
  version: 1,
};
const subject = { kind: "account", accountId: cast.acme.id, name: "Acme" } as const;
const none = { atRisk: 0, watch: 3, healthy: 21, noData: 0 };
const command = (accountId: string) => ({ do: "show-account", accountId }) as const;

const messages: Record<string, Message> = {
  "D1 morning digest": digestMessage(morning, priya, { now }),
  "D1 with late accounts, ended alerts and more movers": digestMessage(
    {
      ...morning,
      needYou: morning.needYou.slice(0, 1),
      moved: Array.from({ length: 7 }, (_, at) => ({
        account: cast.line(40 + at, `Mover ${at + 1}`, { score: 80 - at }),
        change: -3,
        note: null,
      })),
      lateAccounts: ["Orbis", "Vela Freight", "Nordwind"],
      closed: [
        { accountId: cast.id(180), accountName: "Umbra Studios", how: "recovered", byName: null },
        { accountId: cast.id(181), accountName: "Estrella Health", how: "by-hand", byName: "Jonas Weber" },
      ],
    },
    priya,
    { now },
  ),
  "D2 all quiet": digestMessage({ ...morning, kind: "quiet", needYou: [], moved: [], chart: null }, priya, {
    now,
  }),
  "D3 first day": digestMessage({ ...morning, kind: "first", since: null, countsBefore: null }, priya, {
    now,
  }),
  "D4 stale data": digestMessage(
    {
      ...morning,
      kind: "stale",
      dataDay: "2026-11-18",
      needYou: [],
      moved: [],
      late: { source: null, lastEventAt: "2026-11-18T22:10:00Z", adminName: "Tomás Reyes" },
    },
    priya,
    { now },
  ),
  "D6 weekly": digestMessage(
    {
      ...morning,
      kind: "weekly",
      dueAt: "2026-11-23T07:30:00Z",
      madeAt: "2026-11-23T07:30:00Z",
      since: "2026-11-20T07:30:00Z",
      closed: [
        { accountId: cast.id(181), accountName: "Estrella Health", how: "by-hand", byName: "Priya Shah" },
      ],
      renewals: [{ accountId: cast.id(182), accountName: "Nordwind", on: "2026-12-01" }],
    },
    priya,
    { now: new Date("2026-11-23T07:30:00Z") },
  ),
  "A1 drop opened": alertMessage(cast.acmeAlert, priya, account),
  "A2 acknowledged": alertMessage(cast.acknowledged, priya, account),
  "A3 snoozed": alertMessage(cast.snoozed, priya, account),
  "A4 resolved by itself": alertMessage(cast.recovered, priya, { now: later, account: acmeCard }),
  "A5 resolved by hand": alertMessage(cast.resolvedByHand, priya, { now: later, account: acmeCard }),
  withdrawn: alertMessage(cast.withdrawn, priya, { now: later, account: null }),
  "A10 band change": alertMessage(cast.bandAlert, priya, bare),
  "A11 silence": alertMessage(cast.silenceAlert, priya, bare),
  "A14 feed outage": feedOutageMessage(feed, tomas, { now }),
  "A14 all fell together": feedOutageMessage({ ...feed, source: null, fallPercent: 58 }, tomas, { now }),
  "A14 ended": feedOutageMessage({ ...feed, endedAt: "2026-11-20T08:22:00Z", filledEvents: 37_412 }, tomas, {
    now: later,
  }),
  "A15 delivery failed": deliveryFailedMessage(
    {
      deliveryId: cast.id(960),
      channel: "slack",
      state: "failed",
      what: "an alert",
      reasonCode: "is_archived",
      sentence: "Slack says the channel is archived.",
      at: "2026-11-20T07:13:00Z",
    },
    priya,
    { now },
  ),
  "E10 uncertain": deliveryFailedMessage(
    {
      deliveryId: cast.id(960),
      channel: "slack",
      state: "uncertain",
      what: "a digest",
      reasonCode: "timeout",
      sentence: null,
      at: "2026-11-20T07:13:00Z",
    },
    priya,
    { now },
  ),
  "why this alert: drop": whyAlertMessage(cast.acmeAlert, priya),
  "why this alert: band": whyAlertMessage(cast.bandAlert, priya),
  "why this alert: silence": whyAlertMessage(cast.silenceAlert, priya),
  portfolio: portfolioMessage(portfolio, priya, { now, place: "private" }),
  "portfolio of all": portfolioMessage({ ...portfolio, scope: "all" }, dana, asked),
  "at risk": accountListMessage({ ...portfolio, matching: 1, lines: [cast.celik] }, priya, {
    ...asked,
    filter: "at-risk",
    nextBest: null,
  }),
  "at risk, none": accountListMessage({ ...portfolio, counts: none, matching: 0, lines: [] }, priya, {
    ...asked,
    filter: "at-risk",
    nextBest: { ...portfolio, lines: [cast.borealis, cast.meridian, cast.dusseldorf] },
  }),
  "account card": accountCardMessage({ ...acmeCard, openAlerts: [cast.acmeAlert] }, dana, asked),
  "account card, no data": accountCardMessage(
    {
      ...acmeCard,
      ...cast.line(77, "Fresh Start", {
        score: null,
        band: null,
        change28d: null,
        lastUsedOn: null,
        owner: null,
      }),
      scoreBefore: null,
      ownerSince: null,
      series: { ...acmeCard.series, health: [], weeks: [] },
    },
    priya,
    asked,
  ),
  picker: pickerMessage(
    { kind: "many", query: "north", matches: [cast.acme, cast.borealis, cast.celik], total: 3 },
    priya,
    command,
  ),
  "not found": notFoundMessage(
    { kind: "none", query: "initech", closest: [cast.line(61, "Intex"), cast.line(62, "Ximena Textiles")] },
    priya,
    command,
  ),
  "why score": whyScoreMessage(cast.acmeChange, priya, asked),
  "shared card": sharedMessage(accountCardMessage(acmeCard, priya, { ...asked, sharedBy: "Priya" }), priya),
  "export, making": exportMakingMessage(
    { subject, format: "pdf", from: "2026-08-21", to: "2026-11-19" },
    priya,
    { now },
  ),
  "export, done": exportDoneMessage(
    { fileName: "Acme-health-2026-11-19.pdf", bytes: 214_000, pages: 3 },
    priya,
  ),
  "export, failed": exportFailedMessage({ subject, format: "pdf" }, priya),
  "digest settings": digestSettingsMessage(
    {
      active: true,
      localTime: "08:30",
      weekdays: [1, 2, 3, 4, 5],
      zone: "Europe/Berlin",
      skipQuiet: false,
      nextDueAt: "2026-11-23T07:30:00Z",
    },
    priya,
    { now, changed: true },
  ),
  "digest off": digestSettingsMessage(
    {
      active: false,
      localTime: "08:30",
      weekdays: [1, 2, 3, 4, 5],
      zone: "Europe/Berlin",
      skipQuiet: false,
      nextDueAt: null,
    },
    priya,
    { now, changed: true },
  ),
  "digest unread": digestUnreadMessage(priya),
  help: helpMessage(priya, { examples: ["Acme", "Çelik Systems"], unknown: null }),
  "help after a slip": helpMessage(priya, {
    examples: ["Acme", "Çelik Systems"],
    unknown: { word: "exprot", meant: "export acme pdf" },
  }),
  "too late": tooLateMessage(
    {
      ...cast.acknowledged,
      acknowledged: { byId: cast.id(9), byName: "Jonas Weber", at: "2026-11-20T07:29:40Z" },
    },
    priya,
    { now },
  ),
  "E5 gone": appErrorMessage(
    new AppError("gone", "That alert was resolved.", {
      detail: { accountId: cast.acme.id, closedAt: "2026-12-09T05:10:00Z", byName: "Priya Shah" },
    }),
    null,
    dana,
    { now: later },
  ),
};

test.each(Object.entries(messages))("“%s” reads as it should", async (name, message) => {
  const file = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  await expect(`${message.summary}\n\n${toPlainText(message)}`).toMatchFileSnapshot(
    `__snapshots__/${file}.txt`,
  );
});

test.each(Object.entries(messages))("“%s” keeps to the voice", (_, message) => {
  const words = `${message.summary}\n${toPlainText(message)}`;
  expect(words).not.toMatch(
    /!|\bplease\b|oops|successfully|anomaly|churn|engagement|KPI|undefined|null|NaN|\bsync\b/i,
  );
  expect(words, "deltas have a true minus").not.toMatch(/(^|[\s(])-\d/);
  expect(words, "a count of one is singular").not.toMatch(
    /\b1 (accounts|days|alerts|user-days|points|people|pages)\b/,
  );
  expect(words).not.toMatch(/ {2,}\.|\.\.|,,| ,| \./);
  expect(message.summary.length).toBeLessThanOrEqual(120);
  for (const part of message.parts) {
    if (part.part === "heading") expect(part.text.length).toBeLessThanOrEqual(60);
    if (part.part !== "actions") continue;
    for (const { label } of [...part.actions, ...part.overflow])
      expect(label.split(" ").length).toBeLessThanOrEqual(3);
  }
});

test.each([
  ["manager", 0, "You look after no accounts yet. Your admin assigns them."],
  ["lead", 0, "There are no accounts yet. They appear with the first usage."],
  ["manager", 3, "No usage has arrived yet. Your admin is setting up the data."],
  ["admin", 3, "No usage has arrived yet. Send events with a write key, or import a file."],
] as const)("a %s with %i accounts and no usage reads what comes next", (role, total, sentence) => {
  const counts = { atRisk: 0, watch: 0, healthy: 0, noData: total };
  const empty = { ...portfolio, counts, total, matching: total, lines: [], dataDay: null };
  expect(toPlainText(portfolioMessage(empty, { ...priya, role }, asked))).toBe(`${sentence}\n`);
});

test("a digest that comes more than 15 minutes late says so", () => {
  const late = new Date(now.getTime() + 55 * 60_000);
  expect(toPlainText(digestMessage(morning, priya, { now: late }))).toContain(
    "Late: due at 8:30, sent 55 min after",
  );
  expect(toPlainText(digestMessage(morning, priya, { now }))).not.toContain("Late:");
});

test("sample data is marked on every message of a demo", () => {
  const demo = { ...priya, demo: true };
  for (const message of [
    digestMessage(morning, demo, { now }),
    alertMessage(cast.acmeAlert, demo, account),
    accountCardMessage(acmeCard, demo, asked),
    portfolioMessage(portfolio, demo, asked),
    whyScoreMessage(cast.acmeChange, demo, asked),
    whyAlertMessage(cast.acmeAlert, demo),
  ]) {
    expect(toPlainText(message)).toContain("Sample data");
  }
});

test("every picture of a message can be drawn, and its alt text says what its title says", async () => {
  let drawn = 0;
  for (const message of Object.values(messages)) {
    for (const part of message.parts) {
      if (part.part !== "image") continue;
      const { svg } = await chartToSvg(part.chart, { theme: "light" });
      const title = part.chart.kind === "account" ? part.chart.name : part.chart.title;
      expect(svg).toContain(title.replaceAll("&", "&amp;"));
      expect(part.alt).toContain(title);
      drawn++;
    }
  }
  expect(drawn).toBeGreaterThan(8);
});
