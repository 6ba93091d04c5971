import type { NoticeSettings, NoticeWay } from "../results/notice-settings.ts";
import type { Instant } from "../results/reader.ts";
import { dayIn } from "../zones.ts";
import { channelName } from "./channels.ts";
import { clock, clockOf, dayAndClock, placeTime, zoneName } from "./dates.ts";
import { listed, plural } from "./numbers.ts";
import { sentenceCase } from "./sentence-case.ts";

const kinds = ["alerts", "digests", "notices"] as const;

/** What holds now, a sentence a way: "Alerts and notices come by Slack; if Slack fails, by mail." */
export function wayWords(ways: NoticeSettings["ways"]): string[] {
  const same = Map.groupBy(kinds, (kind) => wayTail(ways[kind]));
  return [...same].map(([tail, group]) => sentenceCase(`${listed(group)} ${tail}.`));
}

/** "Quiet from 18:00 to 8:00 and all weekend, Berlin time: alerts wait, then come as one summary." */
export function quietWords({ quiet, zone }: Pick<NoticeSettings, "quiet" | "zone">): string {
  const spans = quietSpans(quiet).map((span) => (/^\d/.test(span) ? `from ${span}` : span));
  if (spans.length === 0) return "No quiet hours: alerts come at any hour.";
  return `Quiet ${spans.join(" and ")}, ${placeTime(zone)}: alerts wait, then come as one summary.`;
}

/** "18:00 to 8:00", "all weekend": when somebody wants quiet; none: never. */
export function quietSpans({ from, to, weekend }: NoticeSettings["quiet"]): string[] {
  const times = from === null || to === null ? [] : [`${clockOf(from)} to ${clockOf(to)}`];
  return [...times, ...(weekend ? ["all weekend"] : [])];
}

/** "It is quiet now, until Mon 23 Nov, 8:00 CET. 2 alerts wait." or "Next: Fri 20 Nov, 18:00, to Mon 23 Nov, 8:00 CET." */
export function nextQuietWords(
  { nextQuiet, held, zone }: Pick<NoticeSettings, "nextQuiet" | "held" | "zone">,
  now: Instant | Date,
): string | null {
  if (nextQuiet === null) return null;
  const today = dayIn(now, zone);
  const until = dayAndClock(nextQuiet.until, zone, today);
  const named = `${until} ${zoneName(nextQuiet.until, zone)}`;
  if (nextQuiet.holds) {
    const waiting = held === 0 ? "" : ` ${plural(held, "alert")} ${held === 1 ? "waits" : "wait"}.`;
    return `It is quiet now, until ${named}.${waiting}`;
  }
  const sameDay = dayIn(nextQuiet.from, zone) === dayIn(nextQuiet.until, zone);
  const end = sameDay ? `${clock(nextQuiet.until, zone)} ${zoneName(nextQuiet.until, zone)}` : named;
  return `Next: ${dayAndClock(nextQuiet.from, zone, today)} to ${end}.`;
}

function wayTail({ by, next }: NoticeWay): string {
  if (by.length === 0) return "wait in your inbox";
  const others = next.map((channel) => `by ${channelName(channel)}`).join(", then ");
  const fails = by.length === 1 ? `${channelName(by[0] ?? "inbox")} fails` : "both fail";
  const after = others === "" ? "" : `; if ${fails}, ${others}`;
  return `come by ${listed(by.map(channelName))}${after}`;
}
