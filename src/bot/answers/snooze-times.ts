import { Temporal } from "temporal-polyfill";
import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { shortDay } from "../../words/dates.ts";
import { dayIn } from "../../zones.ts";

/** A snoozed alert comes back at this time of the member's day: with the digest, not at night. */
const wakeTime = "08:30";

/** How long an alert may be put off, besides a date that is picked. */
export const snoozeSpans = ["tomorrow", "3-days", "1-week", "2-weeks"] as const;
/** One of the offered spans. */
export type SnoozeSpan = (typeof snoozeSpans)[number];

/** What is chosen when nothing else is. */
export const defaultSnooze: SnoozeSpan = "1-week";

const spanDays: Readonly<Record<SnoozeSpan, number>> = {
  tomorrow: 1,
  "3-days": 3,
  "1-week": 7,
  "2-weeks": 14,
};

/** The choices with their dates in the member's zone: "1 week, until Fri 27 Nov". */
export function snoozeChoices(
  now: Date,
  zone: string,
): readonly { readonly span: SnoozeSpan; readonly label: string; readonly until: Date }[] {
  const today = dayIn(now, zone);
  const words = { tomorrow: "Tomorrow 8:30", "3-days": "3 days", "1-week": "1 week", "2-weeks": "2 weeks" };
  return snoozeSpans.map((span) => {
    const day = addDays(today, spanDays[span]);
    const label = span === "tomorrow" ? words[span] : `${words[span]}, until ${shortDay(day, today)}`;
    return { span, label, until: morningOf(day, zone) };
  });
}

/** When an alert comes back that is put off until a day: at 8:30 there, whatever the clocks do. */
export function morningOf(day: Day, zone: string): Date {
  const morning = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: wakeTime });
  return new Date(morning.epochMilliseconds);
}

/** The first and the last day that can be picked: tomorrow, and a year from now. */
export function pickableDays(now: Date, zone: string): { readonly first: Day; readonly last: Day } {
  const today = dayIn(now, zone);
  return { first: addDays(today, 1), last: addDays(today, 365) };
}
