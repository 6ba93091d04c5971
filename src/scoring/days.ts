/**
 * Calendar arithmetic on `Day` strings. A day is a date on the tenant's wall calendar, without a zone: it is counted on
 * the proleptic Gregorian calendar by whole numbers alone, so no clock change can move it.
 */
import type { Day } from "./types.ts";

const shape = /^\d{4}-\d{2}-\d{2}$/;

// Few days are asked for, each very often: a replay counts the same few thousand days for every account.
const numbers = new Map<Day, number>();
const maxNumbers = 50_000;

/** 1970-01-01 is day 0. Throws RangeError for anything but an existing `YYYY-MM-DD`. */
export function dayNumber(day: Day): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  const number = readDay(day);
  if (numbers.size >= maxNumbers) numbers.clear();
  numbers.set(day, number);
  return number;
}

function readDay(day: Day): number {
  if (!shape.test(day)) throw new RangeError(`“${day}” is not a day: write it as YYYY-MM-DD.`);
  const number = numberIn(day);
  if (dayOf(number) !== day) throw new RangeError(`“${day}” does not exist on the calendar.`);
  return number;
}

/** Whether a text is a day of the calendar, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return numbers.has(text) || (shape.test(text) && dayOf(numberIn(text)) === text);
}

/** The day of a number made by `dayNumber`. Years 0000 to 9999. */
export function dayOf(number: number): Day {
  // Days are counted from 0000-03-01, so that the leap day is the last of its year: H. Hinnant,
  // "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(date, 2)}`;
}

/** The day `count` days after `day`; before it, if negative. */
export function addDays(day: Day, count: number): Day {
  return dayOf(dayNumber(day) + count);
}

/** Days from `from` to `to`: 1 from a day to the next, negative if `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** Every day from `from` to `to`, both included, oldest first; none if `to` is earlier. */
export function* eachDay(from: Day, to: Day): Generator<Day, void, undefined> {
  const last = dayNumber(to);
  for (let number = dayNumber(from); number <= last; number++) yield dayOf(number);
}

/** The first day of the day's month. */
export function startOfMonth(day: Day): Day {
  dayNumber(day);
  return `${day.slice(0, 8)}01`;
}

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: Day): number {
  const sinceMonday = (dayNumber(day) + 3) % 7;
  return ((sinceMonday + 7) % 7) + 1;
}

/** The earlier of two days. */
export function earlier(one: Day, other: Day): Day {
  return one < other ? one : other;
}

/** The later of two days. */
export function later(one: Day, other: Day): Day {
  return one > other ? one : other;
}

/** The number that a text of the shape stands for, be it on the calendar or not. */
function numberIn(text: string): number {
  return numberOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8)));
}

function numberOf(year: number, month: number, date: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
