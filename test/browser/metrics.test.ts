import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeMetricValues } from "../../src/db/metrics/metric-values.ts";
import { addDays } from "../../src/scoring/days.ts";
import { defineMetric } from "../../src/usecases/metrics/define-metric.ts";
import { asSystem, dataDay, now } from "../fixture.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type Desk, openDesk } from "./chromium.ts";
import { type Seed, seedTenant } from "./seed.ts";
import { openSignedIn } from "./visits.ts";
import { testWebApp } from "./web-app.ts";

let db: TestDb;
let desk: Desk;
let seed: Seed;

beforeAll(async () => {
  db = await openTestDb();
  desk = await openDesk(async (publicUrl) => (await testWebApp(db, { publicUrl })).app);
  seed = await seedTenant(db, "orrery");
  await asSystem(db, seed.cast.tenantId, async (tx) => {
    const supplied = { from: "supplied" };
    const tickets = {
      name: "tickets",
      label: "Tickets opened",
      kind: "counter",
      good: "down",
      source: supplied,
    };
    await defineMetric(tx, { draft: tickets, now });
    await defineMetric(tx, {
      draft: { ...tickets, name: "nps", label: "NPS", kind: "gauge", good: "up" },
      now,
    });
    const values = [80, 40, 9, 3].flatMap((daysAgo, at) =>
      ["tickets", "nps"].map((m, i) => ({
        i: 2 * at + i,
        m,
        a: "acme",
        d: addDays(dataDay, -daysAgo),
        v: 3 + at,
      })),
    );
    await storeMetricValues(tx, { values, covered: [{ m: "tickets", d: dataDay }], today: dataDay });
  });
});
afterAll(async () => {
  await desk?.close();
  await db?.close();
});

const signedIn = (options?: BrowserContextOptions) => openSignedIn({ db, desk, seed }, "reyes", options);

describe("pages with metrics", () => {
  it.each([
    { width: 1280, colorScheme: "light" },
    { width: 320, colorScheme: "dark" },
  ] as const)(
    "have nothing that axe finds, and no sideways scroll, at $width px, $colorScheme",
    async (look) => {
      const { page, faults } = await signedIn({
        viewport: { width: look.width, height: 800 },
        colorScheme: look.colorScheme,
      });
      for (const path of [
        "/settings/metrics",
        "/settings/metrics/nps/change",
        `/accounts/${seed.acme}`,
        "/?filter=renewal",
      ]) {
        await page.goto(path);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          path,
        ).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      }
      expect(faults).toEqual([]);
    },
  );

  it("work without a script: a metric is previewed, defined, and archived", async () => {
    const { page } = await signedIn({ javaScriptEnabled: false });
    await page.goto("/settings/metrics");
    await page.getByLabel("What it is called").fill("Calls");
    await page.getByLabel("Kind").selectOption("gauge");
    await page.locator("input[name=event]").fill("Call");
    await page.getByRole("button", { name: "Define metric" }).click();
    await page.getByText("A gauge needs the property that holds its value.").waitFor();
    expect(await page.getByLabel("What it is called").inputValue()).toBe("Calls");
    await page.getByLabel("Property with the value").fill("minutes");
    await page.getByRole("button", { name: "Preview 28 days" }).click();
    await page.getByText("Nothing is saved yet.").waitFor();
    await page.getByRole("button", { name: "Define metric" }).click();
    await page.getByRole("heading", { name: "3 metrics" }).waitFor();
    await page.getByRole("link", { name: "Change Calls" }).click();
    await page.getByLabel("What it is called").fill("Minutes of calls");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Changed.").waitFor();
    await page.getByRole("link", { name: "Archive Minutes of calls" }).click();
    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("heading", { name: "2 metrics" }).waitFor();
  });

  it("ask for what the chosen kind and source need, without a script too", async () => {
    const { page } = await signedIn({ javaScriptEnabled: false });
    await page.goto("/settings/metrics");
    const asked = async () => {
      const names = ["percentile", "event", "value", "share"];
      const seen = await Promise.all(names.map((name) => page.locator(`input[name="${name}"]`).isVisible()));
      return names.filter((_, at) => seen[at]);
    };
    expect(await asked()).toEqual(["event", "value"]);
    await page.selectOption("[name=kind]", "histogram");
    expect(await asked()).toEqual(["percentile", "event", "value"]);
    await page.selectOption("[name=kind]", "rate");
    expect(await asked()).toEqual(["event", "share"]);
    await page.check("[name=from][value=supplied]");
    expect(await asked()).toEqual([]);
  });

  it("say the figures of a chart in its name and in a table", async () => {
    const { page } = await signedIn();
    await page.goto(`/accounts/${seed.acme}`);
    const card = page.getByRole("region", { name: /^Tickets opened: 11 in 28 days, 4 before$/ });
    await card
      .getByRole("img", { name: /^Tickets opened: 11 in 28 days, 4 before, worse\. From 0 to/ })
      .waitFor();
    await card.getByText("Table").click();
    await card.getByRole("columnheader", { name: "Value" }).waitFor();
  });
});
