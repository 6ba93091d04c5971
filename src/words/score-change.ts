import type { PublishedSince } from "../results/digests.ts";
import type {
  ChangedPart,
  ChangeFigures,
  DaysInUse,
  FeatureChange,
  MetricFigure,
  ScoreChange,
} from "../results/score-change.ts";
import { pauseDays } from "../scoring/constants.ts";
import type { ToldPart } from "../scoring/explain/told-parts.ts";
import { datedDay, sameYear, shortMonthDay } from "./day-words.ts";
import { metricFigure } from "./metrics.ts";
import { cutEnd, shownName } from "./names.ts";
import { count, days, plural, signed, usage, usageFigures } from "./numbers.ts";
import { lateWords, pointsWords } from "./status.ts";

/** Features that are named as fallen, and as risen. */
const mostFalls = 2;
const mostRises = 1;
/** Longer names cost what follows them. */
const featureLength = 60;

/** "14 of 25"; "no data" and "not counted" where the second day has no points of that part. */
export function pointsThen(part: ChangedPart): string {
  return part.points === null && part.max > 0 ? "no data" : pointsWords(part);
}

/** "14 of 25 (−11)". */
export function partPoints(part: ChangedPart): string {
  return `${pointsThen(part)} (${signed(part.change)})`;
}

/** A part's own figures on both days: "47 user-days in 28 days, usual 92; was 94, usual 95". */
export function partFigures(change: ScoreChange, part: ToldPart): string {
  const { before, after } = change;
  switch (part) {
    case "recent":
    case "habit":
      return daysInUse(before[part], after[part]);
    case "trend":
      return [trendFigures(change), trendSplit(change)].filter((words) => words !== "").join(". ");
    case "people":
      return peopleFigures(change);
    case "support":
    case "sentiment":
    case "commercial":
      return metricFigures(
        before.metrics.find((one) => one.part === part),
        after.metrics.find((one) => one.part === part),
      );
    case "other":
      return "told as one, without its figures";
    default:
      return part satisfies never;
  }
}

function daysInUse(before: DaysInUse, after: DaysInUse): string {
  const days = `in use on ${after.activeDays} of ${after.windowDays} days, was ${before.activeDays}`;
  const full = `full at ${tenths(after.full)}`;
  // By another memory days count otherwise: then each sum stands beside what is full by its own.
  const weighed =
    before.full === after.full
      ? `${tenths(after.weighed)} in all, was ${tenths(before.weighed)}; ${full}`
      : `${tenths(after.weighed)} in all, ${full}; was ${tenths(before.weighed)}, full at ${tenths(before.full)}`;
  return `${days}; newer days count more: ${weighed}`;
}

function tenths(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

/** Silent days cost by themselves where use makes them plain. What is told of an open alert stays usual here too; what the score counts by now stands beside it. */
function trendFigures({ before, after, usualAtOpening }: ScoreChange): string {
  const now = `${usage(after.actual, usualAtOpening ?? after.usual)}${after.usual === null ? ", no usual yet" : ""}`;
  const counted =
    usualAtOpening === null || after.usual === null
      ? ""
      : ` when the alert opened, ${count(after.usual)} in the score by now`;
  const then =
    before.usual === null
      ? `${count(before.actual)}, no usual yet`
      : usageFigures(before.actual, before.usual);
  const silent = after.silentDays > pauseDays ? `, nobody for ${days(after.silentDays)}` : "";
  return `${now}${counted}${silent}; was ${then}`;
}

/** "By use −9, the market −2": said where more than use moved it. */
function trendSplit({ trend, before, after }: ScoreChange): string {
  if (trend === null) return "";
  const terms: [string, number, boolean][] = [
    ["use", trend.use, true],
    ["usual", trend.usual, true],
    ["the market", trend.market ?? 0, hasMarket(before, after)],
    ["its weight", trend.weight, false],
  ];
  const said = terms.filter(([, points, always]) => points !== 0 || always);
  const moved = terms.filter(([, points]) => points !== 0);
  if (moved.length < 2 && (trend.market ?? 0) === 0) return "";
  return `By ${said.map(([name, points]) => `${name} ${signed(points)}`).join(", ")}`;
}

function peopleFigures({ before, after, people }: ScoreChange): string {
  const { came, went } = people;
  const moved = came + went === 0 ? "" : `; ${count(came)} came, ${count(went)} went`;
  const then = `was ${count(before.users28)}`;
  if (before.users112 === null || after.users112 === null)
    return `${plural(after.users28, "person", "people")} in 28 days, ${then}${moved}`;
  const counted = `${plural(after.users112, "person", "people")} in 16 weeks, was ${count(before.users112)}`;
  return `${counted}. In 28 days ${count(after.users28)}, ${then}${moved}`;
}

function metricFigures(before: MetricFigure | undefined, after: MetricFigure | undefined): string {
  const known = after ?? before;
  if (known === undefined) return "";
  const now = after === undefined ? "no part of the score any more" : metricValue(after);
  const then = before === undefined ? "no part of the score" : metricValue(before);
  const held = after?.held ? "; more of it counts once somebody comes" : "";
  return `${shownName(known.label)}: ${now}, was ${then}${held}`;
}

function metricValue(metric: MetricFigure): string {
  const { value, kind, windowDays } = metric;
  const [late] = lateWords(metric);
  if (value === null) return late ?? "no data";
  // A gauge is what it was last; all else is of its window.
  const figure = shownName(metricFigure(metric, value));
  const words = kind === "gauge" ? figure : `${figure} in ${windowDays} days`;
  return late === undefined ? words : `${words} (${late})`;
}

/** Whether usual is another by how all accounts did, and the reader is told so. */
function hasMarket(...figures: readonly Pick<ChangeFigures, "market">[]): boolean {
  return figures.some(({ market }) => market !== null && Math.abs(market - 1) >= 0.005);
}

/** "How all accounts did: usual ×0.93, was ×1.00"; "" where there is no market on either day, or none that is told. */
export function marketWords({ before, after }: Pick<ScoreChange, "before" | "after">): string {
  if (before.market === null || after.market === null || !hasMarket(before, after)) return "";
  return `usual is adjusted by how all accounts did: ×${after.market.toFixed(2)}, was ×${before.market.toFixed(2)}`;
}

/**
 * "User-days in the 28 days to 22 Oct and to 19 Nov: fell most, Planning board 41 to 14; rose most, Reports 3 to 12."; "" where no
 * feature moved. Held against the first day's window, not against usual, and therefore dated.
 */
export function featureWords({ features, from, to }: Pick<ScoreChange, "features" | "from" | "to">): string {
  const moved = features.toSorted((one, other) => one.after - one.before - (other.after - other.before));
  const falls = moved.filter(({ before, after }) => after < before).slice(0, mostFalls);
  const rises = moved.filter(({ before, after }) => after > before).slice(-mostRises);
  if (falls.length + rises.length === 0) return "";
  const day = sameYear(from.day, to.day) ? shortMonthDay : datedDay;
  const words = ({ feature, before, after }: FeatureChange) =>
    `${cutEnd(shownName(feature), featureLength)} ${count(before)} to ${count(after)}`;
  const said = [
    ...(falls.length === 0 ? [] : [`fell most, ${falls.map(words).join(", ")}`]),
    ...(rises.length === 0 ? [] : [`rose most, ${rises.map(words).join(", ")}`]),
  ].join("; ");
  return `User-days in the 28 days to ${day(from.day)} and to ${day(to.day)}: ${said}.`;
}

/** "version 2 to version 3 for Enterprise": a segment's name is a tenant's own word. */
export function rulesFromTo({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${shownName(from)} to ${shownName(to)}`;
}

/** "The rules of the score changed in between, from version 2 to version 3: −2 by themselves."; "" for one set of rules. */
export function rulesWords({ rules }: Pick<ScoreChange, "rules">): string {
  if (rules === null) return "";
  const changed = `The rules of the score changed in between, from ${rulesFromTo(rules)}`;
  return rules.points === null
    ? `${changed}. What that did by itself can't be told any more: the parts below hold it.`
    : `${changed}: ${signed(rules.points)} by themselves.`;
}

/** "Scoring v2 since 22 Nov moved 18 accounts.": what a publish moved is told once, not account by account. */
export function publishedWords({ version, since, accounts }: PublishedSince): string {
  return `Scoring v${version} since ${shortMonthDay(since)} moved ${plural(accounts, "account")}.`;
}
