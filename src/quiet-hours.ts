import { Temporal } from "temporal-polyfill";

/** When a member is not to be disturbed: between two local times ("18:00" to "08:00"), and all weekend if so set. */
export interface QuietHours {
  readonly from: string | null;
  readonly to: string | null;
  readonly weekend: boolean;
}

/**
 * When the quiet that holds at `at` ends; null: it is not quiet then. Local times in an IANA zone, so an end is right
 * across a change of the clocks.
 */
export function quietUntil(quiet: QuietHours, zone: string, at: Date): Date | null {
  const start = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  if (!isQuiet(quiet, start)) return null;
  const ends = quiet.to === null ? [midnight] : [midnight, Temporal.PlainTime.from(quiet.to)];
  for (let day = start.toPlainDate(), tries = 0; tries < 5; tries++, day = day.add({ days: 1 })) {
    for (const time of ends) {
      const end = day.toZonedDateTime({ timeZone: zone, plainTime: time });
      if (end.epochMilliseconds > start.epochMilliseconds && !isQuiet(quiet, end))
        return new Date(end.epochMilliseconds);
    }
  }
  return null;
}

/** The quiet that holds at `at`, from then on, or the next one that comes; null: none ever does. */
export function nextQuiet(quiet: QuietHours, zone: string, at: Date): { from: Date; until: Date } | null {
  const until = quietUntil(quiet, zone, at);
  if (until) return { from: at, until };
  const now = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  const starts = [midnight, ...(quiet.from === null ? [] : [Temporal.PlainTime.from(quiet.from)])];
  for (let day = now.toPlainDate(), tries = 0; tries < 9; tries++, day = day.add({ days: 1 })) {
    for (const time of starts) {
      const from = new Date(day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds);
      const ends = from > at ? quietUntil(quiet, zone, from) : null;
      if (ends) return { from, until: ends };
    }
  }
  return null;
}

const midnight = new Temporal.PlainTime();

function isQuiet(quiet: QuietHours, at: Temporal.ZonedDateTime): boolean {
  if (quiet.weekend && at.dayOfWeek >= 6) return true;
  if (quiet.from === null || quiet.to === null) return false;
  const time = at.toPlainTime();
  const sinceFrom = Temporal.PlainTime.compare(time, Temporal.PlainTime.from(quiet.from)) >= 0;
  const beforeTo = Temporal.PlainTime.compare(time, Temporal.PlainTime.from(quiet.to)) < 0;
  const overNight =
    Temporal.PlainTime.compare(Temporal.PlainTime.from(quiet.from), Temporal.PlainTime.from(quiet.to)) > 0;
  return overNight ? sinceFrom || beforeTo : sinceFrom && beforeTo;
}
