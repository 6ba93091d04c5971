import { dayNumber, weekdayOf } from "../scoring/days.ts";
import type { Day } from "../scoring/types.ts";

/*
 * Days as they stand on charts and paper, whoever reads them and when. As seen from today: dates.ts.
 */

/** From Monday on: the ISO weekday less one. */
export const weekdays = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** "Friday". */
export function weekdayName(day: Day): string {
  return weekdays[weekdayOf(day) - 1] ?? "";
}

/** "19 November". */
export function monthDay(day: Day): string {
  return `${dateOf(day)} ${monthOf(day)}`;
}

/** "19 Nov". */
export function shortMonthDay(day: Day): string {
  return `${dateOf(day)} ${monthOf(day).slice(0, 3)}`;
}

/** "19 Nov 2026". */
export function datedDay(day: Day): string {
  return `${shortMonthDay(day)} ${day.slice(0, 4)}`;
}

/** "15 – 21 Nov 2026", "21 Aug – 19 Nov 2026"; month and year are said twice when they differ; one day stands alone. */
export function dayRange(from: Day, to: Day): string {
  if (from === to) return datedDay(to);
  return `${rangeStart(from, to)} – ${datedDay(to)}`;
}

function rangeStart(from: Day, to: Day): string {
  if (!sameYear(from, to)) return datedDay(from);
  return monthOf(from) === monthOf(to) ? `${dateOf(from)}` : shortMonthDay(from);
}

/** Whether two days are of one year: the year is said when they are not. */
export function sameYear(one: Day, other: Day): boolean {
  return one.slice(0, 4) === other.slice(0, 4);
}

function dateOf(day: Day): number {
  dayNumber(day);
  return Number(day.slice(8));
}

function monthOf(day: Day): string {
  return months[Number(day.slice(5, 7)) - 1] ?? "";
}
