import { describe, expect, it } from "vitest";
import {
  accountChart,
  allAccountsChart,
  featureUsageChart,
  scoreChangeChart,
} from "../../bench/parts/sample-charts.ts";
import { renderPdf } from "./pdf.ts";
import { accountDocument } from "./report/account-report.ts";
import { portfolioDocument } from "./report/portfolio-report.ts";
import type { AccountReport, PortfolioReport } from "./report.ts";

const period = { from: "2026-08-21", to: "2026-11-19" };

const account: AccountReport = {
  kind: "account",
  tenantName: "Orrery GmbH",
  accountName: "Acme",
  period,
  status: "79, healthy, dropping",
  band: "healthy",
  demo: false,
  facts: [
    { label: "Owner", value: "Priya Shah" },
    { label: "Renewal", value: "14 January 2027" },
  ],
  sentences: ["Usage down 49%: 47 user-days in 28 days, usual 92."],
  charts: [accountChart, scoreChangeChart, featureUsageChart],
  parts: scoreChangeChart.parts,
  unit: "user-days",
  weeks: accountChart.weeks,
  features: featureUsageChart.rows,
  people: { now: 8, before: 14 },
  alerts: [
    { openedOn: "2026-11-20", what: "Usage down 49%", state: "Priya has it", link: "https://example.test/a" },
  ],
};

const portfolio: PortfolioReport = {
  kind: "portfolio",
  tenantName: "Orrery GmbH",
  memberName: "Priya Shah",
  period,
  demo: true,
  counts: { atRisk: 1, watch: 3, healthy: 20, noData: 2 },
  sentences: [],
  rows: Array.from({ length: 120 }, (_, index) => ({
    name: `${index % 9 === 0 ? "W".repeat(120) : "Account"} ${index} 🎉 日本`,
    status: "healthy, dropping",
    band: "healthy",
    now: 79,
    d7: -2,
    d28: null,
    usage: "47, usual 92",
    owner: null,
  })),
  charts: [allAccountsChart],
};

/** The text and the fonts of a PDF as far as they stand uncompressed: its catalogue and objects. */
const source = (pdf: Uint8Array) => Buffer.from(pdf).toString("latin1");
const pagesOf = (pdf: Uint8Array) => source(pdf).match(/\/Type \/Page\b/g)?.length ?? 0;

/** Every string that a document definition sets. */
function wordsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(wordsOf);
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "text" && typeof value === "string" ? [value] : key === "svg" ? [] : wordsOf(value),
  );
}

describe("an account report as PDF", () => {
  it("is a PDF of A4 pages with a title, a language and Inter embedded", async () => {
    const pdf = source(await renderPdf(account));
    expect(pdf).toMatch(/^%PDF-1\.\d/);
    expect(pdf).toMatch(/\/MediaBox \[0 0 595\.28 841\.89\]/);
    expect(pdf).toMatch(/\/Lang \(en-GB\)/);
    expect(pdf).toMatch(/\/Title/);
    expect(pdf).toMatch(/BellwetherInter/);
    expect(pdf).not.toMatch(/Helvetica|Roboto/);
  });

  it("draws charts as vector, with no picture in it, in under 100 KB", async () => {
    const pdf = await renderPdf(account);
    expect(source(pdf)).not.toMatch(/\/Subtype \/Image/);
    expect(pdf.length).toBeLessThan(100_000);
  });

  it("prints parts that add up, and what is said of the account", async () => {
    const words = wordsOf(await accountDocument(account));
    expect(words).toContain("Usage down 49%: 47 user-days in 28 days, usual 92.");
    expect(words).toContain("8 people used it in the last 28 days, 14 in the 28 days before.");
    const total = words.indexOf("Health");
    expect(words.slice(total, total + 4)).toEqual(["Health", "79", "100", "−15"]);
  });

  it("heads each page with whose it is and for whom it is confidential", async () => {
    const { header } = await accountDocument(account);
    expect(wordsOf(header)[0]).toBe("Acme · 21 Aug – 19 Nov 2026 · Confidential, for Orrery GmbH");
  });

  it("says that nobody came in words", async () => {
    const words = wordsOf(await accountDocument({ ...account, people: { now: 0, before: 6 } }));
    expect(words).toContain("Nobody used it in the last 28 days, 6 in the 28 days before.");
  });

  it("prints an account of which nothing is known yet", async () => {
    const bare = {
      ...account,
      band: null,
      facts: [],
      sentences: [],
      charts: [],
      parts: [],
      weeks: [],
      features: [],
      people: null,
      alerts: [],
    };
    expect(pagesOf(await renderPdf(bare))).toBe(1);
  });
});

describe("a portfolio report as PDF", () => {
  it("prints every account, unknown figures as a dash, over as many pages as it takes", async () => {
    const words = wordsOf(await portfolioDocument(portfolio));
    expect(words.filter((word) => word.startsWith("Account "))).toHaveLength(106);
    expect(words).toContain("Account 1 日本");
    expect(words.filter((word) => word === "–")).toHaveLength(240);
    const pdf = await renderPdf(portfolio);
    expect(pagesOf(pdf)).toBeGreaterThan(3);
    expect(pagesOf(pdf)).toBeLessThan(10);
  });

  it("marks sample data on every page", async () => {
    const { header } = await portfolioDocument(portfolio);
    expect(wordsOf(header)).toContain("Sample data · Bellwether");
  });
});
