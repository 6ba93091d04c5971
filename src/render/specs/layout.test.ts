import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleCharts } from "../../../bench/parts/sample-charts.ts";
import { addDays } from "../../scoring/days.ts";
import { metricKinds } from "../../scoring/metrics/metrics.ts";
import { type Band, partNames } from "../../scoring/types.ts";
import { bandWords, gentleBandWords } from "../../words/status.ts";
import { textWidth } from "../fonts/text-width.ts";
import { chartToSvg } from "../svg.ts";
import type { AccountChart, Chart, ChartSvg, PortfolioRow } from "../types.ts";
import { type Box, boxesTouch } from "./box.ts";

/** The words of a drawing as boxes: from just under capital height to just under the baseline. */
function wordsOf({ svg }: ChartSvg): (Box & { text: string })[] {
  const pattern =
    /<text text-anchor="(\w+)" transform="translate\(([-\d.]+),([-\d.]+)\)" font-family="[^"]+" font-size="(\d+)px" font-weight="(\d+)"[^>]*>([^<]*)<\/text>/g;
  const words = [...svg.matchAll(pattern)].map(([, anchor, x, y, size, weight, escaped]) => {
    const text = (escaped ?? "")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, "&");
    const height = Number(size);
    const width = textWidth(text, { size: height, weight: weight === "600" ? 600 : 400 });
    const left = Number(x) - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
    return {
      text,
      left,
      right: left + width,
      top: Number(y) - height * 0.73,
      bottom: Number(y) + height * 0.1,
    };
  });
  expect(words.length).toBe(svg.split("<text").length - 1);
  return words;
}

function expectTidy(drawing: ChartSvg): void {
  const words = wordsOf(drawing);
  for (const [index, word] of words.entries()) {
    expect(word.left, `“${word.text}” within the left edge`).toBeGreaterThanOrEqual(0);
    expect(word.right, `“${word.text}” within the right edge`).toBeLessThanOrEqual(drawing.width);
    expect(word.top, `“${word.text}” within the top edge`).toBeGreaterThanOrEqual(0);
    expect(word.bottom, `“${word.text}” within the bottom edge`).toBeLessThanOrEqual(drawing.height);
    for (const other of words.slice(index + 1)) {
      if (boxesTouch(word, other, 0.5)) expect.fail(`“${word.text}” touches “${other.text}”`);
    }
  }
  // A shape outside the drawing would be cut; Vega writes positions as translate(x,y).
  for (const [, x, y] of drawing.svg.matchAll(/translate\(([-\d.]+),([-\d.]+)\)/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(0);
    expect(Number(x)).toBeLessThanOrEqual(drawing.width);
    expect(Number(y)).toBeGreaterThanOrEqual(0);
    expect(Number(y)).toBeLessThanOrEqual(drawing.height);
  }
  expect(drawing.svg).not.toMatch(/NaN|undefined|Infinity/);
}

const hostileText = fc.oneof(
  fc.constantFrom(
    "Düsseldorfer Einzelhandelsgesellschaft für Kältetechnik mbH & Co. KG",
    "شركة الاتصالات السعودية المحدودة للاتصالات",
    "日本電信電話株式会社グループホールディングス",
    "🚀🚀🚀",
    "W".repeat(80),
    "<script>alert(1)</script>",
    "",
    " \n\t ",
    "A\u202Ereversed",
    "Łódź ‹Ελλάδα› «Москва»",
  ),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);
const score = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);
const thresholds = fc
  .tuple(fc.integer({ min: 40, max: 75 }), fc.integer({ min: 2, max: 20 }))
  .map(([atRisk, more]) => ({ atRisk, watch: atRisk + more, leave: 3 }));
const band = fc.constantFrom<Band>("at-risk", "watch", "healthy");
const count = fc.oneof(fc.nat(30), fc.nat(3000), fc.nat(90_000));
const last = "2026-11-19";

const account: fc.Arbitrary<AccountChart> = fc
  .record({
    name: hostileText,
    subtitle: hostileText,
    thresholds,
    length: fc.constantFrom(7, 28, 31, 91, 365),
    scores: fc.array(fc.option(score, { freq: 8 }), { minLength: 12, maxLength: 12 }),
    band: fc.option(band),
    bandNames: fc.constantFrom(bandWords, gentleBandWords),
    uses: fc.array(count, { minLength: 6, maxLength: 6 }),
    usual: fc.option(fc.tuple(count, count)),
    usageHead: fc.constantFrom(
      "last 28 days 47, usual 92",
      "last 28 days 164,039, usual 212,604",
      "no baseline yet",
    ),
    unit: fc.constantFrom("user-days" as const, "active days" as const),
    events: fc.array(fc.record({ ago: fc.nat(400), label: hostileText }), { maxLength: 8 }),
  })
  .map(({ length, scores, uses, usual, events, ...rest }) => {
    const weeks = Math.max(1, Math.floor(length / 7));
    return {
      ...rest,
      kind: "account",
      health: Array.from({ length }, (_, index) => ({
        day: addDays(last, index - length + 1),
        score: scores[Math.floor((index / length) * scores.length)] ?? null,
      })),
      weeks: Array.from({ length: weeks }, (_, index) => ({
        firstDay: addDays(last, (index - weeks) * 7 + 1),
        lastDay: addDays(last, (index - weeks + 1) * 7),
        userDays: uses[index % uses.length] ?? 0,
      })),
      usualWeek: usual && { low: Math.min(...usual), high: Math.max(...usual) },
      events: events.map(({ ago, label }) => ({ day: addDays(last, -ago), label })),
    };
  });

const portfolioRow: fc.Arbitrary<PortfolioRow> = fc.record({
  name: hostileText,
  now: score,
  before: fc.option(score),
  band,
});
const portfolio: fc.Arbitrary<Chart> = fc.record({
  kind: fc.constantFrom("movers" as const, "all-accounts" as const),
  title: hostileText,
  thresholds,
  rows: fc.array(portfolioRow, { maxLength: 36 }),
  others: fc.array(fc.record({ now: score, band }), { maxLength: 60 }),
});

const change: fc.Arbitrary<Chart> = fc
  .record({
    name: hostileText,
    from: fc.integer({ min: 0, max: 100 }),
    changes: fc.array(fc.integer({ min: -35, max: 35 }), { minLength: 4, maxLength: partNames.length }),
    market: fc.integer({ min: -9, max: 9 }),
    rules: fc.option(fc.record({ words: hostileText, points: fc.integer({ min: -20, max: 20 }) })),
  })
  .map(({ name, from, changes, market, rules }) => {
    const to = changes.reduce((sum, value) => sum + value, from) + (rules?.points ?? 0);
    return {
      kind: "score-change",
      title: `${name}: −15 points in 28 days`,
      name,
      from: { day: "2026-10-22", score: from },
      to: { day: last, score: to },
      parts: changes.map((by, at) => ({
        part: partNames[at] ?? "people",
        change: by,
        points: at > 4 ? null : 35,
        max: at > 4 ? 0 : 35,
      })),
      market,
      rules,
    };
  });

const features: fc.Arbitrary<Chart> = fc.record({
  kind: fc.constant("feature-usage" as const),
  title: hostileText,
  rows: fc.array(fc.record({ feature: hostileText, actual: count, usual: count }), { maxLength: 12 }),
});

const metric: fc.Arbitrary<Chart> = fc
  .record({
    title: hostileText,
    subtitle: hostileText,
    metric: fc.record({
      label: hostileText,
      unit: fc.constantFrom("", "€", "ms", "%", "tickets opened by people"),
      kind: fc.constantFrom(...metricKinds),
    }),
    draws: fc.constantFrom("bars" as const, "line" as const),
    length: fc.constantFrom(1, 4, 13, 52),
    values: fc.array(
      fc.option(
        fc.oneof(fc.integer({ min: -99, max: 999 }), fc.double({ min: -0.9, max: 9e8, noNaN: true })),
      ),
      { minLength: 1, maxLength: 9 },
    ),
  })
  .map(({ length, values, ...rest }) => ({
    ...rest,
    kind: "metric",
    weeks: Array.from({ length }, (_, index) => ({
      firstDay: addDays(last, (index - length) * 7 + 1),
      lastDay: addDays(last, (index - length + 1) * 7),
      value: values[index % values.length] ?? null,
    })),
  }));

const frame = fc.record({
  width: fc.constantFrom(288, 300, 360, 600, 620),
  title: fc.boolean(),
  theme: fc.constantFrom("light" as const, "dark" as const),
});

describe("the layout of charts", () => {
  for (const [name, charts] of Object.entries({ account, portfolio, change, features, metric })) {
    it(`keeps the words of any ${name} chart apart and inside, whatever the names and figures`, async () => {
      await fc.assert(
        fc.asyncProperty(charts, frame, async (chart, options) => {
          expectTidy(await chartToSvg(chart, options));
        }),
        { numRuns: 60 },
      );
    });
  }

  it("stays within the heights that chats show: 400, and 490 for all accounts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(account, portfolio, change, features, metric), async (chart) => {
        const { width, height } = await chartToSvg(chart, { theme: "light" });
        expect(width).toBe(360);
        expect(height).toBeLessThanOrEqual(chart.kind === "all-accounts" ? 490 : 400);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves no raw colour in a themed chart, and draws the same as in light", async () => {
    for (const chart of sampleCharts) {
      const themed = await chartToSvg(chart, { theme: "themed", width: 600, title: false });
      expect(themed.svg).not.toMatch(/#[0-9a-f]{3,8}|rgba?\(|"(?:black|white|transparent)"/i);
      expect(themed.svg).toMatch(/fill="var\(--chart-ink\)"/);
      const light = await chartToSvg(chart, { theme: "light", width: 600, title: false });
      const bare = (svg: string) => svg.replace(/#[0-9A-F]{6}|var\(--[a-z-]+\)/g, "colour");
      expect(bare(themed.svg)).toBe(bare(light.svg));
    }
  });
});
