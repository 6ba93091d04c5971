import type { Instant } from "../results/reader.ts";
import { daysBetween } from "../scoring/days.ts";
import type { Day } from "../scoring/types.ts";
import { dayIn } from "../zones.ts";
import { monthDay, sameYear, shortMonthDay, weekdayName, weekdays } from "./day-words.ts";
import { count, days, listed } from "./numbers.ts";

/** "8:12", 24 hours, in a zone. */
export function clock(at: Instant | Date, zone: string): string {
  const shape = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return clockOf(formatter("en-GB", shape).format(new Date(at)));
}

/** What the clock and the calendar on a wall of a zone show, `YYYY-MM-DDTHH:MM`: to be written as it is, not to be read. */
export function wallClock(at: Instant | Date, zone: string): string {
  const shape = { timeZone: zone, dateStyle: "short", timeStyle: "short" } as const;
  // Swedish dates are ISO dates.
  return formatter("sv-SE", shape).format(new Date(at)).replace(" ", "T");
}

/** "8:30" of "08:30". */
export function clockOf(localTime: string): string {
  return localTime.replace(/^0(?=\d:)/, "");
}

/** "CET", "GMT−5" where English has no short name for the zone at that time. Printed once a message. */
export function zoneName(at: Instant | Date, zone: string): string {
  const date = new Date(at);
  let name = "UTC";
  for (const locale of ["en-GB", "en-US", "en-AU", "en-IN", "en-NZ", "en-ZA"]) {
    name =
      formatter(locale, { timeZone: zone, timeZoneName: "short" })
        .formatToParts(date)
        .find(({ type }) => type === "timeZoneName")?.value ?? name;
    if (!/^(GMT|UTC)[+-]/.test(name)) return name;
  }
  return name.replace("-", "−");
}

/** "8:12 CET". */
export function clockWithZone(at: Instant | Date, zone: string): string {
  return `${clock(at, zone)} ${zoneName(at, zone)}`;
}

/** "Berlin time"; "UTC" for zones without a place. */
export function placeTime(zone: string): string {
  const place = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return /^(UTC|GMT|Etc|Zulu|Universal)/.test(zone) || !zone.includes("/") ? place : `${place} time`;
}

/** "Fri 20 Nov"; with the year when it is not that of `today`. */
export function shortDay(day: Day, today: Day): string {
  return withYear(`${weekdayName(day).slice(0, 3)} ${shortMonthDay(day)}`, day, today);
}

/** "14 October" in prose; "14 January 2027" in another year. */
export function proseDay(day: Day, today: Day): string {
  return withYear(monthDay(day), day, today);
}

/** "Friday 20 November"; with the year when it is not that of `today`. */
export function longDay(day: Day, today: Day): string {
  return `${weekdayName(day)} ${proseDay(day, today)}`;
}

/** A past day as it is said: "Thursday" for the last six days, before that "Fri 13 Nov"; the day itself is "today". */
export function saidDay(day: Day, today: Day): string {
  const ago = daysBetween(day, today);
  if (ago === 0) return "today";
  return ago > 0 && ago <= 6 ? weekdayName(day) : shortDay(day, today);
}

/** "Thursday 8:30", "today 8:30", "Fri 13 Nov, 8:30": an instant as the last thing seen. */
export function saidInstant(at: Instant | Date, zone: string, today: Day): string {
  const said = saidDay(dayIn(at, zone), today);
  return `${said}${/\d/.test(said) ? "," : ""} ${clock(at, zone)}`;
}

/** "Fri 20 Nov, 8:12". The zone's name is the caller's to print, once. */
export function dayAndClock(at: Instant | Date, zone: string, today: Day): string {
  return `${shortDay(dayIn(at, zone), today)}, ${clock(at, zone)}`;
}

/** "in 55 days", "tomorrow", "today", "3 days ago". */
export function daysAway(day: Day, today: Day): string {
  const away = daysBetween(today, day);
  if (away === 0) return "today";
  if (away === 1) return "tomorrow";
  return away > 0 ? `in ${days(away)}` : `${days(-away)} ago`;
}

/** Exact: "19 h 20 min", "45 min", "3 days 4 h". Parts that are 0 are left out. */
export function duration(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 1) return "under 1 min";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return [`${hours} h`, ...(minutes % 60 ? [`${minutes % 60} min`] : [])].join(" ");
  return [days(Math.floor(hours / 24)), ...(hours % 24 ? [`${hours % 24} h`] : [])].join(" ");
}

/** In prose, whole and never more than it was: "18 hours", "1 hour", "20 minutes", "3 days". */
export function roughDuration(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return days(Math.floor(hours / 24));
  if (hours >= 1) return `${count(hours)} ${hours === 1 ? "hour" : "hours"}`;
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

/** "on weekdays", "every day", "on Mon and Thu". 1 is Monday. */
export function weekdayWords(chosen: readonly number[]): string {
  const sorted = [...new Set(chosen)].sort((one, other) => one - other);
  if (sorted.length === 7) return "every day";
  if (sorted.join() === "1,2,3,4,5") return "on weekdays";
  if (sorted.join() === "6,7") return "at weekends";
  if (sorted.length === 1) return `on ${weekdays[(sorted[0] ?? 1) - 1]}s`;
  return `on ${listed(sorted.map((number) => weekdays[number - 1]?.slice(0, 3) ?? ""))}`;
}

function withYear(text: string, day: Day, today: Day): string {
  return sameYear(day, today) ? text : `${text} ${day.slice(0, 4)}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters cost 50 µs to make and nothing to keep: one a locale, zone and shape. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}
