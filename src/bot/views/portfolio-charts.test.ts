import { describe, expect, test } from "vitest";
import type { AllAccountsChart, MoversChart } from "../../render/types.ts";
import type { AccountLine, Portfolio } from "../../results/accounts.ts";
import type { DigestChart } from "../../results/digests.ts";
import { acme, line } from "../samples/accounts.ts";
import { weekly } from "../samples/digest.ts";
import { dataDay, thresholds } from "../samples/people.ts";
import { allAccountsImage, moversImage } from "./portfolio-charts.ts";

const drawn = <Chart>(parts: ReturnType<typeof moversImage>) => {
  const [image] = parts;
  if (image?.part !== "image" || image.chart === null) throw new Error("Nothing was drawn.");
  return { chart: image.chart as Chart, alt: image.alt };
};

describe("the picture of a digest", () => {
  const row = { name: "Acme", now: 79, before: 94, band: "healthy" } as const;
  const chart: DigestChart = {
    windowDays: 7,
    rows: [row, { ...row, name: "Umbra Studios", now: 97, before: 89 }],
    others: [
      { now: 75, band: "healthy", moved: "low-or-falling" },
      { now: 76, band: "healthy", moved: "low-or-falling" },
      { now: 77, band: "healthy", moved: "rising" },
      { now: 90, band: "healthy" },
    ],
  };
  const draw = (made: DigestChart, kind: "morning" | "weekly" = "weekly") =>
    drawn<MoversChart>(moversImage({ kind, chart: made, thresholds }));

  test("counts who has no row as well, and calls only the steady ones steady", () => {
    const { chart: movers, alt } = draw(chart);
    expect(movers.title).toBe("3 low or falling, 2 rising");
    expect(movers.others.map(({ moved }) => moved)).toEqual([true, true, true, false]);
    expect(alt).toMatch(/^3 low or falling, 2 rising in 7 days\. .* 3 more, 1 steady\.$/);
  });

  test("says the window that its rows are of, also where that was not kept with them", () => {
    const { windowDays: _, ...old } = chart;
    expect(draw(chart, "morning").chart.windowDays).toBe(7);
    expect(draw(old, "weekly").chart.windowDays).toBe(7);
    expect(draw(old, "morning").chart.windowDays).toBe(28);
    expect(moversImage(weekly)[0]).toMatchObject({ alt: expect.stringContaining("in 7 days") });
  });
});

describe("the picture of all accounts", () => {
  const healthy = (at: number, score: number, more: Partial<AccountLine> = {}) =>
    line(at, `Account ${at}`, { score, band: "healthy", ...more });
  const portfolioOf = (lines: readonly AccountLine[], noData = 0, total = lines.length): Portfolio => ({
    scope: "all",
    dataDay,
    scoredAt: null,
    thresholds,
    counts: { atRisk: 0, watch: 0, healthy: total - noData, noData },
    needYou: 0,
    total,
    matching: total,
    lines,
    late: null,
    waitingEvents: 0,
  });
  const draw = (portfolio: Portfolio) => drawn<AllAccountsChart>(allAccountsImage(portfolio));

  test("gives rows to who needs somebody, then to the lowest scores, whatever their names", () => {
    const lines = [
      healthy(0, 99, { alert: acme.alert }),
      ...Array.from({ length: 39 }, (_, at) => healthy(at + 1, 99 - at)),
    ];
    const { chart } = draw(portfolioOf(lines));
    const scores = chart.rows.map(({ now }) => now);
    expect(scores).toEqual([...Array.from({ length: 29 }, (_, at) => 61 + at), 99]);
    expect(chart.rows.at(-1)?.name).toBe("Account 0");
    expect(chart.others).toHaveLength(10);
  });

  test("counts every account once: a row, a tick, those of further pages, those without data", () => {
    const empty = healthy(50, 0, { score: null, band: null });
    const lines = [...Array.from({ length: 40 }, (_, at) => healthy(at, 60 + at)), empty];
    const { chart, alt } = draw(portfolioOf(lines, 1, 100));
    expect(chart.rows.length + chart.others.length).toBe(40);
    expect(chart.undrawn).toEqual({ scored: 59, noData: 1 });
    expect(alt).toMatch(/Scores of 30 accounts from 60 to 89\. 69 more, 1 no data\.$/);
  });
});
