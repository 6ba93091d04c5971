import type { BaselineName } from "../scoring/backtest/baselines.ts";
import type { InjectionName } from "../scoring/backtest/injections.ts";
import { protocols } from "../scoring/backtest/protocol.ts";
import type { SignalKind } from "../scoring/types.ts";
import type { BacktestFindings } from "../usecases/backtest/run-backtest.ts";
import { count, plural } from "./numbers.ts";

/** What the scorers are called. */
export const scorerNames: Readonly<Record<BaselineName | "health", string>> = {
  health: "health",
  recency: "days silent",
  linear: "28 against 28",
  bgNbd: "BG/NBD",
};

/** What the kinds of alerts are called. */
export const alertNames: Readonly<Record<SignalKind | "all", string>> = {
  all: "all",
  drop: "drop",
  silence: "silence",
  "band-change": "into at risk",
};

/** What the injected declines are called. */
export const injectedNames: Readonly<Record<InjectionName, string>> = {
  half: "to a half",
  quarter: "to a quarter",
  none: "to nothing",
};

/** What was held against what, a sentence each. */
export function aboutBacktest(source: string, findings: BacktestFindings): string[] {
  const { kind, published, log, spans, lapse, cutOffs } = findings;
  const { horizonDays } = protocols[kind];
  const known = published === null ? "" : ` (the published ${published} log, with its agreed spans)`;
  return [
    `${source}${known}: ${plural(log.accounts, "account")}, ${log.firstDay} to ${log.lastDay}, ${kind}.`,
    `Judged on ${plural(cutOffs, "Sunday")} from ${spans.test.from} to ${spans.test.to} by the ${horizonDays} days after each: ${count(lapse.rows)} rows of ${plural(lapse.accounts, "account")}.`,
  ];
}
