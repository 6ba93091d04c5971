import { type AlertTable, AlertTally } from "../backtest/alert-table.ts";
import type { BacktestRules } from "../backtest/backtest.ts";
import { hindsightOf } from "../backtest/declines.ts";
import { dayNumber, dayOf } from "../days.ts";
import { AccountReplay, type Calendar } from "../replay/replay.ts";
import type { AccountDay } from "../score/account-day.ts";
import type { Series } from "../series.ts";
import type { Band, Day } from "../types.ts";

/** An account of a tenant, as a trial sees it. */
export interface TrialAccount {
  readonly id: string;
  readonly name: string;
  /** At least one active day. */
  readonly series: Series;
  /** The day on which the customer left; null: they are still one. */
  readonly churnedOn: Day | null;
}

/** The two models that are held against each other: the one that is there, and the one that came or may come after it. */
export type TrialSide = "old" | "next";

/** Where an account stands under a model; the score is rounded. */
export interface Stand {
  readonly score: number;
  readonly band: Band;
}

/** An account that stands in another band under the next model. */
export interface BandMove {
  readonly id: string;
  readonly name: string;
  readonly old: Stand;
  readonly next: Stand;
}

/** A customer who left, and where each model had them; null where they were not in use yet. */
export interface LostAccount {
  readonly id: string;
  readonly name: string;
  readonly churnedOn: Day;
  /** 90, 60 and 30 days before. */
  readonly before: readonly {
    readonly days: number;
    readonly old: Stand | null;
    readonly next: Stand | null;
  }[];
  /** Days from the first alert to the loss; null: nobody was told in the `warningWeeks` before. */
  readonly warned: Readonly<Record<TrialSide, number | null>>;
}

/** What a model did over the period. Means and medians are null where there is nothing to judge. */
export interface TrialFigures {
  /** How accounts stand on the last day. */
  readonly bands: Readonly<Record<Band, number>>;
  /** Alerts that were opened, and how often one of them was told once more: what was sent is both. */
  readonly alerts: number;
  readonly again: number;
  /** Of these, those of days on which it is known by now what came after, and how many of them were false. */
  readonly judged: number;
  readonly falseAlerts: number;
  /** Lasting declines that were told of within 91 days, and the mean days to the alert (a miss counts 91). */
  readonly caught: number;
  readonly meanDelay: number | null;
  /** Lost accounts with an alert in the `warningWeeks` before, and the median days from the first one. */
  readonly warned: number;
  readonly medianWarning: number | null;
}

/** Two models over the same history. */
export interface TrialResult {
  readonly period: { readonly from: Day; readonly to: Day };
  /** Accounts that were replayed. */
  readonly accounts: number;
  /** Lasting declines of the period, as they are known after the fact. */
  readonly declines: number;
  readonly figures: Readonly<Record<TrialSide, TrialFigures>>;
  /** The lowest score under the next model first. */
  readonly moves: readonly BandMove[];
  /** The latest loss first. */
  readonly lost: readonly LostAccount[];
}

/** Known losses below which nothing can be said of how well a model foresees them. */
export const fewLosses = 5;
/** Days before a loss at which the models are compared. */
const comparedDays = [90, 60, 30] as const;
/** An alert at most this many weeks before a loss was about it. */
export const warningWeeks = 26;
const warningDays = 7 * warningWeeks;

/**
 * Two models replayed over the same accounts by the code that scores every night, one account after the other. The market is
 * that of the history, whatever the model.
 */
export class ModelTrial {
  readonly #rules: Readonly<Record<TrialSide, BacktestRules>>;
  readonly #calendar: Calendar;
  readonly #from: number;
  readonly #to: number;
  readonly #tallies: Readonly<Record<TrialSide, AlertTally>>;
  readonly #opened: Record<TrialSide, number> = { old: 0, next: 0 };
  readonly #again: Record<TrialSide, number> = { old: 0, next: 0 };
  #accounts = 0;
  readonly #stands: BandMove[] = [];
  readonly #lost: LostAccount[] = [];

  /** @param from the first day of the period; the history before it counts through the sums */
  constructor(rules: Readonly<Record<TrialSide, BacktestRules>>, calendar: Calendar, from: Day) {
    this.#rules = rules;
    this.#calendar = calendar;
    this.#from = dayNumber(from);
    this.#to = calendar.lastNumber;
    this.#tallies = { old: new AlertTally(), next: new AlertTally() };
  }

  /** Replays an account under both models. */
  add(account: TrialAccount): void {
    const { id, name, series, churnedOn } = account;
    const left = churnedOn === null ? null : dayNumber(churnedOn);
    if (left !== null && left < this.#from) return;
    const gone = left !== null && left <= this.#to;
    const days = gone ? comparedDays.map((before) => left - before) : [this.#to];
    const scores = { old: this.#replay("old", account, days), next: this.#replay("next", account, days) };
    const until = gone ? left : this.#to + 1;
    const inPeriod = ({ day }: SentAlert) => day >= this.#from && day < until;
    const sent = { old: scores.old.sent.filter(inPeriod), next: scores.next.sent.filter(inPeriod) };
    const hindsight = hindsightOf(series, this.#to, this.#from);
    this.#accounts += 1;
    for (const side of ["old", "next"] as const) {
      const again = sent[side].filter(({ isAgain }) => isAgain).length;
      this.#opened[side] += sent[side].length - again;
      this.#again[side] += again;
      if (hindsight !== null)
        this.#tallies[side].add(
          hindsight,
          sent[side].map(({ day }) => day),
        );
    }
    const standOn = (side: TrialSide, day: number) => standOf(scores[side].days.get(day));
    if (!gone) {
      const [old, next] = [standOn("old", this.#to), standOn("next", this.#to)];
      if (old && next) this.#stands.push({ id, name, old, next });
      return;
    }
    this.#lost.push({
      id,
      name,
      churnedOn: dayOf(left),
      before: comparedDays.map((before) => ({
        days: before,
        old: standOn("old", left - before),
        next: standOn("next", left - before),
      })),
      warned: { old: warnedOf(scores.old.sent, left), next: warnedOf(scores.next.sent, left) },
    });
  }

  /** What was found. */
  result(): TrialResult {
    const tables = { old: this.#tallies.old.table(), next: this.#tallies.next.table() };
    return {
      period: { from: dayOf(this.#from), to: dayOf(this.#to) },
      accounts: this.#accounts,
      declines: tables.old.declines,
      figures: { old: this.#figures("old", tables.old), next: this.#figures("next", tables.next) },
      moves: this.#stands
        .filter(({ old, next }) => old.band !== next.band)
        .sort((one, other) => one.next.score - other.next.score || (one.name < other.name ? -1 : 1)),
      lost: this.#lost.toSorted((one, other) => (one.churnedOn > other.churnedOn ? -1 : 1)),
    };
  }

  #replay(side: TrialSide, { id, series }: TrialAccount, asked: readonly number[]) {
    const days = new Map<number, AccountDay>();
    const sent: SentAlert[] = [];
    new AccountReplay(series, this.#calendar, this.#rules[side].of(id)).goTo(this.#to, asked, {
      scored: (number, day) => days.set(number, day),
      sent: (day, { kind }) => sent.push({ day: dayNumber(day), isAgain: kind !== "open" }),
    });
    return { days, sent };
  }

  #figures(side: TrialSide, table: AlertTable): TrialFigures {
    const bandsOf = (band: Band) => this.#stands.filter((stand) => stand[side].band === band).length;
    const warned = this.#lost.flatMap((lost) => lost.warned[side] ?? []).sort((one, other) => one - other);
    return {
      bands: { healthy: bandsOf("healthy"), watch: bandsOf("watch"), "at-risk": bandsOf("at-risk") },
      alerts: this.#opened[side],
      again: this.#again[side],
      judged: table.sent,
      falseAlerts: table.sent === 0 ? 0 : Math.round((1 - table.precision) * table.sent),
      caught: table.declines === 0 ? 0 : Math.round(table.caught * table.declines),
      meanDelay: finite(table.meanDelay),
      warned: warned.length,
      medianWarning: warned.length === 0 ? null : medianOf(warned),
    };
  }
}

function standOf(day: AccountDay | undefined): Stand | null {
  return day === undefined ? null : { score: Math.round(day.score), band: day.band };
}

/** The day, by `dayNumber`, on which an alert was told, for the first time or once more. */
interface SentAlert {
  readonly day: number;
  readonly isAgain: boolean;
}

function warnedOf(sent: readonly SentAlert[], left: number): number | null {
  const first = sent.find(({ day }) => day >= left - warningDays && day < left);
  return first === undefined ? null : left - first.day;
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? 0) + upper) / 2);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
