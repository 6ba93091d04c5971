import { addDays, isDay } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";

/** Which two days a question is about, as it was typed: so many days, or days that may leave out their year. */
export type WhyPeriod =
  | { readonly sinceDays: number | null }
  | { readonly from: string; readonly to: string | null };

const day = String.raw`(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.? [a-z]{3,9}\.?(?: \d{4})?|yesterday|today)`;
const shapes = [
  new RegExp(String.raw`\s+(?:from|between)\s+${day}(?:\s+(?:to|and|until|till)\s+${day})?$`, "i"),
  new RegExp(String.raw`\s+since\s+${day}(?:\s+(?:to|until|till)\s+${day})?$`, "i"),
];
const span =
  /\s+(?:since|for|in)(?:\s+the)?(?:\s+(?:last|past))?\s+(\d{1,4})\s*(d|days?|w|weeks?|m|months?)?$/i;

/**
 * Takes the days off the end of a question: `since 30d`, `since 2026-09-01`, `from 1 Sep to 15 Oct`. What is no day is part of
 * the name, so that an account may be called anything.
 */
export function parsePeriod(tail: string): { readonly rest: string; readonly period: WhyPeriod } {
  const text = ` ${tail}`;
  const spanned = span.exec(text);
  if (spanned) {
    const unit = spanned[2]?.charAt(0).toLowerCase() ?? "d";
    const unitDays = unit === "w" ? 7 : unit === "m" ? 30 : 1;
    return { rest: text.slice(0, spanned.index), period: { sinceDays: Number(spanned[1]) * unitDays } };
  }
  for (const shape of shapes) {
    const found = shape.exec(text);
    const [from, to] = [found?.[1], found?.[2]];
    if (found && from !== undefined && isDayText(from) && (to === undefined || isDayText(to))) {
      return { rest: text.slice(0, found.index), period: { from, to: to ?? null } };
    }
  }
  return { rest: text, period: { sinceDays: null } };
}

/** The days that are meant, as of `today`. A day without its year is the latest that is not after today. */
export function periodOf(
  period: WhyPeriod,
  today: Day,
): { readonly sinceDays?: number; readonly from?: Day; readonly to?: Day } {
  if ("sinceDays" in period) return period.sinceDays === null ? {} : { sinceDays: period.sinceDays };
  const to = period.to === null ? undefined : dayOfText(period.to, today);
  const from = dayOfText(period.from, to ?? today);
  return to === undefined ? { from } : { from, to };
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function isDayText(text: string): boolean {
  return !/[a-z]/i.test(text) || /^(yesterday|today)$/i.test(text) || monthOf(text) > 0;
}

/** 1 to 12 for "1 Sep" and "1 September"; 0 for what names no month. */
function monthOf(text: string): number {
  const name = /[a-z]{3,9}/i.exec(text)?.[0]?.toLowerCase() ?? "";
  const full = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });
  const at = months.indexOf(name.slice(0, 3));
  if (at < 0) return 0;
  const whole = full.format(new Date(Date.UTC(2026, at, 1))).toLowerCase();
  return whole.startsWith(name) || name === "sept" ? at + 1 : 0;
}

/** A day that does not exist stays as it was typed: the use case says that it cannot be read. */
function dayOfText(text: string, latest: Day): Day {
  const lower = text.toLowerCase();
  if (lower === "today") return latest;
  if (lower === "yesterday") return addDays(latest, -1);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return padded(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const date = Number.parseInt(text, 10);
  const year = /\d{4}$/.exec(text)?.[0];
  if (year !== undefined) return padded(Number(year), monthOf(text), date);
  const thisYear = padded(Number(latest.slice(0, 4)), monthOf(text), date);
  return isDay(thisYear) && thisYear <= latest
    ? thisYear
    : padded(Number(latest.slice(0, 4)) - 1, monthOf(text), date);
}

function padded(year: number, month: number, date: number): Day {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(date)}`;
}
