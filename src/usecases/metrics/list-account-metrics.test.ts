import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, as, asSystem, type Cast, dataDay, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { metricChart, metricChartAlt, metricSentence } from "../../bot/views/metric-chart.ts";
import { storeMetricValues } from "../../db/metrics/metric-values.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { addDays } from "../../scoring/days.ts";
import { makeAccountExport } from "../exports/make-account-export.ts";
import { archiveMetric, defineMetric } from "./define-metric.ts";
import { listAccountMetrics } from "./list-account-metrics.ts";

let db: TestDb;
let cast: Cast;
let acme: string;

/** Thirteen weeks that end on the data's day. */
const weeks = Array.from({ length: 13 }, (_, index) => ({
  firstDay: addDays(dataDay, (index - 13) * 7 + 1),
  lastDay: addDays(dataDay, (index - 12) * 7),
}));

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  acme = await addAccount(db, cast.tenantId, {
    name: "Acme",
    externalId: "acme",
    ownerId: cast.priya,
    seenBy: [cast.meyer],
    score: 80,
    monthAgo: 85,
  });
  await asSystem(db, cast.tenantId, async (tx) => {
    const metric = (name: string, label: string, kind: string, good: string, unit = "") =>
      defineMetric(tx, { draft: { name, label, kind, good, unit, source: { from: "supplied" } }, now });
    await metric("tickets", "Tickets opened", "counter", "down", "tickets");
    await metric("nps", "NPS", "gauge", "up");
    await metric("unused", "Never sent", "gauge", "up");
    const value = (m: string, daysAgo: number, v: number, i: number) => ({
      i,
      m,
      a: "acme",
      d: addDays(dataDay, -daysAgo),
      v,
    });
    const values = [
      value("tickets", 80, 1, 0),
      value("tickets", 40, 6, 1),
      value("tickets", 9, 5, 2),
      value("tickets", 3, 9, 3),
      value("nps", 75, 41, 4),
      value("nps", 5, 32, 5),
    ];
    expect(await storeMetricValues(tx, { values, covered: [], today: dataDay })).toEqual([]);
  });
});
afterAll(() => db.close());

const listAs = (memberId: string) =>
  withTenant(db, as(cast.tenantId, memberId), (tx) => listAccountMetrics(tx, acme, { weeks }));

test("a metric says what it found over two windows, that its feed is late, and leaves out what nobody sent", async () => {
  const metrics = await listAs(cast.priya);
  expect(metrics.map((metric) => metricSentence(metric, "2026-11-20"))).toEqual([
    "NPS: 32, was 41 on 5 Sep, worse.",
    "Tickets opened: 14 in 28 days, 6 before, worse. Known to 16 November.",
  ]);
  const [nps, tickets] = metrics;
  if (!nps || !tickets) throw new Error("unreachable");
  expect(tickets).toMatchObject({ now: 14, before: 6, knownTo: "2026-11-16", late: true });
  // Before the first value of anybody, and after what is covered, nothing is known; between them no row is 0.
  expect(tickets.weeks.map(({ value }) => value)).toEqual([null, null, 0, 0, 0, 0, 0, 6, 0, 0, 0, 5, null]);
  expect(nps.weeks.map(({ value }) => value).filter((value) => value !== null)).toEqual([41, 32]);
  expect(metricChart(nps)).toMatchObject({
    kind: "metric",
    draws: "line",
    subtitle: "Last of the week, higher is better",
  });
  expect(metricChartAlt(tickets, "2026-11-20")).toContain("From 0 to 6 by week.");
});

test("a counter that has just begun says from when it counts, and shows the weeks that are known", async () => {
  const begun = addDays(dataDay, -16);
  await asSystem(db, cast.tenantId, async (tx) => {
    const draft = {
      name: "calls",
      label: "Calls",
      kind: "counter",
      good: "down",
      source: { from: "supplied" },
    };
    await defineMetric(tx, { draft, now });
    const values = [{ i: 0, m: "calls", a: "acme", d: begun, v: 4 }];
    await storeMetricValues(tx, { values, covered: [{ m: "calls", d: dataDay }], today: dataDay });
  });
  const calls = (await listAs(cast.priya)).find(({ name }) => name === "calls");
  expect(calls).toMatchObject({ now: null, countsFrom: addDays(begun, 27), late: false });
  expect(calls && metricSentence(calls, "2026-11-20")).toBe(
    "Calls: counts from 30 Nov, when 28 days are known.",
  );
  expect(calls?.weeks.slice(-3).map(({ value }) => value)).toEqual([null, 0, 0]);
  await asSystem(db, cast.tenantId, (tx) => archiveMetric(tx, { name: "calls", now }));
});

test("a gauge says how old its value is, and what has not changed for weeks has not", async () => {
  await asSystem(db, cast.tenantId, async (tx) => {
    for (const [name, label] of [
      ["overdue", "Invoices overdue"],
      ["back", "Seats in use"],
      ["csat", "CSAT"],
    ] as const) {
      const draft = { name, label, kind: "gauge", good: "down", source: { from: "supplied" } };
      await defineMetric(tx, { draft, now });
    }
    const value = (m: string, daysAgo: number, v: number) => ({
      m,
      a: "acme",
      d: addDays(dataDay, -daysAgo),
      v,
    });
    const values = [
      ...[60, 40, 20, 3].map((daysAgo) => value("overdue", daysAgo, 2)),
      ...[value("back", 40, 5), value("back", 20, 7), value("back", 3, 5)],
      value("csat", 49, -6),
    ].map((each, i) => ({ ...each, i }));
    await storeMetricValues(tx, { values, covered: [], today: dataDay });
  });
  const metrics = await listAs(cast.priya);
  const said = metrics.map((metric) => metricSentence(metric, "2026-11-20"));
  expect(said).toEqual(
    expect.arrayContaining([
      "CSAT: −6 on 1 Oct.",
      "Invoices overdue: 2, unchanged since 10 Oct.",
      "Seats in use: 5, as on 10 Oct.",
    ]),
  );
  for (const name of ["overdue", "back", "csat"])
    await asSystem(db, cast.tenantId, (tx) => archiveMetric(tx, { name, now }));
});

test("the customer's own people see none of it, in no form", async () => {
  expect(await listAs(cast.meyer)).toEqual([]);
  const exported = await withTenant(db, as(cast.tenantId, cast.meyer), (tx) =>
    makeAccountExport(tx, { accountId: acme, format: "csv", now }),
  );
  expect(exported.document).toMatchObject({ text: expect.not.stringContaining("NPS") });
});

test("an account's CSV has a column a metric, its PDF a chart", async () => {
  const make = (format: "csv" | "pdf") =>
    withTenant(db, as(cast.tenantId, cast.priya), (tx) =>
      makeAccountExport(tx, { accountId: acme, format, now }),
    );
  const csv = (await make("csv")).document;
  const lines = csv.format === "csv" ? csv.text.trimEnd().split("\r\n") : [];
  expect(lines[0]).toMatch(/Scoring version,Never sent,NPS,Tickets opened \(tickets\)$/);
  // No values came on the last day; the tickets' feed does not cover it.
  expect(lines.at(-1)).toMatch(/,,,$/);
  const pdf = (await make("pdf")).document;
  const charts = pdf.format === "pdf" && pdf.report.kind === "account" ? pdf.report.charts : [];
  expect(charts.flatMap((chart) => (chart.kind === "metric" ? [chart.title] : []))).toEqual([
    "NPS: 32, was 41 on 5 Sep",
    "Tickets opened: 14 in 28 days, 6 before",
  ]);
});
