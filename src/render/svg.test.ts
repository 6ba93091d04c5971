import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  accountChart,
  allAccountsChart,
  featureUsageChart,
  metricChart,
  moversChart,
  sampleCharts,
  scoreChangeChart,
} from "../../bench/parts/sample-charts.ts";
import { paletteOf } from "./palette.ts";
import { specOf } from "./specs/spec-of.ts";
import { chartToSvg } from "./svg.ts";
import type { AccountChart, Chart } from "./types.ts";

/** The words of a chart, in the order in which they are drawn. */
async function wordsOf(chart: Chart, options: { width?: number; title?: boolean } = {}): Promise<string[]> {
  const { svg } = await chartToSvg(chart, { theme: "light", ...options });
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? "");
}

const withScores = (scores: readonly (number | null)[]): AccountChart => ({
  ...accountChart,
  events: [],
  health: accountChart.health.map(({ day }, index) => ({
    day,
    score: scores[index % scores.length] ?? null,
  })),
});

describe("every chart", () => {
  it("is drawn again as before, whatever was drawn between", async () => {
    const first = await chartToSvg(accountChart, { theme: "light" });
    for (const chart of sampleCharts) await chartToSvg(chart, { theme: "light" });
    await chartToSvg({ ...accountChart, name: "Another" }, { theme: "light" });
    expect(await chartToSvg(accountChart, { theme: "light" })).toEqual(first);
  });

  it("is laid out for its width, not scaled, and leaves its title to the page when asked", async () => {
    for (const chart of sampleCharts) {
      for (const width of [288, 360, 600]) {
        const drawing = await chartToSvg(chart, { theme: "themed", width, title: false });
        expect(drawing.svg).toContain(`viewBox="0 0 ${width} ${drawing.height}"`);
        expect(
          [...drawing.svg.matchAll(/font-size="(\d+)px"/g)].map(([, size]) => Number(size)),
        ).not.toContain(10);
      }
    }
    expect(await wordsOf(accountChart, { title: true })).toContain("Acme");
    expect(await wordsOf(accountChart, { title: false })).not.toContain("Acme");
  });

  it("weighs at most 8 KB compressed on a page", async () => {
    for (const chart of sampleCharts) {
      const { svg } = await chartToSvg(chart, { theme: "themed", width: 600, title: false });
      expect(gzipSync(svg).length, chart.kind).toBeLessThan(8_000);
    }
  });

  it("is compiled without what it says: Vega makes code of a drawing, and no word or figure of a tenant is in it", () => {
    const layout = { width: 360, title: true, palette: paletteOf("light") };
    const compiled = (chart: Chart) => JSON.stringify({ ...specOf(chart, layout), datasets: {}, height: 0 });
    const said = new Set(["name", "title", "subtitle", "label", "feature", "usageHead", "words"]);
    const hostile = (chart: Chart): Chart =>
      JSON.parse(JSON.stringify(chart), (key, value) =>
        said.has(key) ? `"'}]);process.exit(1)//` : key === "score" || key === "userDays" ? 7 : value,
      );
    for (const chart of sampleCharts) {
      expect(JSON.stringify(hostile(chart)), chart.kind).toContain("process.exit");
      expect(compiled(hostile(chart)), chart.kind).toBe(compiled(chart));
    }
  });

  it("draws a name that looks like markup as the words it is", async () => {
    const { svg } = await chartToSvg({ ...accountChart, name: `<script>"&'` }, { theme: "light" });
    expect(svg).not.toContain("<script>");
    expect(svg).toContain("&lt;script&gt;");
  });
});

describe("the account chart", () => {
  it("is drawn from 30, and from 0 as soon as a score is under 35; the floor is printed", async () => {
    const high = await wordsOf(withScores([80, 36]));
    expect(high).toContain("30");
    const low = await wordsOf(withScores([80, 34.9]));
    expect(low).not.toContain("30");
    expect(low.filter((word) => word === "0").length).toBe(2);
  });

  it("ticks at the tenant's thresholds", async () => {
    const words = await wordsOf({ ...accountChart, thresholds: { atRisk: 52, watch: 66, leave: 3 } });
    expect(words).toEqual(expect.arrayContaining(["100", "66", "52", "30"]));
  });

  it("leaves a gap in the line where there is no data, and says so", async () => {
    const chart = withScores([80]);
    const gap = {
      ...chart,
      health: chart.health.map((point, at) => (at > 30 && at < 60 ? { ...point, score: null } : point)),
    };
    expect(await wordsOf(gap)).toContain("no data");
    expect(await wordsOf(chart)).not.toContain("no data");
    const line = async (drawn: Chart) => {
      const { svg } = await chartToSvg(drawn, { theme: "light" });
      return /<path d="([^"]*)"[^>]*stroke-width="2.2"/.exec(svg)?.[1]?.match(/M/g)?.length;
    };
    expect(await line(chart)).toBe(1);
    expect(await line(gap)).toBe(2);
  });

  it("shows month starts and the last day, and no other", async () => {
    const words = await wordsOf(accountChart);
    expect(words.filter((word) => /^\d+ [A-Z][a-z]{2}$/.test(word))).toEqual([
      "1 Sep",
      "1 Oct",
      "1 Nov",
      "19 Nov",
    ]);
  });

  it("labels the four newest events, and counts the rest on the web", async () => {
    const events = [1, 2, 3, 4, 5, 6].map((at) => ({ day: `2026-10-0${at}`, label: `Event ${at}` }));
    const words = await wordsOf({ ...accountChart, events }, { width: 600, title: false });
    expect(words.filter((word) => word.startsWith("Event")).sort()).toEqual([
      "Event 3",
      "Event 4",
      "Event 5",
      "Event 6",
    ]);
    expect(words).toContain("+2 more");
  });

  it("draws no range and no end value for an account without baseline or score", async () => {
    const words = await wordsOf({
      ...withScores([null]),
      band: null,
      usualWeek: null,
      usageHead: "no baseline yet",
    });
    expect(words).toContain("no baseline yet");
    expect(words).not.toContain("usual");
    expect(words).toContain("no data");
  });
});

describe("portfolio charts", () => {
  it("show the difference of the rounded scores, with a sign, and a dash where it is unknown", async () => {
    const rows = [
      { name: "A", now: 79.4, before: 94.5, band: "healthy" as const },
      { name: "B", now: 70.6, before: 70.4, band: "healthy" as const },
      { name: "C", now: 80, before: 80.3, band: "healthy" as const },
      { name: "D", now: 80, before: null, band: "healthy" as const },
    ];
    const words = await wordsOf({ ...moversChart, rows, others: [] });
    const rowOf = (name: string) => words.slice(words.indexOf(name), words.indexOf(name) + 3);
    expect(rowOf("A")).toEqual(["A", "79", "−16"]);
    expect(rowOf("B")).toEqual(["B", "71", "+1"]);
    expect(rowOf("C")).toEqual(["C", "80", "0"]);
    expect(rowOf("D")).toEqual(["D", "80", "–"]);
  });

  it("draw at most 12 movers and 30 accounts; the others are ticks, counted", async () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({
      name: `N${at}`,
      now: 80,
      before: 80,
      band: "healthy" as const,
    }));
    const movers = await wordsOf({ ...moversChart, rows, others: [{ now: 90, band: "healthy" }] });
    expect(movers.filter((word) => /^N\d+$/.test(word))).toHaveLength(12);
    expect(movers).toContain("28 more, 1 steady");
    expect(movers).toContain("28 d");
    const week = await wordsOf({ ...moversChart, windowDays: 7 });
    expect(week).toContain("7 d");
    expect(week).toContain("Health now; the tail shows where it was 7 days ago");
    const all = await wordsOf({ ...allAccountsChart, rows, others: [] });
    expect(all.filter((word) => /^N\d+$/.test(word))).toHaveLength(30);
    expect(all).toContain("10 more");
  });
});

describe("the score change chart", () => {
  it("puts the largest fall first and each part beside its sign", async () => {
    const words = await wordsOf(scoreChangeChart);
    expect(words.filter((word) => /^(Trend|People|Recent|Habit):/.test(word))).toEqual([
      "Trend: use against usual",
      "People: users in 16 weeks",
      "Recent: days in use lately",
      "Habit: days in use, 6 months",
    ]);
    expect(words.filter((word) => /^[−+]?\d+$/.test(word))).toEqual(["94", "79", "−11", "−3", "−1", "0"]);
    expect(words).toEqual(expect.arrayContaining(["22 October", "19 November", "14 of 25"]));
    const year = { ...scoreChangeChart, from: { ...scoreChangeChart.from, day: "2025-11-19" } };
    expect(await wordsOf(year)).toEqual(expect.arrayContaining(["19 Nov 2025", "19 Nov 2026"]));
  });

  it("says what of Trend the market did, draws the change of rules, and beyond seven rows leaves out what did nothing", async () => {
    const parts = [
      ...scoreChangeChart.parts,
      { part: "support" as const, change: -2, points: 8, max: 10 },
      { part: "sentiment" as const, change: 0, points: 10, max: 10 },
    ];
    const rules = { words: "version 2 to version 3", points: 2 };
    const words = await wordsOf({ ...scoreChangeChart, parts, market: -4, rules });
    expect(words).toEqual(
      expect.arrayContaining(["of it: how all accounts did", "−4", "Rules: version 2 to version 3", "+2"]),
    );
    expect(words.filter((word) => /^(Habit|Sentiment):/.test(word))).toEqual([]);
    expect(await wordsOf({ ...scoreChangeChart, market: 0 })).not.toContain("of it: how all accounts did");
  });

  it("cuts a long name and keeps the finding, and tells a part that is not counted from one without data", async () => {
    const name = "Düsseldorfer Einzelhandelsgesellschaft für Kältetechnik";
    const parts = [
      ...scoreChangeChart.parts,
      { part: "support" as const, change: -2, points: null, max: 10 },
      { part: "commercial" as const, change: -1, points: null, max: 0 },
    ];
    const chart = { ...scoreChangeChart, parts, title: `${name}: −18 points in 28 days`, name };
    const words = await wordsOf(chart);
    expect(words[0]).toMatch(/^Düsseldorfer.*…: −18 points in 28 days$/);
    expect(words.filter((word) => ["no data", "not counted"].includes(word))).toEqual([
      "no data",
      "not counted",
    ]);
    const { name: _, ...nameless } = chart;
    expect((await wordsOf(nameless))[0]).toMatch(/^Düsseldorfer.*…$/);
  });

  it("fills a fall and leaves a rise hollow", async () => {
    const parts = scoreChangeChart.parts.map((part) => ({ ...part, change: part.part === "people" ? 4 : 0 }));
    const { svg } = await chartToSvg(
      { ...scoreChangeChart, from: { ...scoreChangeChart.from, score: 75 }, parts },
      { theme: "light" },
    );
    expect(svg.match(/<path[^>]*fill="#FFFFFF" stroke="#1B2430"/g)).toHaveLength(1);
  });
});

describe("a metric's chart", () => {
  it("moves the end of a finding that is too wide to the next line, and keeps what it is about whole", async () => {
    const title = "Invoices overdue: 2, unchanged since 19 Oct";
    const chart = {
      ...metricChart,
      metric: { label: "Invoices overdue", unit: "", kind: "gauge" as const },
      title,
      subtitle: "Last of the week, lower is better",
    };
    expect((await wordsOf(chart, { width: 360 })).slice(0, 2)).toEqual([title, chart.subtitle]);
    expect((await wordsOf(chart, { width: 322 })).slice(0, 2)).toEqual([
      "Invoices overdue: 2",
      "Unchanged since 19 Oct, lower is better",
    ]);
  });

  it("has a gauge's last value beside its dot, however long ago that was", async () => {
    const weeks = metricChart.weeks.map((week, at) => ({ ...week, value: at === 5 ? 41 : null }));
    const gauge = {
      ...metricChart,
      metric: { label: "NPS", unit: "", kind: "gauge" as const },
      draws: "line" as const,
      weeks,
    };
    const { svg } = await chartToSvg(gauge, { theme: "light" });
    const x = Number(svg.match(/translate\(([\d.]+),[\d.]+\)"[^>]*>41</)?.[1]);
    const dot = Number(
      svg.match(/<path[^>]*transform="translate\(([\d.]+),[\d.]+\)" d="[^"]*[AC][^"]*"/)?.[1],
    );
    expect(x - dot).toBe(8);
  });
});

describe("the feature chart", () => {
  it("lists five by loss and the rest as one row, without a percentage where usual is under 4", async () => {
    const words = await wordsOf(featureUsageChart);
    expect(words).toContain("2 other features");
    expect(words).toContain("3, usual 3");
    expect(words.filter((word) => word.endsWith("%"))).toEqual(["−66%", "−45%", "−33%", "−12%", "−17%"]);
  });

  it("says how many times usual, beyond +200%", async () => {
    const rows = [{ feature: "Search", actual: 40, usual: 8 }];
    expect(await wordsOf({ ...featureUsageChart, rows })).toContain("5 times");
  });
});
