import { addDays } from "../scoring/days.ts";
import { dayIn, nextDue, startOfDay } from "../zones.ts";

/** A snooze ends in the morning, when people start. */
const morning = { localTime: "08:30", weekdays: [1, 2, 3, 4, 5, 6, 7] } as const;

/** How long a snooze may last, as the form offers it; a week unless chosen otherwise. */
export const snoozeChoices = [
  { value: "1", label: "Tomorrow 8:30", days: 1 },
  { value: "3", label: "3 days", days: 3 },
  { value: "7", label: "1 week", days: 7 },
  { value: "14", label: "2 weeks", days: 14 },
] as const;

/** 8:30 in the reader's zone, `days` from today. */
export function snoozeEnd(zone: string, now: Date, days: number): Date {
  return snoozeEndOn(zone, addDays(dayIn(zone, now), days));
}

/** 8:30 in the reader's zone on a day. */
export function snoozeEndOn(zone: string, day: string): Date {
  return nextDue({ zone, ...morning }, new Date(startOfDay(zone, day).getTime() - 1));
}
