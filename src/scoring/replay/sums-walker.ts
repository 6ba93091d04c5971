import { freshDays, historyDays, peopleDays, windowDays } from "../constants.ts";
import type { Established } from "../models/score-rules.ts";
import { baseAnchor, type DaySums, livedBaseDays } from "../score/sums.ts";
import type { Series } from "../series.ts";

/**
 * The sums of an account on one day after the other, from its first active day on: what `sumsOf` says of each, at the cost
 * of what changes from a day to the next. The fields are those of `DaySums` on the day reached.
 */
export class SumsWalker implements DaySums {
  /** The day reached, as `dayNumber`; before the first step, the day before the first. */
  number: number;

  readonly #series: Series;
  readonly #first: number;
  readonly #lengths: Pick<Established, "inDays" | "usersInDays">;
  /** The last active day; before the first step, as `number`. */
  #last: number;
  /** The day at which the base window ends 28 days before. */
  #anchor: number;
  readonly #windows: {
    readonly lately: UserWindow;
    readonly fresh: Window;
    readonly people: UserWindow;
    readonly base: Window;
    readonly established: Window;
    readonly establishedUsers: UserWindow;
  };

  /**
   * @param series at least one active day
   * @param lengths days in which active days and users are counted
   * @param from a walker to go on from, whose series is the same up to its day; it is not changed
   */
  constructor(series: Series, lengths: Pick<Established, "inDays" | "usersInDays">, from?: SumsWalker) {
    this.#series = series;
    this.#lengths = lengths;
    this.#first = series[0]?.number ?? 0;
    this.number = from === undefined ? this.#first - 1 : from.number;
    this.#last = from === undefined ? this.number : from.#last;
    this.#anchor = from === undefined ? this.number : from.#anchor;
    const past = from === undefined ? undefined : from.#windows;
    this.#windows = {
      lately: new UserWindow(series, past?.lately),
      fresh: new Window(series, past?.fresh),
      people: new UserWindow(series, past?.people),
      base: new Window(series, past?.base),
      established: new Window(series, past?.established),
      establishedUsers: new UserWindow(series, past?.establishedUsers),
    };
  }

  get ageDays(): number {
    return this.number - this.#first;
  }

  get silentDays(): number {
    return this.number - this.#last;
  }

  get actual(): number {
    return this.#windows.lately.userDays;
  }

  get actual14(): number {
    return this.#windows.fresh.userDays;
  }

  get base(): number {
    return this.#windows.base.userDays;
  }

  get baseDays(): number {
    return livedBaseDays(this.#anchor - this.#first);
  }

  get users28(): number {
    return this.#windows.lately.users;
  }

  get users112(): number {
    return this.#windows.people.users;
  }

  get establishedDays(): number {
    return this.#windows.established.activeDays;
  }

  get establishedUsers(): number {
    return this.#windows.establishedUsers.users;
  }

  /** How many entries of the series lie behind. */
  get used(): number {
    return this.#windows.lately.end;
  }

  /** Moves on to the next day. */
  step(): void {
    this.number += 1;
    if (this.#series[this.used]?.number === this.number) this.#use();
    this.#look();
  }

  /** Moves on over silent days to `to`, before the next active day. */
  sleep(to: number): void {
    this.number = to;
    this.#look();
  }

  /** Moves the windows that end on the last active day. */
  #use(): void {
    const { established, establishedUsers } = this.#windows;
    this.#last = this.number;
    established.moveTo(this.number - this.#lengths.inDays, this.number);
    establishedUsers.moveTo(this.number - this.#lengths.usersInDays, this.number);
  }

  /** Moves those that end on this day; the base stands still while the account is silent. */
  #look(): void {
    const { lately, fresh, people, base } = this.#windows;
    lately.moveTo(this.number - windowDays, this.number);
    fresh.moveTo(this.number - freshDays, this.number);
    people.moveTo(this.number - peopleDays, this.number);
    const anchor = baseAnchor(this.#first, this.#last, this.number);
    if (anchor === this.#anchor) return;
    this.#anchor = anchor;
    base.moveTo(anchor - historyDays, anchor - windowDays);
  }
}

/** The entries of a series in a stretch of days that only moves on, with their user-days. */
class Window {
  readonly #series: Series;
  /** The first entry in it, and the first one after it. */
  begin: number;
  end: number;
  userDays: number;

  /** @param same a window to go on from, of a series that is the same up to its end */
  constructor(series: Series, same?: Window) {
    this.#series = series;
    this.begin = same?.begin ?? 0;
    this.end = same?.end ?? 0;
    this.userDays = same?.userDays ?? 0;
  }

  get activeDays(): number {
    return this.end - this.begin;
  }

  /** Moves on to the days (after, to]. */
  moveTo(after: number, to: number): void {
    const series = this.#series;
    for (let day = series[this.end]; day && day.number <= to; day = series[++this.end]) this.enter(day.users);
    for (let day = series[this.begin]; day && day.number <= after; day = series[++this.begin])
      this.leave(day.users);
  }

  protected enter(users: readonly string[]): void {
    this.userDays += users.length;
  }

  protected leave(users: readonly string[]): void {
    this.userDays -= users.length;
  }
}

/** A window that knows its users too. */
class UserWindow extends Window {
  /** On how many of its days each came. */
  readonly #days: Map<string, number>;

  constructor(series: Series, same?: UserWindow) {
    super(series, same);
    this.#days = new Map(same === undefined ? undefined : same.#days);
  }

  /** How many came at all. */
  get users(): number {
    return this.#days.size;
  }

  protected override enter(users: readonly string[]): void {
    super.enter(users);
    for (const user of users) this.#days.set(user, (this.#days.get(user) ?? 0) + 1);
  }

  protected override leave(users: readonly string[]): void {
    super.leave(users);
    for (const user of users) {
      const days = (this.#days.get(user) ?? 0) - 1;
      if (days === 0) this.#days.delete(user);
      else this.#days.set(user, days);
    }
  }
}
