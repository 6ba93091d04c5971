import {
  baselineMinDays,
  freshDays,
  historyDays,
  newAccountDays,
  peopleDays,
  windowDays,
} from "../constants.ts";
import type { Established } from "../models/score-rules.ts";
import { baseAnchor, type DaySums, livedBaseDays } from "../score/sums.ts";
import type { Series } from "../series.ts";

/**
 * The sums of an account on one day after the other, from its first active day on: what `sumsOf` says of each, at the cost
 * of what changes from a day to the next. The fields are those of `DaySums` on the day reached.
 */
export class SumsWalker implements DaySums {
  ageDays = -1;
  silentDays = 0;
  actual = 0;
  actual14 = 0;
  base = 0;
  baseDays = 0;
  users28 = 0;
  users112 = 0;
  establishedDays = 0;
  establishedUsers = 0;
  /** The day reached, as `dayNumber`; before the first step, the day before the first. */
  number: number;

  readonly #series: Series;
  readonly #first: number;
  /** User-days of all entries before each index. */
  readonly #before: Float64Array;
  readonly #inDays: number;
  readonly #usersInDays: number;
  readonly #lately: Window;
  readonly #people: Window;
  readonly #users: Window;
  #baseFrom = 0;
  #baseTo = 0;
  #establishedFrom = 0;
  #freshFrom = 0;
  #end = 0;

  /**
   * @param series at least one active day
   * @param windows days in which active days and users are counted
   * @param from a walker to go on from, whose series is the same up to its day; it is not changed
   */
  constructor(series: Series, windows: Pick<Established, "inDays" | "usersInDays">, from?: SumsWalker) {
    this.#series = series;
    this.#first = series[0]?.number ?? 0;
    this.number = this.#first - 1;
    this.#before = new Float64Array(series.length + 1);
    for (const [index, { users }] of series.entries())
      this.#before[index + 1] = (this.#before[index] ?? 0) + users.length;
    this.#inDays = windows.inDays;
    this.#usersInDays = windows.usersInDays;
    this.#lately = new Window(from === undefined ? undefined : from.#lately);
    this.#people = new Window(from === undefined ? undefined : from.#people);
    this.#users = new Window(from === undefined ? undefined : from.#users);
    if (from === undefined) return;
    this.#baseFrom = from.#baseFrom;
    this.#baseTo = from.#baseTo;
    this.#establishedFrom = from.#establishedFrom;
    this.#end = from.#end;
    this.number = from.number;
    this.ageDays = from.ageDays;
    this.silentDays = from.silentDays;
    this.actual = from.actual;
    this.actual14 = from.actual14;
    this.#freshFrom = from.#freshFrom;
    this.base = from.base;
    this.baseDays = from.baseDays;
    this.users28 = from.users28;
    this.users112 = from.users112;
    this.establishedDays = from.establishedDays;
    this.establishedUsers = from.establishedUsers;
  }

  /** How many entries of the series lie behind. */
  get used(): number {
    return this.#end;
  }

  /** Moves on over silent days to `to`, before the next active day. */
  sleep(to: number): void {
    this.ageDays += to - this.number;
    this.silentDays += to - this.number;
    this.number = to;
    this.#look();
  }

  /** Moves on to the next day. */
  step(): void {
    this.number += 1;
    this.ageDays += 1;
    this.silentDays += 1;
    const entry = this.#series[this.#end];
    if (entry?.number === this.number) this.#use(entry.users);
    this.#look();
  }

  #look(): void {
    this.#lately.leave(this.#series, this.number - windowDays);
    this.actual = this.#userDays(this.#lately.from, this.#end);
    this.#freshFrom = firstAfter(this.#series, this.#freshFrom, this.number - freshDays);
    this.actual14 = this.#userDays(this.#freshFrom, this.#end);
    this.users28 = this.#lately.users.size;
    this.#people.leave(this.#series, this.number - peopleDays);
    this.users112 = this.#people.users.size;
    if (this.baseDays < baselineMinDays && this.ageDays >= newAccountDays) this.#takeFirstBase();
  }

  /** Of who stopped before it had a baseline: `baseAnchor`. */
  #takeFirstBase(): void {
    const anchor = baseAnchor(this.#first, this.number - this.silentDays, this.number);
    this.base = this.#userDays(0, firstAfter(this.#series, 0, anchor - windowDays));
    this.baseDays = livedBaseDays(anchor - this.#first);
  }

  #use(users: readonly string[]): void {
    const series = this.#series;
    this.#end += 1;
    this.silentDays = 0;
    this.#lately.enter(users);
    this.#people.enter(users);
    this.#users.enter(users);
    this.#users.leave(series, this.number - this.#usersInDays);
    this.establishedUsers = this.#users.users.size;
    this.#establishedFrom = firstAfter(series, this.#establishedFrom, this.number - this.#inDays);
    this.establishedDays = this.#end - this.#establishedFrom;
    this.#baseFrom = firstAfter(series, this.#baseFrom, this.number - historyDays);
    this.#baseTo = firstAfter(series, this.#baseTo, this.number - windowDays);
    this.base = this.#userDays(this.#baseFrom, this.#baseTo);
    this.baseDays = livedBaseDays(this.number - this.#first);
  }

  #userDays(from: number, to: number): number {
    return (this.#before[to] ?? 0) - (this.#before[from] ?? 0);
  }
}

/** Who used it between two entries of a series, each with the number of days. */
class Window {
  readonly users: Map<string, number>;
  from: number;

  constructor(same?: Window) {
    this.users = new Map(same?.users);
    this.from = same?.from ?? 0;
  }

  enter(users: readonly string[]): void {
    for (const user of users) this.users.set(user, (this.users.get(user) ?? 0) + 1);
  }

  /** Lets go of the entries up to, and including, the day `number`. */
  leave(series: Series, number: number): void {
    for (let entry = series[this.from]; entry && entry.number <= number; entry = series[++this.from]) {
      for (const user of entry.users) {
        const days = (this.users.get(user) ?? 0) - 1;
        if (days === 0) this.users.delete(user);
        else this.users.set(user, days);
      }
    }
  }
}

/** The index of the first entry after the day `number`, at `from` or later. */
function firstAfter(series: Series, from: number, number: number): number {
  let index = from;
  while ((series[index]?.number ?? Number.POSITIVE_INFINITY) <= number) index += 1;
  return index;
}
