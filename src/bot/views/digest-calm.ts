import type { DigestFacts, DigestLine } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { clock, saidDay, shortDay } from "../../words/dates.ts";
import { behindDay } from "../../words/late-data.ts";
import { firstName, preview, shownName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { countWords } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { type Message, t } from "../message.ts";
import { digestItem } from "./digest-lines.ts";
import {
  countsText,
  digestActions,
  digestDay,
  lateDelivery,
  publishedText,
  sinceWords,
} from "./digest-parts.ts";
import { digestSettingsPath, portfolioPath } from "./paths.ts";
import { moversImage } from "./portfolio-charts.ts";
import { type AtTime, context, dataTo, sampleMark } from "./spans.ts";

/** The first digest: the lowest three, no changes, no alerts for what happened before; and one score explained. */
export function firstDigest(digest: DigestFacts, reader: Reader, _: AtTime): Message {
  const today = digestDay(digest, reader);
  const { accounts, newAccounts } = digest;
  const { noData } = digest.counts;
  const [lowest] = digest.lowest;
  const young =
    newAccounts === 0
      ? ""
      : newAccounts === 1
        ? " 1 is new (under 56 days): alerts for it start when there is a baseline."
        : ` ${newAccounts} are new (under 56 days): alerts for them start when there is a baseline.`;
  const scored =
    noData === 0
      ? `I scored your ${plural(accounts, "account")}.`
      : `I scored ${accounts - noData} of your ${plural(accounts, "account")}: ${noData} ${noData === 1 ? "has" : "have"} no usage yet.`;
  return {
    summary: preview("Your first digest.", scored, `${countWords(digest.counts)}.`),
    parts: [
      { part: "heading", text: "Your first digest" },
      { part: "text", text: [t(`${scored}${young}`)] },
      {
        part: "items",
        items: digest.lowest.map((line) => digestItem({ ...line, note: null }, today, { deltas: false })),
        more: { hidden: 0, noun: "", path: portfolioPath },
      },
      ...moversImage(digest),
      context([...countsText({ ...digest, countsBefore: null }, reader, today)], reader),
      { part: "context", text: [t("From tomorrow I tell you only what changed.")] },
      {
        part: "actions",
        actions: [
          { kind: "open", label: "Open portfolio", path: portfolioPath },
          { kind: "open", label: "Change time", path: digestSettingsPath },
          ...(lowest === undefined
            ? []
            : [
                {
                  kind: "command" as const,
                  label: "Explain a score",
                  command: { do: "explain-score" as const, accountId: lowest.account.id },
                },
              ]),
        ],
        overflow: [],
      },
    ],
  };
}

/** All quiet: that the data is whole, too. Where it is not, a day without news may be one without data, and is told so. */
export function quietDigest(digest: DigestFacts, reader: Reader, { now }: AtTime): Message {
  const today = digestDay(digest, reader);
  const late = lateDelivery(digest, now, reader);
  const { heading, sentences } = quietWords(digest, reader, today);
  return {
    summary: preview(`${heading}.`, ...sentences.slice(0, 1)),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(sentences.join(" "))] },
      ...publishedText(digest),
      {
        part: "actions",
        actions: [{ kind: "open", label: "Open portfolio", path: portfolioPath }],
        overflow: [],
      },
      ...(late.length > 0 ? [context(late.slice(), reader)] : sampleMark(reader)),
    ],
  };
}

function quietWords(digest: DigestFacts, reader: Reader, today: Day) {
  const accounts = `your ${plural(digest.accounts, "account")}`;
  const counts = sentenceCase(countWords(digest.counts));
  const { dataDay } = digest;
  if (dataDay === null)
    return { heading: "No data yet", sentences: [`No usage has arrived yet for ${accounts}.`] };
  if (behindDay(digest, reader) !== null) {
    const unknown = `Nothing is known yet of the days after ${saidDay(dataDay, today)}.`;
    return {
      heading: `${sentenceCase(dataTo(dataDay, today))}: nothing new`,
      sentences: [unknown, `Up to then nothing changed on ${accounts}.`, `${counts}.`],
    };
  }
  const since = sinceWords(digest, reader, today);
  const nothing = `Nothing changed on ${accounts}${since === "" ? "" : ` ${since}`}.`;
  return {
    heading: "All quiet",
    sentences: [nothing, `${counts}; data is complete to ${saidDay(dataDay, today)}.`],
  };
}

/** Late data: whose picture this is, that nothing below is new, who was told. No picture, no changes. */
export function staleDigest(digest: DigestFacts, reader: Reader, _: AtTime): Message {
  const today = digestDay(digest, reader);
  const { dataDay, late } = digest;
  const picture =
    dataDay === null ? "no picture yet" : `this is ${possessive(saidDay(dataDay, today))} picture`;
  const heading = `Data is late: ${picture}`;
  const arrived = late?.lastEventAt
    ? `No usage has arrived since ${shortDay(dayIn(late.lastEventAt, reader.zone), today)}, ${clock(late.lastEventAt, reader.zone)}.`
    : late && late.source === null
      ? "All your accounts fell together: that looks like the feed, not the customers."
      : "No usage has arrived.";
  const told = late?.adminName ? ` ${firstName(late.adminName)} has been told.` : "";
  const source = late?.source ? ` The source is ${shownName(late.source)}.` : "";
  const asOf = dataDay === null ? "" : ` as of ${saidDay(dataDay, today)}`;
  const counts = countWords(digest.counts, { zeros: true });
  return {
    summary: preview(`${heading}.`, arrived),
    tone: "late",
    parts: [
      { part: "heading", text: heading },
      {
        part: "text",
        text: [t(`${arrived} Scores and alerts wait; nothing below is new.${told}${source}`)],
      },
      ...(digest.needYou.length === 0
        ? []
        : [
            {
              part: "items" as const,
              items: digest.needYou.map((line) => digestItem(notNew(line), today, { deltas: false })),
              more: { hidden: 0, noun: "", path: portfolioPath },
            },
          ]),
      context([t(`${counts}${asOf}`)], reader),
      digestActions({ export: false }),
    ],
  };
}

/** An alert that opened since the last digest is one of the days before the data stopped. */
function notNew(line: DigestLine): DigestLine {
  return line.note === "new-alert" ? { ...line, note: null } : line;
}

function possessive(day: string): string {
  return /\d$/.test(day) ? `the ${day}` : `${day}'s`;
}
