import type { Message } from "../src/bot/message.ts";
import { accountCardMessage } from "../src/bot/views/account-card.ts";
import { accountListMessage } from "../src/bot/views/account-list.ts";
import { alertMessage } from "../src/bot/views/alert.ts";
import { deliveryFailedMessage } from "../src/bot/views/delivery-failed.ts";
import { digestMessage } from "../src/bot/views/digest.ts";
import { digestSettingsMessage, digestUnreadMessage } from "../src/bot/views/digest-settings.ts";
import { appErrorMessage } from "../src/bot/views/errors.ts";
import { exportDoneMessage, exportFailedMessage, exportMakingMessage } from "../src/bot/views/export.ts";
import { feedOutageMessage } from "../src/bot/views/feed-outage.ts";
import { heldMessage } from "../src/bot/views/held.ts";
import { helpMessage } from "../src/bot/views/help.ts";
import { noticeSettingsMessage, quietUnreadMessage } from "../src/bot/views/notice-settings.ts";
import { tooLateMessage } from "../src/bot/views/notices.ts";
import { notFoundMessage, pickerMessage } from "../src/bot/views/picker.ts";
import { portfolioMessage } from "../src/bot/views/portfolio.ts";
import { sharedMessage } from "../src/bot/views/share.ts";
import { whyAlertMessage } from "../src/bot/views/why-alert.ts";
import { whyScoreMessage } from "../src/bot/views/why-score.ts";
import { AppError } from "../src/errors.ts";
import * as cast from "./cast.ts";

/* Every message of the product, from the cast of UX.md: what each surface is tried with. */

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
const slackThenMail = { by: ["slack"], next: ["email"] } as const;
const notices = {
  connected: ["slack", "email"],
  ways: { alerts: { by: ["slack", "email"], next: [] }, digests: slackThenMail, notices: slackThenMail },
  quiet: { from: "18:00", to: "08:00", weekend: true },
  zone: "Europe/Berlin",
  nextQuiet: { from: "2026-11-20T17:00:00Z", until: "2026-11-23T07:00:00Z", holds: false },
  held: 0,
} as const;
const subject = { kind: "account", accountId: cast.acme.id, name: "Acme" } as const;
const none = { atRisk: 0, watch: 3, healthy: 21, noData: 0 };
const command = (accountId: string) => ({ do: "show-account", accountId }) as const;

/** One of each message, as the cast of UX.md would get it. */
export const messages: Readonly<Record<string, Message>> = {
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
  "D7 after quiet hours": heldMessage(
    {
      alerts: [cast.acmeAlert, cast.silenceAlert, cast.recovered],
      heldFrom: "2026-11-20T17:04:00Z",
      heldTo: "2026-11-23T07:00:00Z",
    },
    priya,
    { now: new Date("2026-11-23T07:00:00Z") },
  ),
  "A15 delivery failed, gone by mail": deliveryFailedMessage(
    {
      deliveryId: cast.id(960),
      channel: "teams",
      state: "failed",
      what: "an alert",
      reasonCode: "bot-removed",
      sentence: "The bot was removed from your chats.",
      instead: "email",
      at: "2026-11-20T07:13:00Z",
    },
    priya,
    { now },
  ),
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
  notices: noticeSettingsMessage(notices, priya, { now, changed: false }),
  "quiet hours set": noticeSettingsMessage(
    { ...notices, held: 2, nextQuiet: { ...notices.nextQuiet, holds: true } },
    priya,
    {
      now: new Date("2026-11-21T09:00:00Z"),
      changed: true,
    },
  ),
  "quiet hours unread": quietUnreadMessage(priya),
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

/** Names that try to be markup, to mention, to steer the direction of writing, or to be too long. */
export const hostileNames = [
  "<!channel> & <@U024BE7LH>",
  "*bold* _it_ ~no~ `code` @here",
  ":fire: <https://evil.example|Acme>",
  "[click](https://evil.example) **bold** # third",
  "{{DATE(2026-11-20T07:30:00Z,SHORT)}} & <at>Priya</at>",
  '<img src=x onerror="alert(1)"></style><script>alert(1)</script>',
  "\u202edrawkcab\u202c Acme",
  "חברת השמש",
  "👩‍👩‍👧‍👦".repeat(30),
  "a".repeat(200),
  "line\nbreak\u0000 \"quoted\" 'x' | pipe\r\nBcc: evil@example.com",
  "   ",
] as const;

/** One of each family of message, about that many accounts of one name. */
export function messagesAbout(name: string, accounts = 24): Readonly<Record<string, Message>> {
  const line = { ...cast.acme, name };
  const lines = Array.from({ length: accounts }, (_, at) => ({ ...line, id: cast.id(2_000 + at) }));
  const needYou = lines.map((each) => ({ account: each, change: -2, note: "new-alert" as const }));
  const alert = { ...cast.acmeAlert, account: { id: line.id, name } };
  const snoozed = {
    ...cast.snoozed,
    account: alert.account,
    snoozed: { byName: name, until: "2026-11-30T07:30:00Z", reason: name, wakesIfWorse: true },
  };
  const digest = { ...morning, accounts, needYou, moved: needYou, lowest: needYou.slice(0, 3) };
  const counts = { atRisk: 0, watch: 0, healthy: accounts, noData: 0 };
  const list = { ...portfolio, counts, total: accounts, matching: accounts, lines };
  const privately = { now, place: "private" } as const;
  return {
    digest: digestMessage(digest, priya, { now }),
    "weekly digest": digestMessage({ ...digest, kind: "weekly" }, priya, { now }),
    "first digest": digestMessage({ ...digest, kind: "first" }, priya, { now }),
    "stale digest": digestMessage({ ...digest, kind: "stale", lateAccounts: lines.map(() => name) }, priya, {
      now,
    }),
    alert: alertMessage(alert, priya, { now, account: { ...acmeCard, name } }),
    snoozed: alertMessage(snoozed, priya, { now, account: null }),
    held: heldMessage(
      {
        alerts:
          lines.length === 0 ? [alert] : lines.map(({ id }) => ({ ...alert, id, account: { id, name } })),
        heldFrom: "2026-11-19T17:04:00Z",
        heldTo: "2026-11-20T07:00:00Z",
      },
      priya,
      { now },
    ),
    "account card": accountCardMessage({ ...acmeCard, name }, priya, asked),
    portfolio: portfolioMessage(list, priya, privately),
    picker: pickerMessage(
      { kind: "many", query: name, matches: lines.slice(0, 10), total: accounts },
      priya,
      command,
    ),
    "not found": notFoundMessage({ kind: "none", query: name, closest: lines.slice(0, 3) }, priya, command),
    help: helpMessage(priya, { examples: [name, name], unknown: { word: name, meant: "help" } }),
  };
}
