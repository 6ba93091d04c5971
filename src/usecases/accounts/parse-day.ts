import { AppError } from "../../errors.ts";
import { dayNumber } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";

/** A day as it was asked for. @throws AppError `bad-input` with `detail.field` for what is no day of the calendar */
export function parseDay(text: string, field: string): Day {
  try {
    dayNumber(text);
    return text;
  } catch (cause) {
    throw new AppError("bad-input", "I can't read that date. Write it as 2026-11-19.", {
      cause,
      detail: { field },
    });
  }
}
