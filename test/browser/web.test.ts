import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type Desk, openDesk } from "./chromium.ts";
import { type Seed, seedTenant } from "./seed.ts";
import { openSignedIn } from "./visits.ts";
import { testWebApp } from "./web-app.ts";

let db: TestDb;
let seed: Seed;
let desk: Desk;
let round = 0;

beforeAll(async () => {
  db = await openTestDb();
  desk = await openDesk(async (publicUrl) => (await testWebApp(db, { publicUrl })).app);
});

// Each test has a tenant of its own, so that none sees what another clicked.
beforeEach(async () => {
  seed = await seedTenant(db, `orrery-${++round}`);
});

afterAll(async () => {
  await desk?.close();
  await db?.close();
});

const signedIn = (options?: BrowserContextOptions) => openSignedIn({ db, desk, seed }, "shah", options);

for (const javaScriptEnabled of [true, false]) {
  describe(`with JavaScript ${javaScriptEnabled ? "on" : "off"}`, () => {
    it("leads from the link over portfolio and account to the inbox", async () => {
      const { page, faults } = await signedIn({ javaScriptEnabled });
      await page.getByRole("heading", { name: "Your 12 accounts" }).waitFor();
      await page.getByRole("link", { name: "Acme" }).click();
      await page.getByRole("heading", { name: "Why 79" }).waitFor();
      await page.getByRole("button", { name: "Acknowledge" }).click();
      await page.getByText("Priya has it").waitFor();
      await page
        .getByRole("link", { name: /^Inbox/ })
        .first()
        .click();
      await page.getByRole("textbox", { name: "Command" }).fill("/health acme");
      await page.getByRole("button", { name: "Ask" }).click();
      const answer = page.getByRole("region", { name: "Answer" });
      await answer
        .getByText(/79, healthy, dropping/)
        .first()
        .waitFor();
      expect(await answer.textContent()).toContain("Acme");
      await page.locator("summary", { hasText: "Priya" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(faults).toEqual([]);
    });

    it("snoozes by the form, and comes back to the account", async () => {
      const { page, faults } = await signedIn({ javaScriptEnabled });
      await page.goto(`/accounts/${seed.acme}`);
      await page.getByRole("link", { name: "Snooze" }).click();
      await page.getByLabel("3 days").check();
      await page.getByRole("textbox", { name: /^Reason/ }).fill("waiting for their new plan");
      await page.getByRole("button", { name: "Snooze alert" }).click();
      await page.getByText("waiting for their new plan").waitFor();
      expect(new URL(page.url()).pathname).toBe(`/accounts/${seed.acme}`);
      expect(faults).toEqual([]);
    });
  });
}

describe("keys", () => {
  it("search, move, open, go and help", async () => {
    const { page, faults } = await signedIn();
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("search");
    await page.keyboard.press("Escape");
    await page.locator("body").click({ position: { x: 5, y: 500 } });
    await page.keyboard.press("j");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Acme");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Why 79" }).waitFor();
    // Keys are heard once the script has run, which may be after the heading is there.
    await page.waitForLoadState();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByRole("heading", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.waitForURL("**/inbox");
    expect(faults).toEqual([]);
  });
});

describe("every page", () => {
  const pages = () => [
    "/",
    "/?filter=at-risk",
    "/?search=nobody",
    `/accounts/${seed.acme}`,
    "/inbox",
    `/alerts/${seed.drop}/snooze?back=/inbox`,
    `/alerts/${seed.drop}/resolve?back=/inbox`,
    "/settings/digest",
    "/settings/notices",
    "/settings/deliveries",
    "/nowhere",
    "/sign-in",
  ];

  for (const colorScheme of ["light", "dark"] as const) {
    it(`passes axe (WCAG 2.2 AA) in ${colorScheme}`, async () => {
      const { page } = await signedIn({ colorScheme });
      for (const path of pages()) {
        await page.goto(path);
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details:not([data-menu])"))
            details.setAttribute("open", "");
        });
        const { violations } = await new AxeBuilder({ page })
          .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
          .analyze();
        const found = violations.map(
          (one) => `${path}: ${one.id} ${one.nodes[0]?.html} ${one.nodes[0]?.failureSummary}`,
        );
        expect(found).toEqual([]);
      }
    });
  }

  for (const width of [320, 375, 768, 1280]) {
    it(`fits ${width} px without scrolling sideways, loads in few requests, and nothing moves`, async () => {
      const { page, faults } = await signedIn({ viewport: { width, height: 800 } });
      for (const path of pages().slice(0, 10)) {
        let requests = 0;
        const count = () => requests++;
        page.on("request", count);
        await page.goto(path, { waitUntil: "networkidle" });
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(
          width,
        );
        expect(requests, path).toBeLessThanOrEqual(6);
        expect(await page.evaluate(layoutShift), path).toBe(0);
        page.off("request", count);
      }
      expect(faults).toEqual([]);
    });
  }

  it("fits a phone with every answer of the command bar: choices, what is closest, what was not understood", async () => {
    const { page } = await signedIn({ viewport: { width: 390, height: 800 } });
    for (const asked of ["a", "due", "hello", "initech", "why acme since tomorrow", "renewals"]) {
      await page.goto("/inbox");
      await page.fill('input[name="text"]', asked);
      await page.press('input[name="text"]', "Enter");
      await page.waitForSelector(".message");
      expect(await page.evaluate(() => document.documentElement.scrollWidth), asked).toBeLessThanOrEqual(390);
    }
  });

  it("keeps touch targets of 24 px at least", async () => {
    const { page } = await signedIn({
      viewport: { width: 320, height: 800 },
      hasTouch: true,
      isMobile: true,
    });
    await page.goto(`/accounts/${seed.acme}`);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("a, button, summary, input")]
        .filter((one) => one.offsetParent && !one.closest("p") && !one.classList.contains("skip"))
        .map((one) => [one.textContent?.trim() || one.outerHTML, one.getBoundingClientRect().height] as const)
        .filter(([, height]) => height > 0 && height < 24),
    );
    expect(small).toEqual([]);
  });
});

/** In the page: how far what was shown was moved by what came later, as the browser adds it up. */
function layoutShift(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const shifts = list.getEntries() as (PerformanceEntry & { value: number })[];
      resolve(shifts.reduce((sum, { value }) => sum + value, 0));
    }).observe({ type: "layout-shift", buffered: true });
    // Without any, nothing is called.
    setTimeout(() => resolve(0), 100);
  });
}
