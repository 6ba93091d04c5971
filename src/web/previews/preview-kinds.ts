import type { Message } from "../../bot/message.ts";
import { sampleGroups } from "../../bot/samples/sample-groups.ts";
import { accountCardMessage } from "../../bot/views/account-card.ts";
import { accountListMessage } from "../../bot/views/account-list.ts";
import { alertMessage } from "../../bot/views/alert.ts";
import { deliveryFailedMessage } from "../../bot/views/delivery-failed.ts";
import { digestMessage } from "../../bot/views/digest.ts";
import { digestSettingsMessage } from "../../bot/views/digest-settings.ts";
import { feedOutageMessage } from "../../bot/views/feed-outage.ts";
import { heldMessage } from "../../bot/views/held.ts";
import { helpMessage } from "../../bot/views/help.ts";
import { homeMessage } from "../../bot/views/home.ts";
import { noticeSettingsMessage } from "../../bot/views/notice-settings.ts";
import { portfolioMessage } from "../../bot/views/portfolio.ts";
import { whyAlertMessage } from "../../bot/views/why-alert.ts";
import { whyScoreMessage } from "../../bot/views/why-score.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { DigestFacts } from "../../results/digests.ts";
import type { FailedDelivery } from "../../results/notices.ts";
import type { Reader } from "../../results/reader.ts";
import { getAccount } from "../../usecases/accounts/get-account.ts";
import {
  findAlertExample,
  findDigestExample,
  findFailedExample,
  findFeedExample,
  findHeldExample,
} from "../../usecases/deliveries/find-example.ts";
import { getNoticeSetting } from "../../usecases/deliveries/get-notice-setting.ts";
import { getDigestSettings } from "../../usecases/digests/set-digest.ts";
import { explainScore } from "../../usecases/explain/explain-score.ts";
import { getHome } from "../../usecases/home/get-home.ts";
import { listAccounts } from "../../usecases/portfolio/list-accounts.ts";
import { sentenceCase } from "../../words/sentence-case.ts";

/** A kind of message that can be shown. */
export interface PreviewKind {
  /** In the address: "a1-drop-opened". */
  readonly slug: string;
  /** "Drop opened" */
  readonly name: string;
  readonly sample: Message;
  /** The same of this tenant's own facts, as an admin reads it; undefined: no such thing has happened yet. */
  readonly real: ((tx: TenantTx, reader: Reader, now: Date) => Promise<Message | undefined>) | null;
}

type Real = NonNullable<PreviewKind["real"]>;

const digest =
  (kind: DigestFacts["kind"]): Real =>
  async (tx, reader) => {
    const facts = await findDigestExample(tx, kind);
    return facts && digestMessage(facts, reader, { now: new Date(facts.madeAt) });
  };
const alert =
  (wanted: Parameters<typeof findAlertExample>[1]): Real =>
  async (tx, reader, now) => {
    const facts = await findAlertExample(tx, wanted);
    return (
      facts && alertMessage(facts, reader, { now, account: await getAccount(tx, facts.account.id, { now }) })
    );
  };
const why =
  (kind: "drop" | "band-change" | "silence"): Real =>
  async (tx, reader) => {
    const facts = await findAlertExample(tx, { kind });
    return facts && whyAlertMessage(facts, reader);
  };
const feed =
  (isOver: boolean): Real =>
  async (tx, reader, now) => {
    const facts = await findFeedExample(tx, isOver);
    return facts && feedOutageMessage(facts, reader, { now });
  };
const failed =
  (state: FailedDelivery["state"]): Real =>
  async (tx, reader, now) => {
    const facts = await findFailedExample(tx, state);
    return facts && deliveryFailedMessage(facts, reader, { now });
  };
/** Of the account that needs somebody most. */
const needy =
  (say: (tx: TenantTx, accountId: string, reader: Reader, now: Date) => Promise<Message>): Real =>
  async (tx, reader, now) => {
    const [line] = (await listAccounts(tx, { now, pageSize: 1 })).lines;
    return line && say(tx, line.id, reader, now);
  };
const privately = (now: Date) => ({ now, place: "private" }) as const;

const reals: Readonly<Record<string, Real>> = {
  "D1 morning digest": digest("morning"),
  "D2 all quiet": digest("quiet"),
  "D3 first day": digest("first"),
  "D4 stale data": digest("stale"),
  "D6 weekly": digest("weekly"),
  "A1 drop opened": alert({ kind: "drop", state: "open" }),
  "A2 acknowledged": alert({ state: "acknowledged" }),
  "A3 snoozed": alert({ state: "snoozed" }),
  "A4 resolved by itself": alert({ closedHow: ["recovered", "settled", "back-in-use", "band-recovered"] }),
  "A5 resolved by hand": alert({ closedHow: ["by-hand"] }),
  withdrawn: alert({ state: "withdrawn" }),
  "A10 band change": alert({ kind: "band-change" }),
  "A11 silence": alert({ kind: "silence" }),
  "A14 feed outage": feed(false),
  "A14 ended": feed(true),
  "A15 delivery failed": failed("failed"),
  "E10 uncertain": failed("uncertain"),
  "D7 after quiet hours": async (tx, reader, now) => {
    const held = await findHeldExample(tx);
    return held && heldMessage(held, reader, { now });
  },
  "why this alert: drop": why("drop"),
  "why this alert: band": why("band-change"),
  "why this alert: silence": why("silence"),
  portfolio: async (tx, reader, now) =>
    portfolioMessage(await listAccounts(tx, { now, pageSize: 500 }), reader, privately(now)),
  "at risk": async (tx, reader, now) => {
    const list = await listAccounts(tx, { now, filter: "at-risk" });
    if (list.matching === 0) return undefined;
    return accountListMessage(list, reader, { ...privately(now), filter: "at-risk", nextBest: null });
  },
  "account card": needy(async (tx, id, reader, now) =>
    accountCardMessage(await getAccount(tx, id, { now }), reader, privately(now)),
  ),
  "why score": needy(async (tx, id, reader, now) =>
    whyScoreMessage(await explainScore(tx, id, { now }), reader, privately(now)),
  ),
  "digest settings": async (tx, reader, now) =>
    digestSettingsMessage(await getDigestSettings(tx, { now }), reader, { now, changed: false }),
  notices: async (tx, reader, now) =>
    noticeSettingsMessage(await getNoticeSetting(tx, { now }), reader, { now, changed: false }),
  home: async (tx, reader, now) => homeMessage(await getHome(tx, { now }), reader, { now, notice: null }),
  help: async (tx, reader, now) => {
    const { lines } = await listAccounts(tx, { now, pageSize: 2 });
    return helpMessage(reader, { examples: lines.map(({ name }) => name), heard: null });
  },
};

const kindsOf = (samples: Readonly<Record<string, Message>>): PreviewKind[] =>
  Object.entries(samples).map(([name, sample]) => ({
    slug: name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    name: shownKind(name),
    sample,
    real: reals[name] ?? null,
  }));

/** "Drop opened" for "A1 drop opened": the codes of the specification are for who builds, not for who looks. */
function shownKind(name: string): string {
  const [code = "", words = name] = /^[A-Z]\d+ /.test(name)
    ? [name.slice(0, name.indexOf(" ")), name.slice(name.indexOf(" ") + 1)]
    : [];
  const family = families[code];
  return sentenceCase(family !== undefined && !words.startsWith(family) ? `${family}, ${words}` : words);
}

/** Codes of which several messages are, and whose words alone would not say what they are. */
const families: Readonly<Record<string, string>> = {
  D1: "morning digest",
  D2: "all quiet",
  D7: "after quiet hours",
  A14: "feed outage",
  E10: "delivery",
};

/** Every kind of message, in groups as one looks for them. */
export const previewGroups: readonly { readonly label: string; readonly kinds: readonly PreviewKind[] }[] =
  sampleGroups.map(({ label, samples }) => ({ label, kinds: kindsOf(samples) }));

/** The kind of that name in an address; the first one where there is none. */
export function previewKind(slug: string | undefined): PreviewKind {
  const kinds = previewGroups.flatMap(({ kinds: group }) => group);
  const found = kinds.find((kind) => kind.slug === slug) ?? kinds[0];
  if (!found) throw new Error("There is always a message to show.");
  return found;
}
