import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Owner, openOwner } from "../owner.ts";
import { tellMany } from "../story.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type Desk, openDesk } from "./chromium.ts";
import { runPreviewsUntil } from "./preview-jobs.ts";
import { type Seed, seedTenant } from "./seed.ts";
import { openSignedIn } from "./visits.ts";
import { testWebApp } from "./web-app.ts";

/* What an admin learns of models from the team's own history: bands, and two versions beside each other. */

let db: TestDb;
let owner: Owner;
let desk: Desk;

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

async function openScoring(seed: Seed) {
  const opened = await openSignedIn({ db, desk, seed }, "reyes");
  await opened.page.goto("/settings/scoring");
  return opened;
}

it("says in words that a history is too short for bands", async () => {
  const seed = await seedTenant(db, "short");
  await tellMany(owner, seed.cast, 2);
  const { page, faults } = await openScoring(seed);
  await page.getByRole("button", { name: "Suggest bands" }).click();
  await page.locator("[data-running]").waitFor();
  await runPreviewsUntil(
    db,
    owner,
    page.getByText(/bands need 40 and 20 at the least, or chance would set them/),
  );
  expect(faults).toEqual([]);
});

it("suggests bands, takes them into the draft, and holds two versions against each other", async () => {
  const seed = await seedTenant(db, "long");
  await tellMany(owner, seed.cast, 48);
  const { page, faults } = await openScoring(seed);
  await page.getByLabel("Leave beyond").fill("5");
  await page.getByRole("button", { name: "Suggest bands" }).click();
  await page.waitForURL(/preview=/);
  await runPreviewsUntil(
    db,
    owner,
    page.getByText(/^At risk below \d+ \(now 60\): \d+\.\d% or more goes bad, twice the usual \d+\.\d%/),
  );
  await page.getByText("What they stand on").click();
  await page
    .getByRole("row", { name: /^\d+ to \d+ / })
    .first()
    .waitFor();
  await look(page, "bands");
  await page.getByRole("button", { name: "Take into draft" }).click();
  await page.getByText("Nothing changes before it is published.").waitFor();
  expect(await page.getByLabel("At risk below").inputValue()).not.toBe("60");
  await page.getByLabel("Why").first().fill("By our own history");
  await page.getByRole("button", { name: "Publish v2" }).click();
  await page.getByRole("link", { name: "Compare v1 with v2" }).click();
  await page.getByRole("row", { name: /^At risk below v1: 60 v2: \d+$/ }).waitFor();
  await page.getByRole("button", { name: "Replay both" }).click();
  await page.locator("[data-running]").waitFor();
  await runPreviewsUntil(db, owner, page.getByText(/^v1 and v2 on your history, .*, 6 lost$/));
  await page.getByRole("row", { name: /^Alert before they left/ }).waitFor();
  await look(page, "compare");
  await page.getByLabel("with version").selectOption("1");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("Pick two versions, not one twice.").waitFor();
  expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
});

/** Light and dark, wide and narrow: nothing hangs over, and axe finds nothing. */
async function look(page: Page, name: string): Promise<void> {
  await page.waitForLoadState();
  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 320],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/${name}-${colorScheme}-${width}.png`,
        fullPage: true,
      });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  }
}
