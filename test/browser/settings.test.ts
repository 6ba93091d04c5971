import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../src/ids.ts";
import { now } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type Desk, openDesk } from "./chromium.ts";
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
beforeEach(async () => {
  seed = await seedTenant(db, `orrery-${++round}`);
  for (const platform of ["slack", "teams", "email"]) {
    await owner.rows(
      "insert into app.installation (tenant_id, id, platform, workspace_id, created_at) values ($1::uuid, $2, $3, $1::uuid::text, now())",
      [seed.cast.tenantId, newId(), platform],
    );
  }
  await owner.rows(
    `insert into app.delivery (tenant_id, id, member_id, channel, subject, subject_kind, subject_id, state, attempts, error_code, error, queued_at, due_at)
     values ($1, $2, $3, 'slack', 'alert:' || $4::text, 'alert', $4::uuid, 'uncertain', 1, 'timeout', null, $5, $5),
            ($1, $6, $3, 'teams', 'alert:' || $4::text, 'alert', $4::uuid, 'failed', 3, 'x', 'Teams says the chat is gone.', $5, $5)`,
    [seed.cast.tenantId, newId(), seed.cast.priya, seed.drop, now, newId()],
  );
});
afterAll(async () => {
  await desk?.close();
  await owner?.close();
  await db?.close();
});

const signedIn = (name: string, options?: BrowserContextOptions) =>
  openSignedIn({ db, desk, seed }, name, options);

for (const javaScriptEnabled of [true, false]) {
  describe(`with JavaScript ${javaScriptEnabled ? "on" : "off"}`, () => {
    it("says how one is told, and sets quiet hours", async () => {
      const { page, faults } = await signedIn("shah", { javaScriptEnabled });
      await page.goto("/settings/notices");
      await page.getByText("come by Slack; if Slack fails, by Teams, then by mail.").waitFor();
      await page.getByRole("group", { name: "Digests" }).getByLabel("Mail").check();
      await page.getByLabel("From").fill("18:00");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Say when the quiet ends, or leave both times empty.").waitFor();
      expect(await page.getByLabel("From").inputValue()).toBe("18:00");
      await page
        .getByRole("textbox", { name: "To", exact: true })
        .or(page.getByLabel("To", { exact: true }))
        .fill("08:00");
      await page.getByLabel("All weekend").check();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Digests come by Slack and mail; if both fail, by Teams.").waitFor();
      await page.getByText("Next: Fri 20 Nov, 18:00 to Mon 23 Nov, 8:00 CET.").waitFor();
      expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
    });

    it("sends again what failed at once, and what may be there after a question", async () => {
      const { page, faults } = await signedIn("shah", { javaScriptEnabled });
      await page.goto("/settings/deliveries");
      await page.getByRole("button", { name: /by Teams$/ }).click();
      await page.getByRole("cell", { name: "waiting", exact: true }).waitFor();
      await page.goto("/inbox");
      await page.getByRole("button", { name: "Send again by Slack" }).click();
      await page.getByText("It may be there: look before sending again.").waitFor();
      await page.getByRole("button", { name: "Send again" }).click();
      await page.getByText(/Slack waiting/).waitFor();
      expect(faults).toEqual([]);
    });
  });
}

describe("the preview", () => {
  it("draws the card with Microsoft's own renderer under the pages' policy, and the mail in its frame", async () => {
    const { page, faults } = await signedIn("reyes");
    await page.goto("/preview?kind=a1-drop-opened");
    const card = page.locator("[data-teams-card] .ac-adaptiveCard");
    await card.waitFor();
    expect(await card.textContent()).toContain("Acme: usage down 49%");
    expect(await card.getByRole("button", { name: "Acknowledge", includeHidden: true }).count()).toBe(1);
    await page.goto("/preview?kind=portfolio&facts=sample");
    await card.getByText("Borealis Logistics").waitFor();
    await page.goto("/preview?kind=a1-drop-opened");
    const mail = page.frameLocator("iframe");
    await mail.getByRole("heading", { name: "Acme: usage down 49%" }).waitFor();
    // Styles reach the mail, and it can do nothing.
    expect(await mail.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor)).not.toBe(
      "rgba(0, 0, 0, 0)",
    );
    expect(faults).toEqual([]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`and the pages of an admin pass axe in ${colorScheme}, and fit 320 px`, async () => {
      const { page, faults } = await signedIn("reyes", {
        colorScheme,
        viewport: { width: 320, height: 800 },
      });
      const asked = ["a1-drop-opened", "d1-morning-digest", "portfolio"].map(
        (kind) => `/preview?kind=${kind}&facts=sample`,
      );
      for (const path of ["/settings/notices", "/settings/deliveries", ...asked]) {
        await page.goto(path, { waitUntil: "networkidle" });
        if (path.startsWith("/preview")) await page.locator(".ac-adaptiveCard").waitFor();
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(
          320,
        );
        // The mail's frame takes no script, not even axe's: the page alone is looked at.
        const axe = new AxeBuilder({ page })
          .setLegacyMode(true)
          .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
        const { violations } = await axe.analyze();
        expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      }
      expect(faults).toEqual([]);
    });
  }
});
