import type { AccountChart } from "../../render/types.ts";
import type { AccountCard } from "../../results/accounts.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay } from "../../words/dates.ts";
import { shortName, shownName } from "../../words/names.ts";
import { count } from "../../words/numbers.ts";
import { type BandNames, bandAndSignal, bandWords, statusWords } from "../../words/status.ts";
import type { Part } from "../message.ts";
import { accountPath } from "./paths.ts";

/** What an account's chart needs: the card, or the page with another range. */
export type ChartedAccount = Pick<
  AccountCard,
  "id" | "name" | "score" | "band" | "signal" | "scoreBefore" | "thresholds" | "series" | "actual" | "usual"
>;

/** The account chart: health above user-days a week (UX 3.2). */
export function accountChart(account: ChartedAccount, names: BandNames = bandWords): AccountChart {
  const { series } = account;
  return {
    kind: "account",
    name: shownName(account.name),
    subtitle: subtitleOf(account, names),
    thresholds: account.thresholds,
    health: series.health,
    band: account.band,
    bandNames: names,
    weeks: series.weeks,
    usualWeek: series.usualWeek,
    usageHead:
      account.usual === null
        ? "no baseline yet"
        : `last 28 days ${count(account.actual)}, usual ${count(account.usual)}`,
    unit: "user-days",
    events: series.events,
  };
}

/** The chart as a part of a message; none when there is nothing to draw. */
export function accountImage(
  account: ChartedAccount,
  today: Day,
  names: BandNames = bandWords,
): readonly Part[] {
  const { series } = account;
  if (series.health.length === 0 && series.weeks.length === 0) return [];
  return [
    {
      part: "image",
      chart: accountChart(account, names),
      alt: accountChartAlt(account, today, names),
      path: accountPath(account.id),
    },
  ];
}

/** "Acme, 21 Aug to 19 Nov. Health fell from 94 to 79, healthy. User-days fell from about 23 to 12 a week." */
export function accountChartAlt(account: ChartedAccount, today: Day, names: BandNames = bandWords): string {
  const { series } = account;
  const range = `${shortName(account.name)}, ${proseDay(series.from, today)} to ${proseDay(series.to, today)}.`;
  const scores = series.health.flatMap(({ score }) => (score === null ? [] : [Math.round(score)]));
  const [first, last] = [scores[0], scores.at(-1)];
  const health =
    first === undefined || last === undefined
      ? "No health score yet."
      : `Health ${moved(first, last, "")}, ${bandAndSignal(account, names)}.`;
  const before = average(series.weeks.slice(0, -4).map(({ userDays }) => userDays));
  const lately = average(series.weeks.slice(-4).map(({ userDays }) => userDays));
  const use =
    before === null || lately === null
      ? ""
      : ` User-days ${moved(Math.round(before), Math.round(lately), "about ")} a week.`;
  return `${range} ${health}${use}`;
}

function subtitleOf(account: ChartedAccount, names: BandNames): string {
  if (account.score === null) return "No data yet";
  const before = account.scoreBefore === null ? "" : ` · ${account.scoreBefore} four weeks ago`;
  return `Health ${statusWords(account, names)}${before}`;
}

function moved(from: number, to: number, about: string): string {
  if (from === to) return `stayed at ${about}${count(to)}`;
  return `${to < from ? "fell" : "rose"} from ${about}${count(from)} to ${count(to)}`;
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
