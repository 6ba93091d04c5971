import type { Message } from "../../src/bot/message.ts";
import { accountCardMessage } from "../../src/bot/views/account-card.ts";
import { accountListMessage } from "../../src/bot/views/account-list.ts";
import { alertMessage } from "../../src/bot/views/alert.ts";
import { digestMessage } from "../../src/bot/views/digest.ts";
import { digestSettingsMessage } from "../../src/bot/views/digest-settings.ts";
import { exportDoneMessage, exportFailedMessage } from "../../src/bot/views/export.ts";
import { feedOutageMessage } from "../../src/bot/views/feed-outage.ts";
import { helpMessage } from "../../src/bot/views/help.ts";
import { notFoundMessage, pickerMessage } from "../../src/bot/views/picker.ts";
import { portfolioMessage } from "../../src/bot/views/portfolio.ts";
import { whyAlertMessage } from "../../src/bot/views/why-alert.ts";
import { whyScoreMessage } from "../../src/bot/views/why-score.ts";
import * as cast from "../cast.ts";

/* The messages that people look at most: what the cards are looked at with. */

const { acmeCard, morning, now, portfolio, priya, tomas } = cast;
const asked = { now, place: "private" } as const;
const command = (accountId: string) => ({ do: "show-account", accountId }) as const;

/** The messages that people look at most, by name. */
export const examples: Readonly<Record<string, Message>> = {
  digest: digestMessage(
    {
      ...morning,
      moved: [
        ...morning.moved,
        ...Array.from({ length: 6 }, (_, at) => ({
          account: cast.line(40 + at, `Mover ${at + 1}`, { score: 80 - at }),
          change: -3,
          note: null,
        })),
      ],
    },
    priya,
    { now },
  ),
  quiet: digestMessage({ ...morning, kind: "quiet", needYou: [], moved: [], chart: null }, priya, { now }),
  first: digestMessage({ ...morning, kind: "first", since: null, countsBefore: null }, priya, { now }),
  stale: digestMessage(
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
  alert: alertMessage(cast.acmeAlert, priya, { now, account: acmeCard }),
  acknowledged: alertMessage(cast.acknowledged, priya, { now, account: acmeCard }),
  snoozed: alertMessage(cast.snoozed, priya, { now, account: acmeCard }),
  resolved: alertMessage(cast.resolvedByHand, priya, {
    now: new Date("2026-12-10T08:00:00Z"),
    account: acmeCard,
  }),
  outage: feedOutageMessage(cast.stoppedFeed, tomas, { now }),
  portfolio: portfolioMessage(portfolio, priya, asked),
  "at-risk": accountListMessage({ ...portfolio, matching: 1, lines: [cast.celik] }, priya, {
    ...asked,
    filter: "at-risk",
    nextBest: null,
  }),
  account: accountCardMessage({ ...acmeCard, openAlerts: [cast.acmeAlert] }, priya, asked),
  why: whyScoreMessage(cast.acmeChange, priya, asked),
  "why-alert": whyAlertMessage(cast.acmeAlert, priya),
  picker: pickerMessage(
    { kind: "many", query: "north", matches: [cast.acme, cast.borealis, cast.celik], total: 3 },
    priya,
    command,
  ),
  "not-found": notFoundMessage(
    { kind: "none", query: "initech", closest: [cast.line(61, "Intex"), cast.line(62, "Ximena Textiles")] },
    priya,
    command,
  ),
  help: helpMessage(priya, { examples: ["Acme", "Çelik Systems"], heard: null }),
  "digest-settings": digestSettingsMessage(cast.weekdayDigest, priya, { now, changed: true }),
  "export-done": exportDoneMessage(
    { fileName: "Acme-health-2026-11-19.pdf", bytes: 214_000, pages: 3 },
    priya,
  ),
  "export-failed": exportFailedMessage(
    { subject: { kind: "account", accountId: cast.acme.id, name: "Acme" }, format: "pdf" },
    priya,
  ),
};
