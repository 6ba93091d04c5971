import type { Message } from "../src/bot/message.ts";
import { home } from "../src/bot/samples/home-messages.ts";
import { renewals } from "../src/bot/samples/renewals.ts";
import { sampleGroups } from "../src/bot/samples/sample-groups.ts";
import { accountCardMessage } from "../src/bot/views/account-card.ts";
import { accountLinkMessage } from "../src/bot/views/account-link.ts";
import { accountListMessage } from "../src/bot/views/account-list.ts";
import { alertMessage } from "../src/bot/views/alert.ts";
import { toldAgainMessage } from "../src/bot/views/alert-again.ts";
import { deliveryFailedMessage } from "../src/bot/views/delivery-failed.ts";
import { digestMessage } from "../src/bot/views/digest.ts";
import { appErrorMessage } from "../src/bot/views/errors.ts";
import { exportMakingMessage } from "../src/bot/views/export.ts";
import { feedOutageMessage } from "../src/bot/views/feed-outage.ts";
import { heldMessage } from "../src/bot/views/held.ts";
import { helloMessage } from "../src/bot/views/hello.ts";
import { helpMessage, nameArgument } from "../src/bot/views/help.ts";
import { homeMessage } from "../src/bot/views/home.ts";
import {
  alertChangedMessage,
  alertRatedMessage,
  incompleteMessage,
  rateAlertMessage,
  tooLateMessage,
  unreadMessage,
} from "../src/bot/views/notices.ts";
import { notFoundMessage, pickerMessage } from "../src/bot/views/picker.ts";
import { portfolioMessage } from "../src/bot/views/portfolio.ts";
import { renewalsMessage } from "../src/bot/views/renewals.ts";
import { reportMailMessage, reportOnItsWayMessage } from "../src/bot/views/report-mail.ts";
import { sharedMessage, shareRefusedMessage, shareSubjectWords } from "../src/bot/views/share.ts";
import { signInLinkMessage } from "../src/bot/views/sign-in-link.ts";
import { whyAlertMessage } from "../src/bot/views/why-alert.ts";
import { whyScoreMessage } from "../src/bot/views/why-score.ts";
import { AppError } from "../src/errors.ts";
import type { Renewal, RenewalFacts } from "../src/results/renewals.ts";
import type { ScoreChange } from "../src/results/score-change.ts";
import { addDays } from "../src/scoring/days.ts";
import { renewingBands } from "../src/words/renewals.ts";
import * as cast from "./cast.ts";

const { acmeCard, morning, now, portfolio, priya } = cast;
const asked = { now, place: "channel" } as const;
const command = (accountId: string) => ({ do: "show-account", accountId }) as const;

/** One of each message, as the sample cast would get it. */
export const messages: Readonly<Record<string, Message>> = Object.assign(
  {},
  ...sampleGroups.map(({ samples }) => samples),
);

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

/** All that can happen to a score, with a customer, a feature, a metric and a segment of that name. */
function changeAbout(name: string): ScoreChange {
  const metrics = cast.acmeYear.after.metrics.map((metric) => ({ ...metric, label: name, unit: name }));
  return {
    ...cast.acmeYear,
    account: { id: cast.acme.id, name },
    rules: { from: "version 2", to: `version 3 for ${name}`, points: 2 },
    after: { ...cast.acmeYear.after, metrics },
    features: [{ feature: name, before: 41, after: 14 }],
  };
}

/** So many accounts of one name that all renew soon: of twelve the fifth at risk, the eighth and ninth on watch. */
function stakesAbout(name: string, accounts: number): RenewalFacts {
  const all = Array.from({ length: accounts }, (_, at): Renewal => {
    const standing = { 4: cast.celik, 7: cast.borealis, 8: cast.borealis }[at % 12] ?? cast.acme;
    const on = addDays("2026-11-25", at % 80);
    return { account: { ...standing, id: cast.id(2_000 + at), name }, on, value: euros(1_200) };
  });
  const atRisk = all.filter(({ account }) => account.band === "at-risk");
  const others = all.filter(({ account }) => account.band !== "at-risk");
  const values = atRisk.length === 0 ? [] : [euros(1_200 * atRisk.length)];
  return {
    ...renewals,
    atRisk: { values, accounts: atRisk.length, unvalued: 0 },
    renewing: renewingBands(all.map(({ account: { band }, value }) => ({ band, value }))),
    renewals: [...atRisk, ...others].slice(0, 12),
  };
}

const euros = (amount: number) => ({ amount, currency: "EUR" });

/**
 * One of each family of message, about that many accounts of one name; who reads it, who else is spoken of, and whatever else
 * somebody wrote is called so too. A view that prints a name and is not here fails the check in `test/samples.test.ts`.
 */
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
  const gotWorse = { how: "worse", day: "2026-12-22", actual: 32, usual: 92, woken: true } as const;
  const business = stakesAbout(name, accounts);
  const digest = { ...morning, accounts, needYou, moved: needYou, lowest: needYou.slice(0, 3), business };
  const counts = { atRisk: 0, watch: 0, healthy: accounts, noData: 0 };
  const list = { ...portfolio, counts, total: accounts, matching: accounts, lines };
  const privately = { now, place: "private" } as const;
  const reader = { ...priya, name, firstName: name, tenantName: name, email: name };
  const subject = { kind: "account", accountId: line.id, name } as const;
  const range = { from: "2026-08-21", to: "2026-11-19" } as const;
  const report = { account: line, format: "pdf", fileName: "A-health.pdf", ...range } as const;
  const resolved = { ...cast.resolvedByHand, account: alert.account };
  const gone = { accountId: line.id, closedAt: "2026-11-19T05:10:00Z", byName: name };
  return {
    digest: digestMessage(digest, priya, { now }),
    "weekly digest": digestMessage({ ...digest, kind: "weekly" }, priya, { now }),
    "first digest": digestMessage({ ...digest, kind: "first" }, priya, { now }),
    "stale digest": digestMessage({ ...digest, kind: "stale", lateAccounts: lines.map(() => name) }, priya, {
      now,
    }),
    alert: alertMessage(alert, priya, { now, account: { ...acmeCard, name } }),
    snoozed: alertMessage(snoozed, priya, { now, account: null }),
    "alert got worse": toldAgainMessage({ ...cast.worse, account: alert.account }, gotWorse, priya, { now }),
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
    "why score": whyScoreMessage(changeAbout(name), priya, asked),
    home: homeMessage(
      { ...home, portfolio: { ...list, needYou: accounts, lines: lines.slice(0, 8) } },
      reader,
      { now, notice: alertChangedMessage(alert, reader) },
    ),
    "account link": accountLinkMessage({ ...line, dataDay: cast.dataDay, late: null }, reader, { now }),
    portfolio: portfolioMessage(list, priya, privately),
    renewals: renewalsMessage(business, priya, asked),
    picker: pickerMessage(
      { kind: "many", query: name, matches: lines.slice(0, 10), total: accounts },
      priya,
      command,
    ),
    "not found": notFoundMessage({ kind: "none", query: name, closest: lines.slice(0, 3) }, priya, command),
    help: helpMessage(priya, { examples: [name, name], heard: { word: name, meant: "help" } }),
    "account list": accountListMessage({ ...list, matching: accounts }, reader, {
      ...privately,
      filter: "movers",
      nextBest: null,
    }),
    "empty account list": accountListMessage({ ...list, matching: 0, lines: [] }, reader, {
      ...privately,
      filter: "at-risk",
      nextBest: list,
    }),
    "why alert": whyAlertMessage(alert, reader),
    "feed outage": feedOutageMessage({ ...cast.stoppedFeed, source: name }, reader, { now }),
    "delivery failed": deliveryFailedMessage(
      {
        deliveryId: cast.id(960),
        channel: "slack",
        state: "failed",
        what: name,
        reasonCode: name,
        sentence: name,
        at: "2026-11-20T07:13:00Z",
      },
      reader,
      { now },
    ),
    "report mail": reportMailMessage(report, reader, { now, attached: true }),
    "report on its way": reportOnItsWayMessage(
      { accountName: name, format: "pdf", email: "priya@orrery.example" },
      reader,
    ),
    "export making": exportMakingMessage({ subject, format: "pdf", ...range }, reader, { now }),
    "sign-in link": signInLinkMessage(
      { token: "t0ken", onward: "/", askedAt: now, expiresAt: new Date(now.getTime() + 900_000) },
      reader,
    ),
    hello: helloMessage(reader, { accounts, digest: null }),
    "too late": tooLateMessage(
      { ...alert, acknowledged: { byId: cast.id(9), byName: name, at: "2026-11-20T07:29:40Z" } },
      reader,
      { now },
    ),
    "alert changed": alertChangedMessage(alert, reader),
    "rate an alert": rateAlertMessage(resolved, reader),
    "alert rated": alertRatedMessage(resolved, reader),
    "shared card": sharedMessage(accountCardMessage({ ...acmeCard, name }, reader, asked), reader),
    "share refused": shareRefusedMessage(shareSubjectWords({ kind: "account", name })),
    "words around a name": unreadMessage(
      {
        unread: name,
        command: nameArgument(name),
        action: {
          kind: "command",
          label: "Show account",
          command: { do: "show-account", accountId: cast.acme.id },
        },
      },
      reader,
    ),
    "which account": incompleteMessage("why", nameArgument(name), reader),
    "gone already": appErrorMessage(
      new AppError("gone", "It was resolved.", { detail: gone }),
      null,
      reader,
      {
        now,
      },
    ),
  };
}
