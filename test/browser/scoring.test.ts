import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays } from "../../src/scoring/days.ts";
import { dataDay } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { tellStory } from "../story.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type Desk, openDesk } from "./chromium.ts";
import { runPreviews, runPreviewsUntil } from "./preview-jobs.ts";
import { type Seed, seedTenant } from "./seed.ts";
import { openSignedIn } from "./visits.ts";
import { testWebApp } from "./web-app.ts";

let db: TestDb;
let owner: Owner;
let desk: Desk;
let seed: Seed;
let round = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  desk = await openDesk(async (publicUrl) => (await testWebApp(db, { publicUrl })).app);
});
afterAll(async () => {
  await desk?.close();
  await owner?.close();
  await db?.close();
});

/** A tenant with eight accounts of a year, six of which left. */
async function openScoring(options: BrowserContextOptions = {}) {
  seed = await seedTenant(db, `orrery-${++round}`);
  const { tenantId, priya } = seed.cast;
  for (let at = 0; at < 8; at++) {
    const left = at < 6 ? 20 + at * 15 : 0;
    const level = (ago: number) =>
      ago < left + 40 - at ? 0 : (ago + at) % (1 + (at % 3)) === 0 ? 2 + at : 0;
    const story = { tenantId, name: `Story ${at + 1}`, ownerId: priya, lastDay: dataDay, days: 330, level };
    const id = await tellStory(owner, at < 6 ? story : { ...story, level: () => 2 });
    if (at < 6)
      await owner.rows("update app.account set churned_on = $2 where id = $1", [id, addDays(dataDay, -left)]);
  }
  const opened = await openSignedIn({ db, desk, seed }, "reyes", options);
  await opened.page.goto("/settings/scoring");
  return opened;
}

describe("scoring", () => {
  it("is drafted, previewed, published and restored without JavaScript", async () => {
    const { page, faults } = await openScoring({ javaScriptEnabled: false });
    await page.getByText("Version 1 is live: the model that every team starts with.").waitFor();
    await page.getByLabel("Recent", { exact: true }).fill("20");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Weights: The weights add up to 95 and must add up to 100: add 5.").waitFor();
    expect(await page.getByLabel("Recent", { exact: true }).inputValue()).toBe("20");
    await page.getByLabel("People", { exact: true }).fill("20");
    await page.getByLabel("At risk below").fill("68");
    await page.getByLabel("Watch below").fill("80");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("link", { name: "See how far it is" }).waitFor();
    await runPreviews(db, owner);
    await page.getByRole("link", { name: "See how far it is" }).click();
    await page.getByRole("row", { name: /^Alert before they left/ }).waitFor();
    await page.getByText("Few losses: differences under 3 mean little.").waitFor();
    expect(await page.getByLabel("At risk below").inputValue()).toBe("68");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Nothing changes before it is published.").waitFor();
    await page.getByText("4 differences from version 1").waitFor();
    await page.getByLabel("Why").first().fill("People matter more to us");
    await page.getByRole("button", { name: "Publish v2" }).click();
    await page.getByText(/Version 2 scores the days from .* on: People matter more to us/).waitFor();
    await page.getByText("Restore…").click();
    await page
      .getByRole("listitem")
      .filter({ hasText: "The start" })
      .getByLabel("Why")
      .fill("It was too strict");
    await page.getByRole("button", { name: "Restore v1" }).click();
    await page.getByText(/Version 3 scores the days from/).waitFor();
    await page.getByText("(version 1 again)").waitFor();
    expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
  });

  it("adds up, resets and previews while one types", async () => {
    const { page, faults } = await openScoring();
    const sum = page.locator("[data-sum]");
    expect(await sum.textContent()).toBe("= 100 ✓");
    await page.getByLabel("Trend", { exact: true }).fill("30");
    expect(await sum.textContent()).toBe("= 105: take 5 away");
    await page.getByText("The weights add up to 105 and must add up to 100: take 5 away.").waitFor();
    await page.locator('[data-for="weights.trend"]').click();
    expect(await sum.textContent()).toBe("= 100 ✓");
    expect(await page.locator('[data-for="weights.trend"]').isVisible()).toBe(false);
    await page.locator("[data-running]").waitFor();
    await runPreviewsUntil(db, owner, page.getByRole("row", { name: /^At risk today/ }));
    // What is wrong stands above the figures that were there.
    await page.getByLabel("Trend", { exact: true }).fill("30");
    await page.getByText("The weights add up to 105 and must add up to 100: take 5 away.").waitFor();
    await page.getByRole("row", { name: /^At risk today/ }).waitFor();
    expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
  });

  it("unfolds what the browser complains of", async () => {
    const { page } = await openScoring();
    const group = page.getByText("Silence and established use").first();
    expect(await page.getByLabel("Silent for").isVisible()).toBe(false);
    await group.click();
    await page.getByLabel("Silent for").fill("");
    await group.click();
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.locator('[name="silenceDays"]:focus').waitFor();
    expect(await page.getByLabel("Silent for").isVisible()).toBe(true);
  });

  it.each([
    ["light", 1280],
    ["dark", 320],
  ] as const)("reads well, %s, %i px", async (colorScheme, width) => {
    const { page } = await openScoring({ colorScheme, viewport: { width, height: 900 } });
    await page.getByLabel("At risk below").fill("68");
    await page.getByLabel("Watch below").fill("80");
    await page.locator("[data-running]").waitFor();
    await runPreviewsUntil(db, owner, page.getByRole("row", { name: /^At risk today/ }));
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("button", { name: "Publish v2" }).waitFor();
    await page.waitForLoadState();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll<HTMLDetailsElement>("main details"))
        details.open = true;
    });
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/scoring-${colorScheme}-${width}.png`,
        fullPage: true,
      });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});

it("is nobody's but an admin's", async () => {
  seed = await seedTenant(db, `orrery-${++round}`);
  const { page } = await openSignedIn({ db, desk, seed }, "shah");
  const answer = await page.goto("/settings/scoring");
  expect(answer?.status()).toBe(404);
});
