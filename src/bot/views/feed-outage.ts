import type { FeedFacts } from "../../results/notices.ts";
import type { Reader } from "../../results/reader.ts";
import { clockWithZone, dayAndClock, duration, roughDuration } from "../../words/dates.ts";
import { preview, shownName } from "../../words/names.ts";
import { count, percent, plural } from "../../words/numbers.ts";
import { type Message, strong, type Text, t } from "../message.ts";
import { inboxPath } from "./paths.ts";
import { type AtTime, context, instantSpan, todayOf } from "./spans.ts";

/** A feed that stopped, for admins; the same message once it is back (UX A14). */
export function feedOutageMessage(feed: FeedFacts, reader: Reader, { now }: AtTime): Message {
  const today = todayOf(reader, now);
  const heading = feed.endedAt === null ? "Usage data stopped" : "Usage data is back";
  const text = feed.endedAt === null ? stoppedText(feed, reader, today) : backText(feed, feed.endedAt);
  const plain = text.map((span) => ("text" in span ? span.text : "")).join("");
  return {
    summary: preview(`${heading}.`, plain),
    ...(feed.endedAt === null ? { tone: "stopped" as const } : {}),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text },
      ...(feed.endedAt === null ? [{ part: "facts" as const, facts: factsOf(feed, reader, today) }] : []),
      { part: "actions", actions: [{ kind: "open", label: "Open inbox", path: inboxPath }], overflow: [] },
      context([t("Checked "), instantSpan(feed.foundAt, reader, today)], reader),
    ],
  };
}

function stoppedText(feed: FeedFacts, reader: Reader, today: string): Text {
  const hold = "I hold all drop and silence alerts until it is back, so nobody is alarmed for nothing.";
  if (feed.source === null) {
    const fall = feed.fallPercent === null ? "" : ` (−${percent(Math.abs(feed.fallPercent))})`;
    return [
      t(`All your accounts fell together${fall}. That looks like the feed, not the customers. ${hold}`),
    ];
  }
  const since = `${dayAndClock(feed.startedAt, reader.zone, today)} ${clockWithZone(feed.startedAt, reader.zone).split(" ")[1] ?? ""}`;
  const lasted = roughDuration(Date.parse(feed.foundAt) - Date.parse(feed.startedAt));
  const usual =
    feed.usualPerHour === null
      ? ""
      : ` Usual at this time: about ${count(feed.usualPerHour)} events an hour.`;
  const source = strong(shownName(feed.source));
  if (feed.fallPercent !== null) {
    return [
      t("Far less than usual arrives from "),
      source,
      t(` since ${since}: ${percent(Math.abs(feed.fallPercent))} down.${usual} ${hold}`),
    ];
  }
  return [t("Nothing has arrived from "), source, t(` since ${since}: ${lasted}.${usual} ${hold}`)];
}

function backText(feed: FeedFacts, endedAt: string): Text {
  const gap = `Gap of ${duration(Date.parse(endedAt) - Date.parse(feed.startedAt))}`;
  const filled = feed.filledEvents ? `, filled since: ${plural(feed.filledEvents, "event")}` : "";
  const follow =
    feed.heldAlerts === 1 ? "1 held alert follows" : `${count(feed.heldAlerts)} held alerts follow`;
  const held = feed.heldAlerts === 0 ? "No alert was held." : `Scores were recomputed; ${follow}.`;
  return [t(`${gap}${filled}. ${held}`)];
}

function factsOf(feed: FeedFacts, reader: Reader, today: string) {
  const fact = (label: string, words: string): { label: string; value: Text } => ({
    label,
    value: [t(words)],
  });
  return [
    ...(feed.source === null
      ? []
      : [
          fact("Source", shownName(feed.source)),
          fact("Last event", dayAndClock(feed.startedAt, reader.zone, today)),
        ]),
    fact("Affected", plural(feed.affectedAccounts, "account")),
    ...(feed.heldAlerts === 0 ? [] : [fact("Held", plural(feed.heldAlerts, "alert"))]),
  ];
}
