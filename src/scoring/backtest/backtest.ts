import { dayNumber } from "../days.ts";
import type { Established } from "../models/score-rules.ts";
import { AccountReplay, calendarOf, type ReplayRules } from "../replay/replay.ts";
import type { AccountDay } from "../score/account-day.ts";
import type { Band, Day, Kind, SignalKind } from "../types.ts";
import { type AccountAlerts, type AlertTable, alertTable, changeDaysOf } from "./alert-table.ts";
import { type BaselineName, baselineNames, baselinesOf } from "./baselines.ts";
import { DayCounts } from "./day-counts.ts";
import { minActiveDaysInAll, onsetReachDays } from "./declines.ts";
import { eligibleRows } from "./eligible-rows.ts";
import {
  type InjectionName,
  type InjectionResult,
  type InjectionSite,
  injectedShares,
  injectionNames,
  injectionResult,
  isInjectable,
  type Random,
  sampleOf,
  thinned,
} from "./injections.ts";
import type { Judged } from "./measures.ts";
import { cutOffs, protocols, type Spans } from "./protocol.ts";
import type { LogSeries, UsageLog } from "./usage-log.ts";
import { type Verdict, verdictOn } from "./verdict.ts";

/** What a scorer is worth on both labels; `decline` null for a kind without it. */
export interface Verdicts {
  readonly lapse: Verdict;
  readonly decline: Verdict | null;
}

/** What came of the judged rows of one band. */
export interface BandFate {
  readonly band: Band;
  readonly rows: number;
  readonly lapseRate: number;
  readonly declineRate: number | null;
}

/** What came of a tenth of the judged rows, by score. */
export interface TenthFate {
  /** The lowest and the highest score in it. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly lapseRate: number;
}

/** Sundays of a span, one a week; `first` and `last` null where there is none. */
export interface Sundays {
  readonly count: number;
  readonly first: Day | null;
  readonly last: Day | null;
}

/** What a backtest found. */
export interface Backtest extends Verdicts {
  readonly spans: Spans;
  /** The cut-offs of each span. */
  readonly sundays: Readonly<Record<keyof Spans, Sundays>>;
  readonly baselines: Readonly<Record<BaselineName, Verdicts>>;
  readonly bands: readonly BandFate[];
  /** Lowest scores first. */
  readonly tenths: readonly TenthFate[];
  /** All that was sent, and each kind of alert by itself. */
  readonly alerts: AlertTable;
  readonly alertsByKind: Readonly<Record<SignalKind, AlertTable>>;
  readonly injected: Readonly<Record<InjectionName, InjectionResult>>;
}

/** An alert as it was sent: at its opening, or told once more. `drop` null for a kind without one. */
export interface SentAlert {
  readonly account: string;
  readonly day: Day;
  readonly kind: SignalKind;
  readonly drop: number | null;
}

/** Who gets the single scores and alerts, account by account. */
export interface BacktestSink {
  /** A score at a cut-off of either span, of an account that was used in the W days up to it: no other could be judged. */
  score(account: string, day: Day, scored: AccountDay): void;
  alert(alert: SentAlert): void;
}

/** Where a backtest begins: whose rules, the spans, chance by seed. */
export interface BacktestInput {
  readonly rules: BacktestRules;
  readonly spans: Spans;
  readonly random: (seed: string) => Random;
  readonly sink: BacktestSink;
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/** The rules of every account of a log. */
export interface BacktestRules {
  readonly kind: Kind;
  /** How users and active days are counted: the same for all. */
  readonly established: Established;
  of(account: string): ReplayRules;
}

/** Injected declines of each size. */
const sites = 300;

interface Row {
  readonly account: number;
  readonly week: number;
  readonly lapse: boolean;
  readonly decline: boolean | null;
  readonly band: Band;
  readonly risks: Readonly<Record<BaselineName | "health", number>>;
}

/**
 * Holds the product's scores and alerts against what the accounts of a log really did: weekly cut-offs, scores from the
 * days up to each, labels from the days after; alerts daily, over the whole log. Cut-offs of the test span judge; those of the
 * training span are scored for the sink alone.
 */
export function backtest(log: UsageLog, input: BacktestInput): Backtest {
  const { rules, spans, sink, onProgress } = input;
  const { kind } = rules;
  const [trained, days] = [cutOffs(spans.train, log, kind), cutOffs(spans.test, log, kind)];
  const calendar = calendarOf(log.accounts.values(), log, rules.established);
  const baselines = baselinesOf(log, kind, spans.train.to);
  const asked = [...trained, ...days].map(dayNumber);
  const rows: Row[] = [];
  const told: (AccountAlerts & { account: string; byKind: Record<SignalKind, number[]> })[] = [];
  const places: InjectionSite[] = [];
  let index = 0;
  for (const [account, series] of log.accounts) {
    if (index % 500 === 0) onProgress?.(index, log.accounts.size, "Scoring");
    index += 1;
    const scores = new Map<number, AccountDay>();
    const sent: number[] = [];
    const byKind: Record<SignalKind, number[]> = { drop: [], silence: [], "band-change": [] };
    new AccountReplay(series, calendar, rules.of(account)).goTo(
      calendar.lastNumber,
      usedBefore(series, asked, kind),
      {
        scored: (number, scored) => {
          scores.set(number, scored);
          sink.score(account, calendar.dayAt(number), scored);
        },
        sent: (day, { signal, figures }) => {
          sent.push(dayNumber(day));
          byKind[signal].push(dayNumber(day));
          sink.alert({ account, day, kind: signal, drop: "drop" in figures ? figures.drop : null });
        },
      },
    );
    rows.push(...rowsOf(index, series, scores));
    if (series.length < minActiveDaysInAll) continue;
    const counts = new DayCounts(series, calendar.lastNumber);
    told.push({ account, counts, sent, byKind });
    for (const day of changeDaysOf(counts)) if (isInjectable(counts, day)) places.push({ account, day });
  }
  rows.sort((one, other) => one.week - other.week || one.account - other.account);

  function rowsOf(number: number, series: LogSeries, scores: ReadonlyMap<number, AccountDay>): Row[] {
    return eligibleRows(series, days, log.lastDay, kind).flatMap((row): Row[] => {
      const scored = scores.get(row.number);
      if (scored === undefined) return [];
      const past = series.filter((day) => day.number <= row.number);
      const risks = {
        health: -scored.score,
        recency: baselines.recency(past, row.number),
        linear: baselines.linear(past, row.number),
        bgNbd: baselines.bgNbd(past, row.number),
      };
      const { lapse, decline } = row;
      return [{ account: number, week: row.number, lapse, decline, band: scored.band, risks }];
    });
  }

  function verdictsOf(scorer: BaselineName | "health", withIntervals: boolean): Verdicts {
    const random = (label: string) => (withIntervals ? input.random(`intervals ${label}`) : undefined);
    const on = (label: "lapse" | "decline") =>
      verdictOn(
        rows.flatMap(({ account, week, risks, ...row }): Judged[] => {
          const bad = row[label];
          return bad === null ? [] : [{ account, week, risk: risks[scorer], bad }];
        }),
        random(label),
      );
    return { lapse: on("lapse"), decline: protocols[kind].declines ? on("decline") : null };
  }

  /** Declines of every size at the same places, each from the state that the account was in. */
  function injected(): Backtest["injected"] {
    const found = emptyFinds();
    const chosen = Map.groupBy(sampleOf(places, sites, input.random("sites")), ({ account }) => account);
    for (const [at, [account, ofAccount]] of [...chosen].entries()) {
      onProgress?.(at, chosen.size, "Injecting declines");
      const series = log.accounts.get(account) ?? [];
      const replay = new AccountReplay(series, calendar, rules.of(account));
      for (const { day } of ofAccount) {
        replay.goTo(day, [], {});
        for (const name of injectionNames) {
          const random = input.random(`${name} ${account} ${day}`);
          const sent: number[] = [];
          const fallen = replay.fork(thinned(series, day, injectedShares[name], random));
          fallen.goTo(day + onsetReachDays, [], { sent: (on) => sent.push(dayNumber(on)) });
          found[name].push({ day, sent });
        }
      }
    }
    return {
      half: injectionResult(found.half),
      quarter: injectionResult(found.quarter),
      none: injectionResult(found.none),
    };
  }

  const tableOf = (kindOf: SignalKind) =>
    alertTable(told.map(({ counts, byKind }) => ({ counts, sent: byKind[kindOf] })));
  return {
    ...verdictsOf("health", true),
    spans,
    sundays: { train: sundaysOf(trained), test: sundaysOf(days) },
    baselines: Object.fromEntries(
      baselineNames.map((name) => [name, verdictsOf(name, false)]),
    ) as Backtest["baselines"],
    bands: (["healthy", "watch", "at-risk"] as const).map((band) => fateOf(band, rows)),
    tenths: tenthsOf(rows),
    alerts: alertTable(told),
    alertsByKind: {
      drop: tableOf("drop"),
      silence: tableOf("silence"),
      "band-change": tableOf("band-change"),
    },
    injected: injected(),
  };
}

function sundaysOf(days: readonly Day[]): Sundays {
  return { count: days.length, first: days[0] ?? null, last: days.at(-1) ?? null };
}

function tenthsOf(rows: readonly Row[]): TenthFate[] {
  const sorted = rows.toSorted((one, other) => other.risks.health - one.risks.health);
  return Array.from({ length: 10 }, (_, tenth) =>
    sorted.slice(Math.round((tenth * rows.length) / 10), Math.round(((tenth + 1) * rows.length) / 10)),
  ).flatMap((group): TenthFate[] => {
    const [lowest, highest] = [group[0], group.at(-1)];
    if (!lowest || !highest) return [];
    const lapseRate = group.filter((row) => row.lapse).length / group.length;
    return [{ from: -lowest.risks.health, to: -highest.risks.health, rows: group.length, lapseRate }];
  });
}

function emptyFinds(): Record<InjectionName, { day: number; sent: number[] }[]> {
  return { half: [], quarter: [], none: [] };
}

/** Those of the days, oldest first, with an active day in the W days up to them: no other can be judged. */
function usedBefore(series: LogSeries, days: readonly number[], kind: Kind): number[] {
  const { windowDays } = protocols[kind];
  let next = 0;
  return days.filter((day) => {
    while ((series[next]?.number ?? Number.POSITIVE_INFINITY) <= day) next += 1;
    const last = series[next - 1]?.number;
    return last !== undefined && day - last < windowDays;
  });
}

function fateOf(band: Band, all: readonly Row[]): BandFate {
  const rows = all.filter((row) => row.band === band);
  const declines = rows.filter((row) => row.decline !== null);
  return {
    band,
    rows: rows.length,
    lapseRate: rows.filter((row) => row.lapse).length / rows.length,
    declineRate:
      declines.length === 0 ? null : declines.filter((row) => row.decline).length / declines.length,
  };
}
