import { AppError } from "../../errors.ts";
import { isDay } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";

/** A day as it was asked for. @throws AppError `bad-input` with `detail.field` for what is no day of the calendar */
export function parseDay(text: string, field: string): Day {
  if (isDay(text)) return text;
  throw new AppError("bad-input", "I can't read that date. Write it as 2026-11-19.", { detail: { field } });
}
