import { addDays, dayNumber, dayOf, weekdayOf } from "../scoring/days.ts";
import type { Day } from "../scoring/types.ts";

/** How much of a usual working day is worked: Monday to Sunday. */
const weekRhythm = [1, 1.08, 1.06, 1, 0.76, 0.03, 0.02] as const;

/** Fixed German public holidays, month and date. */
const fixedHolidays = new Set(["01-01", "05-01", "10-03", "12-25", "12-26"]);

/** Share of a usual working day that offices in Germany work on a day: rhythm, holidays, Christmas, summer. */
export function workShare(day: Day): number {
  const share = weekRhythm[weekdayOf(day) - 1] ?? 0;
  const date = day.slice(5);
  if (fixedHolidays.has(date) || isChurchHoliday(day)) return share * 0.05;
  if (date >= "12-22" || date <= "01-03") return share * 0.25;
  if (date >= "07-20" && date <= "08-25") return share * 0.85;
  return share;
}

/** Good Friday, Easter Monday, Ascension and Whit Monday. */
function isChurchHoliday(day: Day): boolean {
  const sinceEaster = dayNumber(day) - dayNumber(easterOf(Number(day.slice(0, 4))));
  return sinceEaster === -2 || sinceEaster === 1 || sinceEaster === 39 || sinceEaster === 50;
}

/** Easter Sunday, by the Gregorian algorithm of J.-M. Oudin (1940). */
export function easterOf(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const epact =
    (century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 19 * golden + 15) % 30;
  const correction = Math.floor(epact / 28) * Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11);
  const moon = epact - Math.floor(epact / 28) * (1 - correction);
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
  const march = moon - weekday;
  return addDays(dayOf(dayNumber(`${String(year).padStart(4, "0")}-03-28`)), march);
}
