import { expect, test } from "vitest";
import { addDays } from "../../scoring/days.ts";
import { acmeCard } from "../samples/accounts.ts";
import { accountChart, accountChartAlt, type ChartedAccount } from "./account-chart.ts";

const today = "2026-11-20";

/** An account of thirteen weeks whose health went through these scores, one a week. */
function went(scores: readonly (number | null)[], over: Partial<ChartedAccount> = {}): ChartedAccount {
  const to = "2026-11-19";
  const from = addDays(to, 1 - scores.length * 7);
  const weeks = scores.map((_, at) => ({
    firstDay: addDays(from, at * 7),
    lastDay: addDays(from, at * 7 + 6),
    userDays: 10 + at,
  }));
  const health = weeks.map(({ lastDay }, at) => ({ day: lastDay, score: scores[at] ?? null }));
  return {
    ...acmeCard,
    dataDay: to,
    band: "healthy",
    signal: null,
    actual: 47,
    usual: 92,
    series: { ...acmeCard.series, from, to, health, weeks },
    ...over,
  };
}

const healthOf = (scores: readonly (number | null)[]) => accountChartAlt(went(scores), today).split(". ")[1];

test.each([
  [[94, 93, 86, 79], "Health fell from 94 to 79, healthy"],
  [[97, 97, 97], "Health stayed at 97, healthy"],
  [[97, 70, 97], "Health fell from 97 to 70 on 12 November, 97 now, healthy"],
  [[60, 90, 62], "Health rose from 60 to 90 on 12 November, 62 now, healthy"],
  [[80, 60, 95, 80], "Health between 60 on 5 November and 95 on 12 November, 80 now, healthy"],
  [[97, 93, 97], "Health stayed at 97, healthy"],
  [[null, 80, null], "Health stayed at 80, healthy"],
  [[null, null], "No health score yet"],
])("the words of a line through %j name what it shows: “%s”", (scores, words) => {
  expect(healthOf(scores)).toBe(words);
});

test("use is held against usual, as the alert holds it", () => {
  expect(accountChartAlt(went([90, 90]), today)).toMatch(
    / 47 user-days in 28 days, usual 92\. From 10 to 11 by week\.$/,
  );
  expect(accountChartAlt(went([90], { usual: null }), today)).toMatch(
    / 47 user-days in 28 days, no baseline yet\.$/,
  );
});

test("a range that has passed says nothing of today's standing, in picture and words", () => {
  const past = went([90, 90, 90, 90, 90], { dataDay: "2026-12-24" });
  expect(accountChart(past)).toMatchObject({ band: null, usageHead: "28 days to 19 Nov 50" });
  expect(accountChartAlt(past, "2026-12-25")).toBe(
    "Acme, 16 October to 19 November. Health stayed at 90. 50 user-days in the 28 days to 19 November. From 10 to 14 by week.",
  );
  expect(accountChart(went([90]))).toMatchObject({ band: "healthy", usageHead: "last 28 days 47, usual 92" });
});
