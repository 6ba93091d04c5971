import { dayNumber } from "../days.ts";
import type { Established } from "../models/score-rules.ts";
import {
  AccountReplay,
  type Calendar,
  calendarOf,
  type ReplayRules,
  type ReplayVisitor,
} from "../replay/replay.ts";
import type { AccountDay } from "../score/account-day.ts";
import type { Day, Kind, SignalKind } from "../types.ts";
import { type AlertTable, alertTable } from "./alert-table.ts";
import { type BaselineName, baselinesOf, type RiskOf } from "./baselines.ts";
import { hindsightsOf } from "./declines.ts";
import { eligibleRows } from "./eligible-rows.ts";
import { type BandFate, bandFates, type TenthFate, tenthFates } from "./fates.ts";
import {
  drawSites,
  type InjectedDelays,
  type InjectionName,
  type InjectionResult,
  injectDeclines,
  injectionResult,
} from "./injections.ts";
import { type JudgedRow, judgedRow } from "./judged-rows.ts";
import { cutOffs, protocols, type Spans, type Sundays, sundaysOf } from "./protocol.ts";
import type { Random } from "./sampling.ts";
import type { LogSeries, UsageLog } from "./usage-log.ts";
import { type Verdicts, verdictsOn } from "./verdict.ts";

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

/**
 * Holds the product's scores and alerts against what the accounts of a log really did: weekly cut-offs, scores from the
 * days up to each, labels from the days after; alerts daily, over the whole log. Cut-offs of the test span judge; those of the
 * training span are scored for the sink alone.
 */
export function backtest(log: UsageLog, input: BacktestInput): Backtest {
  const { rules, spans, random, onProgress } = input;
  const { kind } = rules;
  const days = { train: cutOffs(spans.train, log, kind), test: cutOffs(spans.test, log, kind) };
  const hindsights = hindsightsOf(log.accounts, dayNumber(log.lastDay));
  const plan: Plan = {
    ...input,
    log,
    cutOffs: days.test,
    asked: [...days.train, ...days.test].map(dayNumber),
    calendar: calendarOf(log.accounts.values(), log, rules.established),
    baselines: baselinesOf(log, kind, spans.train.to),
    sites: drawSites(hindsights, random("sites")),
  };

  const rows: JudgedRow[] = [];
  const sent = new Map<string, readonly SentAlert[]>();
  const delays: InjectedDelays[] = [];
  const total = log.accounts.size;
  for (const [place, account] of [...log.accounts.keys()].entries()) {
    if (place % Math.ceil(total / 100) === 0) onProgress?.(place, total, "Scoring");
    const replayed = replayAccount(account, place, plan);
    rows.push(...replayed.rows);
    sent.set(account, replayed.sent);
    delays.push(...replayed.delays);
  }
  // By week, as they are ranked: among equals, the first comes first.
  rows.sort((one, other) => one.number - other.number || one.account - other.account);

  const verdictsOf = (baseline: BaselineName) => verdictsOn(rows, baseline, protocols[kind]);
  const tableOf = (...kinds: SignalKind[]) => alertTable(hindsights, sent, kinds);
  return {
    ...verdictsOn(rows, "health", protocols[kind], (label) => random(`intervals ${label}`)),
    spans,
    sundays: { train: sundaysOf(days.train), test: sundaysOf(days.test) },
    baselines: {
      recency: verdictsOf("recency"),
      linear: verdictsOf("linear"),
      bgNbd: verdictsOf("bgNbd"),
    },
    bands: bandFates(rows),
    tenths: tenthFates(rows),
    alerts: tableOf("drop", "silence", "band-change"),
    alertsByKind: {
      drop: tableOf("drop"),
      silence: tableOf("silence"),
      "band-change": tableOf("band-change"),
    },
    injected: {
      half: injectionResult(delays, "half"),
      quarter: injectionResult(delays, "quarter"),
      none: injectionResult(delays, "none"),
    },
  };
}

/** What is known before the first score. */
interface Plan extends BacktestInput {
  readonly log: UsageLog;
  /** The days that judge. */
  readonly cutOffs: readonly Day[];
  /** The days whose scores the sink gets, as numbers. */
  readonly asked: readonly number[];
  readonly calendar: Calendar;
  readonly baselines: Readonly<Record<BaselineName, RiskOf>>;
  /** The days after which declines are made, by account. */
  readonly sites: ReadonlyMap<string, readonly number[]>;
}

/** What a replay of one account found. */
interface Replayed {
  readonly rows: readonly JudgedRow[];
  readonly sent: readonly SentAlert[];
  readonly delays: readonly InjectedDelays[];
}

/** Replays an account over the whole log, once: declines are made in passing, each from the state that the account is in. */
function replayAccount(account: string, place: number, plan: Plan): Replayed {
  const { log, rules, calendar, baselines, random, sink } = plan;
  const series = log.accounts.get(account) ?? [];
  const eligible = eligibleRows(series, plan.cutOffs, log.lastDay, rules.kind);
  const rowOn = new Map(eligible.map((row) => [row.number, row]));
  const rows: JudgedRow[] = [];
  const sent: SentAlert[] = [];
  const visitor: ReplayVisitor = {
    scored(number, scored) {
      sink.score(account, calendar.dayAt(number), scored);
      const row = rowOn.get(number);
      if (row) rows.push(judgedRow(row, { place, series }, scored, baselines));
    },
    sent(day, { signal, figures }) {
      const alert = { account, day, kind: signal, drop: "drop" in figures ? figures.drop : null };
      sink.alert(alert);
      sent.push(alert);
    },
  };
  const replay = new AccountReplay(series, calendar, rules.of(account));
  const asked = usedBefore(series, plan.asked, rules.kind);
  const delays = (plan.sites.get(account) ?? []).map((day) => {
    replay.goTo(day, asked, visitor);
    return injectDeclines(replay, series, day, (name) => random(`${name} ${account} ${day}`));
  });
  replay.goTo(calendar.lastNumber, asked, visitor);
  return { rows, sent, delays };
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
