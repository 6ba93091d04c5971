import type { BacktestFindings } from "../results/backtest.ts";
import type { BaselineName } from "../scoring/backtest/baselines.ts";
import type { InjectionName } from "../scoring/backtest/injections.ts";
import { protocols, type Sundays } from "../scoring/backtest/protocol.ts";
import type { Verdict } from "../scoring/backtest/verdict.ts";
import type { SignalKind } from "../scoring/types.ts";
import { datedDay, dayRange } from "./day-words.ts";
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
  const { kind, published, log, spans, lapse, sundays } = findings;
  const { horizonDays } = protocols[kind];
  const known = published === null ? "" : ` (the published ${published} log, with its agreed spans)`;
  return [
    `${source}${known}: ${plural(log.accounts, "account")}, ${dayRange(log.firstDay, log.lastDay)}, ${kind}.`,
    `Judged on ${sundaysInWords(sundays.test)}, by the ${horizonDays} days after each: ${plural(lapse.rows, "row")} of ${plural(lapse.accounts, "account")}.`,
    ...(sundays.train.count === 0
      ? []
      : [
          `What came up to ${datedDay(spans.train.to)} is left for fitting, with ${sundaysInWords(sundays.train)}: none of them judges.`,
        ]),
    ...unknownOf(findings),
  ];
}

/** "582 Sundays, 11 Jan 2015 – 1 Mar 2026". */
function sundaysInWords({ first, last, ...sundays }: Sundays): string {
  const counted = plural(sundays.count, "Sunday");
  return first === null || last === null ? counted : `${counted}, ${dayRange(first, last)}`;
}

/** An account that stops is judged on about five Sundays before it is silent for too long: fewer rows are of one or two. */
const fewRows = 10;

function fewWords(verdict: Verdict, what: string): string[] {
  const bad = Math.round(verdict.base * verdict.rows);
  if (!isRanked(verdict) || bad >= fewRows) return [];
  return [
    `Only ${count(bad)} of ${plural(verdict.rows, "row")} ${what} afterwards: figures of so few are chance.`,
  ];
}

/** Whether there is something to rank: of a log in which nobody stopped, or everybody did, no order is better than another. */
export function isRanked(verdict: Verdict | null): verdict is Verdict {
  return verdict !== null && verdict.base > 0 && verdict.base < 1;
}

/** What the log can't tell, a sentence each: figures of it are missing. */
export function unknownOf({ kind, lapse, decline, alerts, injected, baselines }: BacktestFindings): string[] {
  const { activeDays, windowDays, users } = protocols[kind];
  if (lapse.rows === 0) {
    const by = users > 1 ? ` by ${users} users or more` : "";
    return [
      `No account could be judged: none was used on ${activeDays} days of ${windowDays}${by}, and lately, on any of these Sundays.`,
    ];
  }
  const sentences = [];
  if (lapse.base === 0) sentences.push("Nobody stopped afterwards: there is nothing to rank.");
  if (lapse.base === 1) sentences.push("Everybody stopped afterwards: there is nothing to rank.");
  if (decline?.rows === 0) sentences.push("No account was used enough before for a fall to 30% to be told.");
  if (decline?.base === 0) sentences.push("Nobody fell to 30% afterwards: there is nothing to rank.");
  if (decline?.base === 1) sentences.push("Everybody fell to 30% afterwards: there is nothing to rank.");
  sentences.push(...fewWords(lapse, "stopped"), ...(decline ? fewWords(decline, "fell to 30%") : []));
  if ([lapse, decline].some((verdict) => isRanked(verdict) && Number.isNaN(verdict.p10)))
    sentences.push("P@10% takes weeks with 20 rows: there is none.");
  if (Number.isNaN(baselines.bgNbd.lapse.auc) && isRanked(lapse))
    sentences.push("BG/NBD could not be fitted: nobody was known before these days.");
  if (alerts.declines === 0) sentences.push("There is no lasting decline that alerts could tell of.");
  if (injected.half.sites === 0)
    sentences.push("No account is used enough, and steadily enough, to cut its use at random places.");
  return sentences;
}
