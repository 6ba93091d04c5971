import { AppError } from "../../errors.ts";
import { randomOf } from "../../random.ts";
import type { BacktestFindings } from "../../results/backtest.ts";
import { type BacktestRules, type BacktestSink, backtest } from "../../scoring/backtest/backtest.ts";
import {
  cutOffs,
  findPublished,
  protocols,
  type Span,
  type Spans,
  spansBefore,
  spansOf,
  trainShare,
} from "../../scoring/backtest/protocol.ts";
import { cutLog, type UsageLog } from "../../scoring/backtest/usage-log.ts";
import { daysBetween, isDay } from "../../scoring/days.ts";
import { standardAlertRules } from "../../scoring/detect/alert-rules.ts";
import { startRules } from "../../scoring/models/compile-model.ts";
import type { Day, Kind } from "../../scoring/types.ts";
import { plural } from "../../words/numbers.ts";

/** What to hold the score against, and how. */
export interface BacktestRequest {
  readonly log: UsageLog;
  /** The tenant's rules; for a file, its kind or undefined: the start model's. */
  readonly rules: BacktestRules | { readonly kind: Kind | undefined };
  /** First and last day of the test cut-offs; each may be left out. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  /** What comes after it has not happened yet. */
  readonly today: Day;
  readonly sink: BacktestSink;
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/**
 * Runs the protocol over a log. A published log is known by its counts and is cut and split as agreed; any other leaves the
 * first 40% for fitting. Without a kind, a log is retail when no account has more than one user.
 * @throws AppError `bad-input` for a day that does not exist or is still to come, or a span without a cut-off
 */
export function runBacktest(request: BacktestRequest): BacktestFindings {
  const published = findPublished(request.log);
  const log = published ? cutLog(request.log, published.since, published.before) : request.log;
  const kind = request.rules.kind ?? published?.kind ?? kindOf(log);
  const { sink, onProgress } = request;
  const found = backtest(log, {
    rules: "of" in request.rules ? request.rules : startBacktestRules(kind),
    spans: spansAsked(request, log, kind, published?.kind === kind ? published : spansOf(log, kind)),
    random: randomOf,
    sink,
    ...(onProgress ? { onProgress } : {}),
  });
  const { firstDay, lastDay } = log;
  return {
    ...found,
    kind,
    published: published?.name ?? null,
    log: { accounts: log.accounts.size, firstDay, lastDay },
  };
}

/** The spans, as they were asked for or else agreed. */
function spansAsked({ from, to, today }: BacktestRequest, log: UsageLog, kind: Kind, agreed: Spans): Spans {
  const test: Span = {
    from: checked(from, today) ?? agreed.test.from,
    to: checked(to, today) ?? agreed.test.to,
  };
  if (cutOffs(test, log, kind).length === 0) {
    const given = from !== undefined || to !== undefined;
    throw new AppError("bad-input", given ? noSunday(test, log, kind) : tooShort(log, kind));
  }
  return from === undefined ? { train: agreed.train, test } : spansBefore(log, kind, test);
}

function noSunday({ from, to }: Span, { firstDay, lastDay }: UsageLog, kind: Kind): string {
  const { horizonDays } = protocols[kind];
  return `There is no Sunday to judge on from ${from} to ${to}: the log has days from ${firstDay} to ${lastDay}, and labels take the ${horizonDays} after each.`;
}

function tooShort({ firstDay, lastDay }: UsageLog, kind: Kind): string {
  const has = daysBetween(firstDay, lastDay) + 1;
  return `The log is too short to judge: ${plural(has, "day")}, from ${firstDay} to ${lastDay}, and ${kind} takes ${leastDays(kind)}. A shorter one can be judged on Sundays that you name, with --from.`;
}

/** Days of a log, in round tens, that leave a Sunday to judge on: W, twice H, and the share of the rest that is for fitting. */
function leastDays(kind: Kind): number {
  const { windowDays, horizonDays } = protocols[kind];
  return Math.ceil((windowDays + (2 * horizonDays + 7) / (1 - trainShare)) / 10) * 10;
}

/** The start model's rules for every account of a log. */
function startBacktestRules(kind: Kind): BacktestRules {
  const rules = { score: startRules[kind], alerts: standardAlertRules(false) };
  return { kind, established: rules.score.established, of: () => rules };
}

function kindOf(log: UsageLog): Kind {
  for (const series of log.accounts.values()) {
    const user = series[0]?.users[0];
    if (series.some(({ users }) => users.some((other) => other !== user))) return "b2b";
  }
  return "retail";
}

function checked(day: Day | undefined, today: Day): Day | undefined {
  if (day === undefined) return undefined;
  if (!isDay(day)) throw new AppError("bad-input", `“${day}” is no day. Write it as 2026-11-19.`);
  if (day > today)
    throw new AppError("bad-input", `${day} is still to come: nothing after ${today} can be judged.`);
  return day;
}
