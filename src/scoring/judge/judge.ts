import { addDays, dayNumber } from "../days.ts";
import type { Day, Kind } from "../types.ts";
import { type EligibleRow, eligibleRows } from "./eligible-rows.ts";
import { auc, averagePrecision, type Judged, precisionAtTenth } from "./measures.ts";
import { protocols, type Span, trainShare } from "./protocol.ts";
import type { UsageLog } from "./usage-log.ts";

/** Any scorer: an account's score on a final day, higher is healthier; null if it has none. */
export type ScoreAt = (account: string, day: Day) => number | null;

/** What a scorer is worth on one label. */
export interface Verdict {
  readonly rows: number;
  readonly accounts: number;
  /** Share of the rows that came true: the AP of a scorer that knows nothing. */
  readonly base: number;
  readonly auc: number;
  readonly averagePrecision: number;
  readonly precisionAtTenth: number;
}

/** How well scores told what came, in one span. */
export interface Judgement {
  readonly span: Span;
  readonly lapse: Verdict;
  /** Null for a kind without this label. */
  readonly decline: Verdict | null;
  /** Eligible rows for which the scorer had no score; they are left out of the verdicts. */
  readonly unscored: number;
}

/**
 * Holds a scorer against what the accounts of a log really did: weekly cut-offs, scores from the days up to each, labels
 * from the days after. `span` of the cut-offs: by default the published one where the log covers it, else `testSpan`.
 */
export function judge(log: UsageLog, scoreAt: ScoreAt, kind: Kind, options: { span?: Span } = {}): Judgement {
  const span = options.span ?? defaultSpan(log, kind);
  const scored: { row: EligibleRow; risk: number }[] = [];
  let unscored = 0;
  for (const row of eligibleRows(log, span, kind)) {
    const score = scoreAt(row.account, row.day);
    if (score === null) unscored += 1;
    else scored.push({ row, risk: -score });
  }
  const declines = scored.filter(({ row }) => row.decline !== null);
  return {
    span,
    lapse: verdictOn(scored, (row) => row.lapse),
    decline: protocols[kind].declines ? verdictOn(declines, (row) => row.decline === true) : null,
    unscored,
  };
}

/** The span to judge on: what is left of a log after its first W days, 40% for fitting, and H days between. */
export function testSpan(log: UsageLog, kind: Kind): Span {
  const { windowDays, horizonDays } = protocols[kind];
  const start = addDays(log.firstDay, windowDays);
  const length = Math.max(0, dayNumber(log.lastDay) - dayNumber(start));
  return {
    from: addDays(start, Math.floor(length * trainShare) + horizonDays),
    to: addDays(log.lastDay, -horizonDays),
  };
}

function defaultSpan(log: UsageLog, kind: Kind): Span {
  const { test } = protocols[kind].published;
  return log.firstDay <= test.from && log.lastDay > test.to ? test : testSpan(log, kind);
}

function verdictOn(
  scored: readonly { row: EligibleRow; risk: number }[],
  bad: (row: EligibleRow) => boolean,
): Verdict {
  const items = scored.map(({ row, risk }) => ({ day: row.day, risk, bad: bad(row) }));
  const weeks = new Map<Day, Judged[]>();
  for (const item of items) {
    const week = weeks.get(item.day);
    if (week) week.push(item);
    else weeks.set(item.day, [item]);
  }
  return {
    rows: items.length,
    accounts: new Set(scored.map(({ row }) => row.account)).size,
    base: items.filter((item) => item.bad).length / items.length,
    auc: auc(items),
    averagePrecision: averagePrecision(items),
    precisionAtTenth: precisionAtTenth(weeks.values()),
  };
}
