import { Temporal } from "temporal-polyfill";
import { AppError } from "./errors.ts";

/*
 * Time zones. An instant is UTC; a day and a time of day belong to an IANA zone. `now` is always passed in.
 */

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function dayIn(at: Date | string, zone: string): string {
  return zoned(zone, new Date(at)).toPlainDate().toString();
}

/** The instant at which a day starts in a zone. */
export function startOfDay(day: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds);
}

/** ISO weekday of an instant in a zone: 1 is Monday, 7 is Sunday. */
export function weekdayIn(at: Date, zone: string): number {
  return zoned(zone, at).dayOfWeek;
}

/** When something is due: a local time on some weekdays in a zone. */
export interface LocalSchedule {
  readonly zone: string;
  /** "08:30" */
  readonly localTime: string;
  /** 1 Monday … 7 Sunday; at least one. */
  readonly weekdays: readonly number[];
}

/**
 * The first instant after `after` at which the schedule is due: exactly one a due day. Where the clock skips the time, it
 * is due when the clock has skipped it; where the time comes twice, at the first.
 */
export function nextDue(schedule: LocalSchedule, after: Date): Date {
  const time = Temporal.PlainTime.from(schedule.localTime);
  let day = zoned(schedule.zone, after).toPlainDate();
  for (let tries = 0; tries < 9; tries++) {
    if (schedule.weekdays.includes(day.dayOfWeek)) {
      const due = day.toPlainDateTime(time).toZonedDateTime(schedule.zone, { disambiguation: "compatible" });
      if (due.epochMilliseconds > after.getTime()) return new Date(due.epochMilliseconds);
    }
    day = day.add({ days: 1 });
  }
  throw new AppError("bad-input", "Pick at least one weekday.");
}

/** The IANA zone as it is written, or undefined when there is none of that name. */
export function findZone(name: string): string | undefined {
  try {
    const zone = new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone;
    return /^[A-Za-z]+([/_+-][A-Za-z0-9_+-]+)*$/.test(name)
      ? name.toLowerCase() === zone.toLowerCase()
        ? zone
        : name
      : undefined;
  } catch {
    return undefined;
  }
}

function zoned(zone: string, at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

/** A time of day as people type it (8:30, 17.00): `HH:MM`. Undefined: it is none. */
export function readLocalTime(text: string): string | undefined {
  const match = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(text.trim());
  return match ? `${match[1]?.padStart(2, "0")}:${match[2]}` : undefined;
}
