import type { HomeFacts } from "../../results/home.ts";
import type { Message } from "../message.ts";
import { accountLinkMessage } from "../views/account-link.ts";
import { homeMessage } from "../views/home.ts";
import { alertChangedMessage } from "../views/notices.ts";
import { acme, celik, line, portfolio } from "./accounts.ts";
import { acknowledged } from "./alerts.ts";
import { weekdayDigest } from "./digest.ts";
import { sampleNotices } from "./notice-settings.ts";
import { dataDay, meyer, now, priya, tomas } from "./people.ts";

const asked = { now, notice: null } as const;
const told = { digest: weekdayDigest, notices: sampleNotices };

/** Priya's, with two accounts that need her. */
export const home: HomeFacts = { portfolio: { ...portfolio, matching: 2, lines: [acme, celik] }, told };

const calm: HomeFacts = { portfolio: { ...portfolio, needYou: 0, matching: 0, lines: [] }, told };
const late = { source: null, lastEventAt: "2026-11-18T22:10:00Z", adminName: "Tomás Reyes" };

/** What stands in the app's home, and what links say by themselves. */
export const sampleHomes: Readonly<Record<string, Message>> = {
  home: homeMessage(home, priya, asked),
  "home, after a click": homeMessage(
    { ...home, portfolio: { ...home.portfolio, needYou: 1, matching: 1, lines: [celik] } },
    priya,
    { now, notice: alertChangedMessage(acknowledged, priya) },
  ),
  "home, nothing to do, to an admin": homeMessage(calm, tomas, asked),
  "home, data behind, to an admin": homeMessage(
    { ...calm, portfolio: { ...calm.portfolio, dataDay: "2026-11-14" } },
    tomas,
    asked,
  ),
  "home, late data": homeMessage({ ...home, portfolio: { ...home.portfolio, late } }, priya, asked),
  "home, quiet and without a digest": homeMessage(
    {
      ...calm,
      told: {
        digest: { ...weekdayDigest, active: false, nextDueAt: null },
        notices: { ...sampleNotices, held: 2, nextQuiet: { ...sampleNotices.nextQuiet, holds: true } },
      },
    },
    priya,
    { now: new Date("2026-11-21T09:00:00Z"), notice: null },
  ),
  "home, no accounts": homeMessage(
    {
      portfolio: {
        ...calm.portfolio,
        counts: { atRisk: 0, watch: 0, healthy: 0, noData: 0 },
        total: 0,
        dataDay: null,
      },
      told,
    },
    priya,
    asked,
  ),
  "home, to a customer": homeMessage(
    { portfolio: { ...portfolio, total: 1, matching: 1, lines: [line(1, "Acme")] }, told: null },
    meyer,
    asked,
  ),
  "account link": accountLinkMessage({ ...acme, dataDay, late: null }, priya, { now }),
  "account link, late data": accountLinkMessage({ ...acme, dataDay: "2026-11-18", late }, priya, { now }),
  "account link, no data": accountLinkMessage(
    { ...line(77, "Fresh Start", { score: null, band: null }), dataDay: null, late: null },
    priya,
    { now },
  ),
};
