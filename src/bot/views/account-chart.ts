import type { AccountChart } from "../../render/types.ts";
import type { AccountCard } from "../../results/accounts.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay } from "../../words/dates.ts";
import { shortMonthDay } from "../../words/day-words.ts";
import { shortName, shownName } from "../../words/names.ts";
import { count, days, plural, usage } from "../../words/numbers.ts";
import { type BandNames, bandAndSignal, bandWords, statusWords } from "../../words/status.ts";
import type { Part } from "../message.ts";
import { accountPath } from "./paths.ts";

/** Points that a low or a high must lie beyond both ends of the line to be named. */
const plainPoints = 5;

/** What an account's chart needs: the card, or the page with another range. */
export type ChartedAccount = Pick<
  AccountCard,
  | "id"
  | "name"
  | "score"
  | "band"
  | "signal"
  | "scoreBefore"
  | "thresholds"
  | "dataDay"
  | "series"
  | "actual"
  | "usual"
>;

/** The account chart: health above user-days a week. A range that has passed has the figures of its own end. */
export function accountChart(account: ChartedAccount, names: BandNames = bandWords): AccountChart {
  const { series } = account;
  return {
    kind: "account",
    name: shownName(account.name),
    subtitle: subtitleOf(account, names),
    thresholds: account.thresholds,
    health: series.health,
    band: isPast(account) ? null : account.band,
    bandNames: names,
    weeks: series.weeks,
    usualWeek: series.usualWeek,
    usageHead: usageHead(account),
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

/**
 * What the chart shows, in words: "Acme, 21 August to 19 November. Health fell from 94 to 79, healthy, dropping. 47 user-days in 28
 * days, usual 92. From 11 to 24 by week." A low or a high on the way is named: "Health fell from 97 to 70 on 14 October, 97 now".
 */
export function accountChartAlt(account: ChartedAccount, today: Day, names: BandNames = bandWords): string {
  const { series } = account;
  const range = `${shortName(account.name)}, ${proseDay(series.from, today)} to ${proseDay(series.to, today)}.`;
  return `${range} ${healthSentence(account, today, names)} ${useSentence(account, today)}`;
}

/** Whether the range ends before the account's last day: what stands of today is then not of what is drawn. */
function isPast({ series, dataDay }: ChartedAccount): boolean {
  return dataDay !== null && series.to < dataDay;
}

function usageHead(account: ChartedAccount): string {
  if (isPast(account)) {
    const { windowDays, userDays } = lastWeeks(account);
    return `${days(windowDays)} to ${shortMonthDay(account.series.to)} ${count(userDays)}`;
  }
  if (account.usual === null) return "no baseline yet";
  return `last 28 days ${count(account.actual)}, usual ${count(account.usual)}`;
}

/** The range's last four weeks, fewer where it is shorter. */
function lastWeeks({ series }: ChartedAccount) {
  const weeks = series.weeks.slice(-4);
  return { windowDays: weeks.length * 7, userDays: weeks.reduce((sum, { userDays }) => sum + userDays, 0) };
}

function subtitleOf(account: ChartedAccount, names: BandNames): string {
  if (account.score === null) return "No data yet";
  const before = account.scoreBefore === null ? "" : ` · ${account.scoreBefore} four weeks ago`;
  return `Health ${statusWords(account, names)}${before}`;
}

function healthSentence(account: ChartedAccount, today: Day, names: BandNames): string {
  const known = account.series.health.flatMap(({ day, score }) =>
    score === null ? [] : [{ day, score: Math.round(score) }],
  );
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return "No health score yet.";
  const now = isPast(account) ? "" : ` now, ${bandAndSignal(account, names)}`;
  const standing = isPast(account) ? "" : `, ${bandAndSignal(account, names)}`;
  const low = known.reduce((one, other) => (other.score < one.score ? other : one));
  const high = known.reduce((one, other) => (other.score > one.score ? other : one));
  const hasLow = Math.min(first.score, last.score) - low.score >= plainPoints;
  const hasHigh = high.score - Math.max(first.score, last.score) >= plainPoints;
  const on = ({ day, score }: typeof low) => `${score} on ${proseDay(day, today)}`;
  if (hasLow && hasHigh) return `Health between ${on(low)} and ${on(high)}, ${last.score}${now}.`;
  if (hasLow) return `Health fell from ${first.score} to ${on(low)}, ${last.score}${now}.`;
  if (hasHigh) return `Health rose from ${first.score} to ${on(high)}, ${last.score}${now}.`;
  return `Health ${moved(first.score, last.score)}${standing}.`;
}

function useSentence(account: ChartedAccount, today: Day): string {
  const weeks = account.series.weeks.map(({ userDays }) => userDays);
  const [low, high] = [Math.min(...weeks), Math.max(...weeks)].map(count);
  const range = low === high ? ` ${low} in every week.` : ` From ${low} to ${high} by week.`;
  const byWeek = weeks.length < 2 ? "" : range;
  if (isPast(account)) {
    const { windowDays, userDays } = lastWeeks(account);
    const window = `the ${days(windowDays)} to ${proseDay(account.series.to, today)}`;
    return `${plural(userDays, "user-day")} in ${window}.${byWeek}`;
  }
  const baseline = account.usual === null ? ", no baseline yet" : "";
  return `${usage(account.actual, account.usual)}${baseline}.${byWeek}`;
}

function moved(from: number, to: number): string {
  if (from === to) return `stayed at ${to}`;
  return `${to < from ? "fell" : "rose"} from ${from} to ${to}`;
}
