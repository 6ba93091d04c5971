import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataDay } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { tellStory } from "../story.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type Desk, openDesk } from "./chromium.ts";
import { runPreviewsUntil } from "./preview-jobs.ts";
import { type Seed, seedTenant } from "./seed.ts";
import { openSignedIn } from "./visits.ts";
import { testWebApp } from "./web-app.ts";

/* Segments of a scoring model, made by an admin who knows no JSON. */

let db: TestDb;
let owner: Owner;
let desk: Desk;
let seed: Seed;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  desk = await openDesk(async (publicUrl) => (await testWebApp(db, { publicUrl })).app);
  seed = await seedTenant(db, "segments");
  const { tenantId, priya } = seed.cast;
  for (const [at, plan] of ["Enterprise", "Enterprise", "Pro, yearly", "Starter"].entries()) {
    const story = { tenantId, ownerId: priya, lastDay: dataDay, days: 150, level: () => 2 };
    const id = await tellStory(owner, { ...story, name: `Story ${at + 1}` });
    const facts = [id, plan, at < 2 ? "live" : "trial", 400 - 130 * at];
    await owner.rows("update app.account set plan = $2, stage = $3, seats = $4 where id = $1", facts);
  }
});
afterAll(async () => {
  await desk?.close();
  await owner?.close();
  await db?.close();
});

async function openScoring(options: { javaScriptEnabled?: boolean } = {}) {
  const opened = await openSignedIn({ db, desk, seed }, "reyes", options);
  await opened.page.goto("/settings/scoring");
  return opened;
}

const segment = (page: Page, at: number) =>
  page.getByRole("listitem").filter({ has: page.locator(`[name="segments.${at}.name"]`) });
const saved = async () => {
  const [draft] = await owner.rows<{ document: { segments: unknown[] } }>(
    "select document from app.scoring_model where tenant_id = $1 and state = 'draft'",
    [seed.cast.tenantId],
  );
  return draft?.document.segments;
};

describe("segments", () => {
  it("are added, filled, moved and removed without JavaScript, and what is wrong stands at its field", async () => {
    const { page, faults } = await openScoring({ javaScriptEnabled: false });
    await page.getByLabel("At risk below").first().fill("61");
    await page.getByRole("button", { name: "Add segment" }).click();
    expect(await page.getByLabel("At risk below").first().inputValue()).toBe("61");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Segment 1: Name: Write 1 to 60 characters.").waitFor();
    await segment(page, 0).getByRole("alert").filter({ hasText: "Say whom it is for" }).waitFor();
    await segment(page, 0).getByLabel("Name").fill("Large");
    await segment(page, 0).getByLabel("Enterprise").check();
    await segment(page, 0).getByLabel("Other plans").fill("Corporate");
    await segment(page, 0).getByText("People, silence and established use").first().click();
    await segment(page, 0).getByLabel("People: full at").fill("200");
    await page.getByRole("button", { name: "Add segment" }).click();
    await segment(page, 0).getByText("2 accounts", { exact: true }).waitFor();
    await segment(page, 1).getByLabel("Name").fill("Yearly");
    await segment(page, 1).getByLabel("Pro, yearly").check();
    await page.getByRole("button", { name: "Move up segment 2" }).click();
    expect(await segment(page, 0).getByLabel("Name").inputValue()).toBe("Yearly");
    await page.getByRole("button", { name: "Save draft" }).first().click();
    await page.getByText("Nothing changes before it is published.").waitFor();
    expect(await saved()).toEqual([
      { name: "Yearly", when: { plan: ["Pro, yearly"] } },
      { name: "Large", when: { plan: ["Enterprise", "Corporate"] }, fullUsers: 200 },
    ]);
    await page.getByText("Place 2; plan Enterprise or Corporate; People: all points at 200 users").waitFor();
    await page.getByRole("button", { name: "Remove segment 1: Yearly" }).click();
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Nothing changes before it is published.").waitFor();
    expect(await saved()).toMatchObject([{ name: "Large" }]);
    expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
  });

  it("change in place and are counted and previewed while one types", async () => {
    const { page, faults } = await openScoring();
    await page.getByRole("button", { name: "Add segment" }).click();
    // The keyboard goes on in the new one's name.
    await page.locator('[name="segments.1.name"]:focus').waitFor();
    await page.getByText("What stands in the form is not all saved").waitFor();
    await page.keyboard.type("Many seats");
    // It is called so at once, in its heading and for who hears its buttons.
    await page.getByText("Segment 2: Many seats").first().waitFor();
    await page.getByRole("button", { name: "Remove segment 2: Many seats" }).waitFor();
    await segment(page, 1).getByLabel("Seats from").fill("200");
    await segment(page, 1).getByText("no account; 2 more fit an earlier segment").waitFor();
    await segment(page, 1).getByText("Weights", { exact: true }).first().click();
    await segment(page, 1).getByLabel("Trend").fill("30");
    expect(await segment(page, 1).locator("[data-sum]").textContent()).toBe("= 105: take 5 away");
    await page
      .getByText(
        "Segment Many seats: Weights: The weights add up to 105 and must add up to 100: take 5 away.",
      )
      .waitFor();
    await segment(page, 1).getByLabel("Recent").fill("20");
    await page.locator("[data-running]").waitFor();
    await runPreviewsUntil(db, owner, page.getByRole("row", { name: /^At risk today/ }));
    await page.getByRole("button", { name: "Move up segment 2: Many seats" }).click();
    await segment(page, 0).getByText("2 accounts", { exact: true }).waitFor();
    await segment(page, 1).getByText("no account; 2 more fit an earlier segment").waitFor();
    await page.locator("button:focus", { hasText: "Move down segment 1: Many seats" }).waitFor();
    expect(await segment(page, 0).getByLabel("Seats from").inputValue()).toBe("200");
    await page.locator('[name="segments.0.name"]').press("Enter");
    await page.getByText("Nothing changes before it is published.").waitFor();
    expect(await saved()).toMatchObject([
      { name: "Many seats", weights: { recent: 20, trend: 30 }, when: { seats: { from: 200 } } },
      { name: "Large" },
    ]);
    expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
  });

  it.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("read well, %s, %i px", async (colorScheme, width) => {
    const { page } = await openScoring();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await segment(page, 0)
      .getByLabel("Name")
      .fill("A name as long as a name of a segment may be, to the last one");
    await segment(page, 0).getByLabel("Seats to").fill("100");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("alert").first().waitFor();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll<HTMLDetailsElement>("main details"))
        details.open = true;
    });
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/segments-${colorScheme}-${width}.png`,
        fullPage: true,
      });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});
