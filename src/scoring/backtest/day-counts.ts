import type { Series } from "../series.ts";

/** User-days and active days of an account in any stretch of days, at no cost. Days are numbers (`dayNumber`). */
export class DayCounts {
  readonly first: number;
  /** The last day that can be asked for. */
  readonly last: number;
  readonly #userDays: Int32Array;
  readonly #activeDays: Int32Array;

  /** @param last the last day of the log, as a number */
  constructor(series: Series, last: number) {
    this.first = series[0]?.number ?? last;
    this.last = last;
    const length = Math.max(0, last - this.first + 1);
    this.#userDays = new Int32Array(length + 1);
    this.#activeDays = new Int32Array(length + 1);
    for (const { number, users } of series) {
      if (number > last) break;
      this.#userDays[number - this.first + 1] = users.length;
      this.#activeDays[number - this.first + 1] = 1;
    }
    for (let index = 1; index <= length; index++) {
      this.#userDays[index] = (this.#userDays[index] ?? 0) + (this.#userDays[index - 1] ?? 0);
      this.#activeDays[index] = (this.#activeDays[index] ?? 0) + (this.#activeDays[index - 1] ?? 0);
    }
  }

  /** User-days in (after, to]. */
  userDays(after: number, to: number): number {
    return this.#upTo(this.#userDays, to) - this.#upTo(this.#userDays, after);
  }

  /** Active days in (after, to]. */
  activeDays(after: number, to: number): number {
    return this.#upTo(this.#activeDays, to) - this.#upTo(this.#activeDays, after);
  }

  #upTo(counts: Int32Array, day: number): number {
    const index = Math.min(Math.max(day - this.first + 1, 0), counts.length - 1);
    return counts[index] ?? 0;
  }
}
