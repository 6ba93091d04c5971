import type { Day } from "../scoring/types.ts";

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
];

/** "19 November" */
export function longDay(day: Day): string {
  return `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1] ?? ""}`;
}

/** "19 Nov" */
export function shortDay(day: Day): string {
  return `${Number(day.slice(8))} ${(months[Number(day.slice(5, 7)) - 1] ?? "").slice(0, 3)}`;
}

/** "19 Nov 2026" */
export function datedDay(day: Day): string {
  return `${shortDay(day)} ${day.slice(0, 4)}`;
}

/** "21 Aug – 19 Nov 2026"; both years where they differ. */
export function dayRange(from: Day, to: Day): string {
  const start = from.slice(0, 4) === to.slice(0, 4) ? shortDay(from) : datedDay(from);
  return `${start} – ${datedDay(to)}`;
}
