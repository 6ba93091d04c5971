import type { FeedFacts } from "../../results/notices.ts";
import type { Reader } from "../../results/reader.ts";
import { dayAndClock, duration, roughDuration, zoneName } from "../../words/dates.ts";
import { preview, shownName } from "../../words/names.ts";
import { count, percent, plural } from "../../words/numbers.ts";
import { type Action, type Message, strong, type Text, t } from "../message.ts";
import { portfolioPath, untoldPath } from "./paths.ts";
import { type AtTime, context, instantSpan, todayOf } from "./spans.ts";

/** Usage that stopped, is far below usual or fell for all at once, for admins; the same message once that is over. */
export function feedOutageMessage(feed: FeedFacts, reader: Reader, { now }: AtTime): Message {
  const today = todayOf(reader, now);
  const ended = feed.endedAt !== null;
  const heading = ended ? overHeadings[troubleOf(feed)] : headings[troubleOf(feed)];
  const text = feed.endedAt === null ? troubleText(feed, reader, today) : overText(feed, feed.endedAt);
  const plain = text.map((span) => ("text" in span ? span.text : "")).join("");
  return {
    summary: preview(`${heading}.`, ...plain.split(/(?<=\.) /)),
    ...(ended ? {} : { tone: "stopped" as const }),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text },
      ...(ended
        ? []
        : [
            { part: "text" as const, text: [t(checks[troubleOf(feed)])] },
            { part: "facts" as const, facts: factsOf(feed, reader, today) },
          ]),
      { part: "actions", actions: actionsOf(feed), overflow: [] },
      context([t("Checked "), instantSpan(feed.foundAt, reader, today)], reader),
    ],
  };
}

/** What is wrong: nothing comes from a source, far too little does, or all accounts fell on one day. */
type Trouble = "stopped" | "thin" | "together";

function troubleOf({ source, fallPercent }: FeedFacts): Trouble {
  if (source === null) return "together";
  return fallPercent === null ? "stopped" : "thin";
}

const headings: Readonly<Record<Trouble, string>> = {
  stopped: "Usage data stopped",
  thin: "Usage data is far below usual",
  together: "Usage data looks wrong",
};

const overHeadings: Readonly<Record<Trouble, string>> = {
  stopped: "Usage data is back",
  thin: "Usage data is back to usual",
  together: "Usage data looks right again",
};

/** What an admin can look at. */
const checks: Readonly<Record<Trouble, string>> = {
  stopped:
    "Check that it still runs, and that its write key is the one in use: a wrong key is refused with 401.",
  thin: "Check whether part of what it sends is missing: a platform, a region, or kinds of events.",
  together: "Check what changed in your tracking that day: a release, renamed events, or a filter.",
};

/** Accounts as they stand, and, where alerts wait, which. */
function actionsOf({ heldAlerts }: FeedFacts): Action[] {
  return [
    { kind: "open", label: "Open portfolio", path: portfolioPath },
    ...(heldAlerts === 0 ? [] : [{ kind: "open" as const, label: "See held alerts", path: untoldPath() }]),
  ];
}

function troubleText(feed: FeedFacts, reader: Reader, today: string): Text {
  const hold = "All new alerts wait until that is over, so nobody is alarmed for nothing.";
  if (feed.source === null) {
    const fall = feed.fallPercent === null ? "" : ` (−${percent(Math.abs(feed.fallPercent))} on one day)`;
    return [
      t(`All your accounts fell together${fall}. That looks like the feed, not the customers. ${hold}`),
    ];
  }
  const source = strong(shownName(feed.source));
  const usual =
    feed.usualPerHour === null
      ? ""
      : ` Usual at this time: about ${plural(feed.usualPerHour, "event")} an hour.`;
  if (feed.fallPercent !== null) {
    const down = ` in 24 hours: ${percent(Math.abs(feed.fallPercent))} down.`;
    return [t("Far less than usual came from "), source, t(`${down}${usual} ${hold}`)];
  }
  const since = `${dayAndClock(feed.startedAt, reader.zone, today)} ${zoneName(feed.startedAt, reader.zone)}`;
  const lasted = roughDuration(Date.parse(feed.foundAt) - Date.parse(feed.startedAt));
  return [t("Nothing has arrived from "), source, t(` since ${since}: ${lasted}.${usual} ${hold}`)];
}

function overText(feed: FeedFacts, endedAt: string): Text {
  const trouble = troubleOf(feed);
  const lasted = duration(Date.parse(endedAt) - Date.parse(feed.startedAt));
  const gap = trouble === "stopped" ? `Gap of ${lasted}` : `It lasted ${lasted}`;
  const events = plural(feed.filledEvents ?? 0, "event");
  const since = !feed.filledEvents
    ? ""
    : trouble === "stopped"
      ? `, filled since: ${events}`
      : `; ${events} came meanwhile`;
  return [t(`${gap}${since}. ${heldWords(feed.heldAlerts)}`)];
}

/** What became of alerts that waited: they are looked at again, and told only if they still hold. */
function heldWords(alerts: number): string {
  if (alerts === 0) return "No alert was held.";
  return alerts === 1
    ? "1 alert was held: it follows if it still holds true."
    : `${count(alerts)} alerts were held: those that still hold true follow.`;
}

function factsOf(feed: FeedFacts, reader: Reader, today: string) {
  const fact = (label: string, words: string): { label: string; value: Text } => ({
    label,
    value: [t(words)],
  });
  return [
    ...(feed.source === null ? [] : [fact("Source", shownName(feed.source))]),
    ...(troubleOf(feed) === "stopped"
      ? [fact("Last event", dayAndClock(feed.startedAt, reader.zone, today))]
      : []),
    fact("Affected", plural(feed.affectedAccounts, "account")),
    ...(feed.heldAlerts === 0 ? [] : [fact("Held", plural(feed.heldAlerts, "alert"))]),
  ];
}
