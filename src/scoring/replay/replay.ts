import {
  marketCeiling,
  marketMaxSilentDays,
  marketMinBase,
  newAccountDays,
  windowDays,
} from "../constants.ts";
import { dayNumber, dayOf } from "../days.ts";
import { type AlertRules, dropMinExpected, silenceNewsDays } from "../detect/alert-rules.ts";
import type { Opening, ToldAgain } from "../detect/transition.ts";
import type { Established, MetricValues, ScoreRules } from "../models/score-rules.ts";
import { type AccountDay, type AccountState, scoreAccountDay } from "../score/account-day.ts";
import { isEstablished } from "../score/band.ts";
import { type MarketAccount, marketFactor, scaledBase, speakerOf } from "../score/market.ts";
import { sharesOf, trendLeft } from "../score/score.ts";
import { advance } from "../score/sums.ts";
import type { Series } from "../series.ts";
import type { Day } from "../types.ts";
import { AlertBook } from "./alert-book.ts";
import { SumsWalker } from "./sums-walker.ts";

/** What decides when an account's history is replayed. */
export interface ReplayRules {
  /** The rules of every day, or of the last one where `scoreOn` says others of earlier days. */
  readonly score: ScoreRules;
  /** The rules of a day, by `dayNumber`: of an account that changed its segment. All are of one version. */
  readonly scoreOn?: (number: number) => ScoreRules;
  readonly alerts: AlertRules;
  /** What the metrics of its parts came to, by `dayNumber`; left out where the model has none. */
  readonly valuesOn?: (number: number) => MetricValues | undefined;
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
  windows: Pick<Established, "inDays" | "usersInDays">,
): Calendar {
  const markets = new Markets(span, windows);
  for (const series of accounts) markets.add(series);
  return markets.calendar();
}

/** The markets of a history, an account at a time: for who must let others have their turn in between. */
export class Markets {
  readonly #firstDay: Day;
  readonly #lastDay: Day;
  readonly #windows: Pick<Established, "inDays" | "usersInDays">;
  readonly #speakers: MarketAccount[][];
  readonly #factors: Float64Array;
  #settled = 0;

  constructor(
    { firstDay, lastDay }: { readonly firstDay: Day; readonly lastDay: Day },
    windows: Pick<Established, "inDays" | "usersInDays">,
  ) {
    this.#firstDay = firstDay;
    this.#lastDay = lastDay;
    this.#windows = windows;
    const days = dayNumber(lastDay) - dayNumber(firstDay) + 1;
    this.#speakers = Array.from({ length: days }, () => []);
    this.#factors = new Float64Array(days);
  }

  /** Lets an account speak on the days on which it may. */
  add(series: Series): void {
    // Most accounts never speak for the market.
    const userDays = series.reduce((sum, { users }) => sum + users.length, 0);
    if (userDays < marketMinBase) return;
    const [first, last] = [dayNumber(this.#firstDay), dayNumber(this.#lastDay)];
    const walker = new SumsWalker(series, this.#windows);
    const lastActive = series.at(-1)?.number ?? first;
    for (const end = Math.min(last, lastActive + marketMaxSilentDays); walker.number < end; ) {
      walker.step();
      const speaker = speakerOf(walker);
      if ((speaker.base ?? 0) < marketMinBase || speaker.silentDays > marketMaxSilentDays) continue;
      this.#speakers[walker.number - first]?.push(speaker);
    }
  }

  /** Works out the market of so many days more, once all were added. @returns whether any are left */
  settle(days: number): boolean {
    for (const end = Math.min(this.#settled + days, this.#speakers.length); this.#settled < end; ) {
      this.#factors[this.#settled] = marketFactor(this.#speakers[this.#settled] ?? []).factor;
      this.#settled += 1;
    }
    return this.#settled < this.#speakers.length;
  }

  /** The days, with the market that those who were added make. */
  calendar(): Calendar {
    this.settle(this.#speakers.length);
    return new Calendar(this.#firstDay, this.#lastDay, this.#factors);
  }
}

/** Who is told of an account's days. */
export interface ReplayVisitor {
  /** Told of each day that was asked for. */
  scored?(number: number, day: AccountDay): void;
  /** Told of each alert when it is sent: at its opening, and when it is told once more. */
  sent?(day: Day, transition: Opening | ToldAgain): void;
}

const never = Number.POSITIVE_INFINITY;

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
    this.#walker = new SumsWalker(
      series,
      rules.score.established,
      from === undefined ? undefined : from.#walker,
    );
    this.#book = new AlertBook(rules.alerts, from === undefined ? undefined : from.#book);
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
        const wakes = Math.min(asked[next] ?? never, this.#series[walker.used]?.number ?? never);
        // What a silence does up to then is made up for when somebody asks.
        if (wakes > to) return;
        if (wakes > walker.number + 1) {
          this.#sleep(wakes - 1);
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
    const { score: always, scoreOn, valuesOn } = this.#rules;
    const rules = scoreOn?.(number) ?? always;
    const market = this.#calendar.marketAt(number);
    const scored = scoreAccountDay(walker, this.#state, market, rules, valuesOn?.(number));
    this.#state = scored;
    const { score, band, established, bySharing, actual, expected } = scored;
    const day = this.#calendar.dayAt(number);
    const facts = {
      day,
      ageDays,
      silentDays,
      established,
      score,
      band,
      previousBand,
      bySharing,
      actual,
      actual14,
      expected,
    };
    for (const transition of this.#book.judge(facts, rules.silenceDays)) {
      if (transition.kind !== "resolve" && transition.kind !== "withdraw") visitor.sent?.(day, transition);
    }
    if (isAsked) visitor.scored?.(number, scored);
  }

  /**
   * Of a silent account at risk: whether nothing more can happen until it is used again. Its score does not rise, its silence is
   * told or will never be, and no drop is open or can open.
   */
  #isDormant(): boolean {
    const { silentDays, ageDays } = this.#walker;
    if (this.#state?.band !== "at-risk" || silentDays === 0 || this.#book.isOpen("drop")) return false;
    if (ageDays < newAccountDays) return false;
    const { score: rules, scoreOn, valuesOn } = this.#rules;
    if (scoreOn !== undefined || valuesOn !== undefined) return false;
    if (silentDays >= rules.silenceDays + silenceNewsDays) return true;
    const isSilenceTold = this.#book.isOpen("silence");
    if (isEstablished(this.#walker, rules) && !isSilenceTold) return false;
    if (silentDays > windowDays && isSilenceTold) return true;
    return (scaledBase(this.#walker) ?? 0) * marketCeiling < dropMinExpected;
  }

  /** Lets silent days pass: only the decayed sums and Trend move, by the same digits as day by day. */
  #sleep(to: number): void {
    const before = this.#state;
    if (before === undefined) return;
    const walker = this.#walker;
    const { score: rules } = this.#rules;
    let { decay, held } = before;
    for (let number = walker.number; number < to; number++) decay = advance(decay, 1, false, rules.memory);
    // Once it is used again, what Trend was before says nothing.
    const isUsedNext = this.#series[walker.used]?.number === to + 1;
    while (!isUsedNext && walker.number < to && held.trend !== 0) {
      walker.sleep(walker.number + 1);
      const market = this.#calendar.marketAt(walker.number);
      const left = trendLeft({ sums: walker, market, held }, rules);
      held = sharesOf(rules, { trend: rules.weights.trend * left });
    }
    walker.sleep(to);
    this.#state = { ...before, decay, held };
  }
}
