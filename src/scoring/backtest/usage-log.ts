import { dayNumber, dayOf } from "../days.ts";
import type { ActiveDay } from "../series.ts";
import type { Day } from "../types.ts";

/** One event of a log. */
export interface LogRow {
  readonly account: string;
  readonly user: string;
  readonly day: Day;
  /** What was used; left out where a log does not say. */
  readonly feature?: string;
}

/** One active day of an account in a log: who used what. */
export interface LogDay extends ActiveDay {
  /** Distinct, at least one. */
  readonly features: readonly string[];
  readonly events: number;
}

/** An account's active days, oldest first, each day once. */
export type LogSeries = readonly LogDay[];

/** A log by account, in the order in which the log names them first, and the days it covers. */
export interface UsageLog {
  readonly accounts: ReadonlyMap<string, LogSeries>;
  /** Rows that were read; several of one account, user and day count once in `accounts`. */
  readonly events: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

interface Collected {
  readonly numbers: number[];
  readonly users: string[];
  readonly features: string[];
}

/** Takes in a log row by row, in any order, and rolls it up by account and day. */
export class UsageLogBuilder {
  events = 0;
  readonly #accounts = new Map<string, Collected>();
  readonly #numbers = new Map<Day, number>();
  // Each name is kept once, however often it is read.
  readonly #names = new Map<string, string>();

  /** @throws RangeError when the row's day is not on the calendar */
  add({ account, user, day, feature = "" }: LogRow): void {
    let number = this.#numbers.get(day);
    if (number === undefined) {
      number = dayNumber(day);
      this.#numbers.set(day, number);
    }
    let collected = this.#accounts.get(account);
    if (collected === undefined) {
      collected = { numbers: [], users: [], features: [] };
      this.#accounts.set(account, collected);
    }
    collected.numbers.push(number);
    collected.users.push(this.#once(user));
    collected.features.push(this.#once(feature));
    this.events += 1;
  }

  /** The log so far. @throws RangeError when it has no row */
  build(): UsageLog {
    const accounts = new Map<string, LogSeries>();
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const [account, collected] of this.#accounts) {
      const series = rolledUp(collected);
      accounts.set(account, series);
      first = Math.min(first, series[0]?.number ?? first);
      last = Math.max(last, series.at(-1)?.number ?? last);
    }
    if (accounts.size === 0) throw new RangeError("The log has no event.");
    return { accounts, events: this.events, firstDay: dayOf(first), lastDay: dayOf(last) };
  }

  #once(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, name);
    return name;
  }
}

/** The events of `since` <= day < `before`. @throws RangeError when none is left */
export function cutLog(log: UsageLog, since: Day, before: Day): UsageLog {
  const accounts = new Map<string, LogSeries>();
  let first = before;
  let last = since;
  for (const [account, series] of log.accounts) {
    const kept = series.filter(({ day }) => day >= since && day < before);
    const [oldest, newest] = [kept[0], kept.at(-1)];
    if (!oldest || !newest) continue;
    accounts.set(account, kept);
    if (oldest.day < first) first = oldest.day;
    if (newest.day > last) last = newest.day;
  }
  if (accounts.size === 0) throw new RangeError(`The log has no event from ${since} until ${before}.`);
  return { accounts, events: log.events, firstDay: first, lastDay: last };
}

function rolledUp({ numbers, users, features }: Collected): LogSeries {
  const order = numbers.map((_, index) => index).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const days: (LogDay & { users: string[]; features: string[]; events: number })[] = [];
  for (const index of order) {
    const number = numbers[index] ?? 0;
    const [user = "", feature = ""] = [users[index], features[index]];
    const today = days.at(-1);
    if (today?.number === number) {
      today.events += 1;
      if (!today.users.includes(user)) today.users.push(user);
      if (!today.features.includes(feature)) today.features.push(feature);
    } else days.push({ day: dayOf(number), number, users: [user], features: [feature], events: 1 });
  }
  return days;
}
