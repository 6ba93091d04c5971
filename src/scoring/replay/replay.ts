import { type AccountDay, type AccountState, type ScoreRules, scoreAccountDay } from "../account-day.ts";
import { type AlertRules, dropMinExpected, silenceNewsDays, standardAlertRules } from "../alert-rules.ts";
import { isEstablished } from "../band.ts";
import { kinds, marketCeiling, marketMaxSilentDays, marketMinBase, windowDays } from "../constants.ts";
import { dayNumber, dayOf } from "../days.ts";
import type { Transition } from "../detect.ts";
import { type MarketAccount, marketFactor, scaledBase } from "../market.ts";
import type { Series } from "../series.ts";
import { advance } from "../sums.ts";
import type { Day, Kind } from "../types.ts";
import { AlertBook } from "./alert-book.ts";
import { SumsWalker } from "./sums-walker.ts";

/** What a tenant's rules decide when its history is replayed. */
export interface ReplayRules extends ScoreRules {
  readonly quiet: boolean;
  /** The rules of this account's alerts; absent: those of who has set nothing. */
  readonly alerts?: AlertRules;
}

/** The days of a history, with the market of each. */
export class Calendar {
  readonly firstNumber: number;
  readonly lastNumber: number;
  readonly #days: Day[] = [];
  readonly #factors: Float64Array;

  constructor(first: Day, last: Day, factors: Float64Array) {
    this.firstNumber = dayNumber(first);
    this.lastNumber = dayNumber(last);
    for (let number = this.firstNumber; number <= this.lastNumber; number++) this.#days.push(dayOf(number));
    this.#factors = factors;
  }

  /** The day of a number within the history. */
  dayAt(number: number): Day {
    return this.#days[number - this.firstNumber] ?? dayOf(number);
  }

  /** The market factor of a day; 1 beyond the history. */
  marketAt(number: number): number {
    return this.#factors[number - this.firstNumber] ?? 1;
  }
}

/** The calendar of a history with the market of every day, from all its accounts. */
export function calendarOf(
  accounts: Iterable<Series>,
  span: { readonly firstDay: Day; readonly lastDay: Day },
  kind: Kind,
): Calendar {
  const [first, last] = [dayNumber(span.firstDay), dayNumber(span.lastDay)];
  const speakers = Array.from({ length: last - first + 1 }, (): MarketAccount[] => []);
  for (const series of accounts) {
    // Most accounts never speak for the market.
    const userDays = series.reduce((sum, { users }) => sum + users.length, 0);
    if (userDays < marketMinBase) continue;
    const walker = new SumsWalker(series, kind);
    const lastActive = series.at(-1)?.number ?? first;
    for (const end = Math.min(last, lastActive + marketMaxSilentDays); walker.number < end; ) {
      walker.step();
      const base = scaledBase(walker);
      if (base === null || base < marketMinBase || walker.silentDays > marketMaxSilentDays) continue;
      const { actual, silentDays } = walker;
      speakers[walker.number - first]?.push({ actual, base, silentDays });
    }
  }
  const factors = Float64Array.from(speakers, (ofDay) => marketFactor(ofDay).factor);
  return new Calendar(span.firstDay, span.lastDay, factors);
}

/** Who is told of an account's days. */
export interface ReplayVisitor {
  /** Told of each day that was asked for. */
  scored?(number: number, day: AccountDay): void;
  /** Told of each alert when it is sent: at its opening, and when it is told once more. */
  sent?(day: Day, transition: Extract<Transition, { kind: "open" | "renew" }>): void;
}

/** Replays one account day by day, as the nightly pass would have scored and judged it. */
export class AccountReplay {
  readonly #series: Series;
  readonly #calendar: Calendar;
  readonly #rules: ReplayRules;
  readonly #walker: SumsWalker;
  readonly #book: AlertBook;
  #state: AccountState | undefined;

  /**
   * @param series at least one active day
   * @param from where to go on from, with a series that is the same up to there
   */
  constructor(series: Series, calendar: Calendar, rules: ReplayRules, from?: AccountReplay) {
    this.#series = series;
    this.#calendar = calendar;
    this.#rules = rules;
    this.#walker = new SumsWalker(series, rules.kind, from === undefined ? undefined : from.#walker);
    const alerts = rules.alerts ?? standardAlertRules(rules.quiet);
    this.#book = new AlertBook(rules.kind, alerts, from === undefined ? undefined : from.#book);
    this.#state = from === undefined ? undefined : from.#state;
  }

  /** The same account up to the day reached, with another future. */
  fork(series: Series): AccountReplay {
    return new AccountReplay(series, this.#calendar, this.#rules, this);
  }

  /**
   * Goes on up to the day `to`, a `dayNumber`.
   * @param asked days whose scores the visitor wants, oldest first; others are passed over where nothing can happen
   */
  goTo(to: number, asked: readonly number[], visitor: ReplayVisitor): void {
    const walker = this.#walker;
    let next = 0;
    while (walker.number < to) {
      while ((asked[next] ?? to) <= walker.number && next < asked.length) next += 1;
      if (this.#isDormant()) {
        const waits = Math.min(to, asked[next] ?? to, this.#series[walker.used]?.number ?? to) - 1;
        if (waits > walker.number) {
          this.#sleep(waits);
          continue;
        }
      }
      this.#step(asked[next] === walker.number + 1, visitor);
    }
  }

  #step(isAsked: boolean, visitor: ReplayVisitor): void {
    const walker = this.#walker;
    walker.step();
    const { number, ageDays, silentDays, actual14 } = walker;
    const previousBand = this.#state?.band ?? null;
    const scored = scoreAccountDay(walker, this.#state, this.#calendar.marketAt(number), this.#rules);
    this.#state = scored;
    const { score, band, established, actual, expected } = scored;
    const day = this.#calendar.dayAt(number);
    const facts = {
      day,
      ageDays,
      silentDays,
      established,
      score,
      band,
      previousBand,
      actual,
      actual14,
      expected,
    };
    for (const transition of this.#book.judge(facts)) {
      if (transition.kind === "open" || transition.kind === "renew") visitor.sent?.(day, transition);
    }
    if (isAsked) visitor.scored?.(number, scored);
  }

  /**
   * Of a silent account at risk: whether nothing more can happen until it is used again. Its silence is told or will never
   * be, and no drop is open or can open.
   */
  #isDormant(): boolean {
    const { silentDays } = this.#walker;
    if (this.#state?.band !== "at-risk" || silentDays === 0 || this.#book.isOpen("drop")) return false;
    const { silenceDays } = kinds[this.#rules.kind];
    const untold =
      isEstablished(this.#walker, this.#rules.kind) && silentDays <= silenceDays + silenceNewsDays;
    if (untold && !this.#book.isOpen("silence")) return false;
    if (silentDays > windowDays && this.#book.isOpen("silence")) return true;
    return (scaledBase(this.#walker) ?? 0) * marketCeiling < dropMinExpected;
  }

  /** Lets silent days pass: only the decayed sums move, by the same digits as day by day. */
  #sleep(to: number): void {
    const before = this.#state;
    if (before === undefined) return;
    let { decay } = before;
    for (let number = this.#walker.number; number < to; number++)
      decay = advance(decay, 1, false, this.#rules.kind);
    this.#walker.sleep(to);
    this.#state = { ...before, decay };
  }
}
