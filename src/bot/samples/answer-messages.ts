import type { Message } from "../message.ts";
import { accountCardMessage } from "../views/account-card.ts";
import { accountListMessage } from "../views/account-list.ts";
import { digestSentMessage, digestSettingsMessage } from "../views/digest-settings.ts";
import { helpMessage } from "../views/help.ts";
import { noticeSettingsMessage } from "../views/notice-settings.ts";
import {
  alertChangedMessage,
  alertRatedMessage,
  rateAlertMessage,
  tooLateMessage,
} from "../views/notices.ts";
import { notFoundMessage, pickerMessage } from "../views/picker.ts";
import { portfolioMessage } from "../views/portfolio.ts";
import { renewalsMessage } from "../views/renewals.ts";
import { sharedMessage } from "../views/share.ts";
import { whyScoreMessage } from "../views/why-score.ts";
import { acme, acmeCard, borealis, celik, dusseldorf, line, meridian, portfolio } from "./accounts.ts";
import { acknowledged, acmeAlert, resolvedByHand } from "./alerts.ts";
import { weekdayDigest } from "./digest.ts";
import { sampleNotices } from "./notice-settings.ts";
import { dana, id, meyer, now, priya } from "./people.ts";
import { renewals } from "./renewals.ts";
import { acmeChange, acmeYear } from "./score-changes.ts";

const asked = { now, place: "channel" } as const;
const none = { atRisk: 0, watch: 4, healthy: 20, noData: 0 };
const one = { counts: { ...none, watch: 1, healthy: 0 }, total: 1, matching: 1 };
const command = (accountId: string) => ({ do: "show-account", accountId }) as const;

/** Every answer to a command or a click, but files and refusals. */
export const sampleAnswers: Readonly<Record<string, Message>> = {
  portfolio: portfolioMessage(portfolio, priya, { now, place: "private" }),
  "portfolio of all": portfolioMessage({ ...portfolio, scope: "all" }, dana, asked),
  "portfolio, to a customer": portfolioMessage(
    { ...portfolio, ...one, lines: [{ ...acme, signal: null, alert: null }] },
    meyer,
    asked,
  ),
  "at risk": accountListMessage({ ...portfolio, matching: 1, lines: [celik] }, priya, {
    ...asked,
    filter: "at-risk",
    nextBest: null,
  }),
  "at risk, none": accountListMessage({ ...portfolio, counts: none, matching: 0, lines: [] }, priya, {
    ...asked,
    filter: "at-risk",
    nextBest: { ...portfolio, lines: [borealis, meridian, dusseldorf, acme] },
  }),
  renewals: renewalsMessage(renewals, priya, asked),
  "renewals, none": renewalsMessage(
    { ...renewals, atRisk: { values: [], accounts: 0, unvalued: 0 }, renewing: [], renewals: [] },
    priya,
    asked,
  ),
  "account card": accountCardMessage({ ...acmeCard, openAlerts: [acmeAlert] }, dana, asked),
  "account card, no data": accountCardMessage(
    {
      ...acmeCard,
      ...line(77, "Fresh Start", {
        score: null,
        band: null,
        change28d: null,
        lastUsedOn: null,
        owner: null,
      }),
      rulesChange: null,
      scoreBefore: null,
      lift: null,
      ownerSince: null,
      series: { ...acmeCard.series, health: [], weeks: [] },
    },
    priya,
    asked,
  ),
  "account card, to a customer": accountCardMessage({ ...acmeCard, signal: null, alert: null }, meyer, asked),
  picker: pickerMessage(
    { kind: "many", query: "north", matches: [acme, borealis, celik], total: 3 },
    priya,
    command,
  ),
  "not found": notFoundMessage(
    { kind: "none", query: "initech", closest: [line(61, "Intex"), line(62, "Ximena Textiles")] },
    priya,
    command,
  ),
  "why score": whyScoreMessage(acmeChange, priya, asked),
  "why score, new rules": whyScoreMessage(acmeYear, priya, asked),
  "shared card": sharedMessage(accountCardMessage(acmeCard, priya, { ...asked, sharedBy: "Priya" }), priya),
  "digest settings": digestSettingsMessage(weekdayDigest, priya, { now, changed: true }),
  "digest sent": digestSentMessage(priya),
  "digest off": digestSettingsMessage({ ...weekdayDigest, active: false, nextDueAt: null }, priya, {
    now,
    changed: true,
  }),
  notices: noticeSettingsMessage(sampleNotices, priya, { now, changed: false }),
  "quiet hours set": noticeSettingsMessage(
    { ...sampleNotices, held: 2, nextQuiet: { ...sampleNotices.nextQuiet, holds: true } },
    priya,
    {
      now: new Date("2026-11-21T09:00:00Z"),
      changed: true,
    },
  ),
  help: helpMessage(priya, { examples: ["Acme", "Çelik Systems"], heard: null }),
  "help after a slip": helpMessage(priya, {
    examples: ["Acme", "Çelik Systems"],
    heard: { word: "exprot", meant: "export acme pdf" },
  }),
  "help to a greeting": helpMessage(priya, { examples: ["Acme", "Çelik Systems"], heard: "greeting" }),
  "help, to a customer": helpMessage(meyer, { examples: ["Acme"], heard: null }),
  "too late": tooLateMessage(
    {
      ...acknowledged,
      acknowledged: { byId: id(9), byName: "Jonas Weber", at: "2026-11-20T07:29:40Z" },
    },
    priya,
    { now },
  ),
  "alert changed": alertChangedMessage(acknowledged, priya),
  "rate an alert": rateAlertMessage(resolvedByHand, priya),
  "rate an alert again": rateAlertMessage({ ...resolvedByHand, feedback: "useful" }, priya),
  "alert rated": alertRatedMessage({ ...resolvedByHand, feedback: "useful" }, priya),
};
