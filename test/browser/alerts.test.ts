import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "../../src/db/with-tenant.ts";
import { newId } from "../../src/ids.ts";
import { judgeAlert } from "../../src/usecases/alerts/change-alert.ts";
import { addAlert, as, dataDay, dropOpening, now, readAudit } from "../fixture.ts";
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
  seed = await seedTenant(db, `alerts-${++round}`);
  await fill();
});
afterAll(async () => {
  await desk?.close();
  await owner?.close();
  await db?.close();
});

/** Signals that were not told, one a reason, and a year's judged alerts. */
async function fill(): Promise<void> {
  const { tenantId, priya, dana } = seed.cast;
  const whys = ["kind-off", "segment", "value", "muted", "threshold", "outage", "check", "merged"] as const;
  for (const [index, why] of whys.entries()) {
    await owner.rows(
      `insert into app.untold_signal (tenant_id, id, account_id, kind, cause, day, seen_at, why, scope, opening, member_ids, ended_day, ended_how)
       values ($1, $2, $3, 'drop', $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        tenantId,
        newId(),
        seed.acme,
        `drop:${index}`,
        dataDay,
        now,
        why,
        index < 5 ? (["tenant", "portfolio", "account"] as const)[index % 3] : null,
        JSON.stringify(dropOpening),
        [priya],
        index === 3 ? dataDay : null,
        index === 3 ? "told" : null,
      ],
    );
  }
  const feedback = [...Array(15).fill("useful"), ...Array(3).fill("expected"), ...Array(4).fill("wrong")];
  for (const [index, said] of feedback.entries()) {
    const openedAt = new Date(now.getTime() - (index % 5) * 31 * 86_400_000 - 86_400_000);
    const alertId = await addAlert(db, tenantId, seed.orbis, {
      opening: { ...dropOpening, thresholdPercent: index % 3 === 0 ? 60 : 35 },
      openedAt,
      state: "resolved",
      change: { closed_at: now, closed_how: "recovered", closed_day: dataDay },
    });
    await withTenant(db, as(tenantId, dana), (tx) => judgeAlert(tx, { alertId, feedback: said, now }));
  }
}

const signedIn = (name: string, options?: BrowserContextOptions) =>
  openSignedIn({ db, desk, seed }, name, options);

const pages = () => [
  "/settings/alerts",
  "/settings/alerts/mine",
  `/settings/alerts/accounts/${seed.acme}`,
  "/settings/alerts/report",
  "/settings/alerts/untold",
  `/settings/alerts/untold?account=${seed.acme}&why=rule`,
];

describe("pages about alerts", () => {
  it.each([
    { width: 1280, colorScheme: "light" as const },
    { width: 320, colorScheme: "dark" as const },
  ])("have nothing that axe finds, and no sideways scroll, at $width px, $colorScheme", async (look) => {
    const { width, colorScheme } = look;
    const { page, faults } = await signedIn("reyes", { viewport: { width, height: 800 }, colorScheme });
    for (const path of pages()) {
      await page.goto(path);
      expect(
        (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [
          path,
          id,
          nodes.length,
        ]),
      ).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, path).toBeLessThanOrEqual(width);
      if (process.env.LOOK)
        await page.screenshot({
          path: `${process.env.LOOK}/${path.replace(/\W+/g, "-").slice(0, 40)}-${width}.png`,
          fullPage: true,
        });
    }
    expect(faults).toEqual([]);
  });

  it("work without a script: try, save, mute; what is wrong is said at its field", async () => {
    const { page } = await signedIn("reyes", { javaScriptEnabled: false });
    await page.goto("/settings/alerts");
    await page.getByLabel("Usual of 20 user-days or more").fill("45");
    await page.getByRole("button", { name: "Try first" }).click();
    await page.getByText("Drops are told from 45% below usual").waitFor();
    await page.getByText("Nothing is saved yet.").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").waitFor();
    expect(await page.getByLabel("Usual of 20 user-days or more").inputValue()).toBe("45");

    await page.getByLabel("Usual of 20 user-days or more").fill("lots");
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.getByRole("alert").textContent()).toBe("A whole number from 10 to 95.");
    expect(await page.getByLabel("Usual of 20 user-days or more").inputValue()).toBe("lots");

    await page.goto(`/settings/alerts/accounts/${seed.acme}`);
    await page.getByLabel("Drops", { exact: true }).last().fill("2026-12-24");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Drops are muted to Thu 24 Dec.").waitFor();
    const verbs = (await readAudit(db, seed.cast.tenantId)).map((row) => row.verb);
    expect(verbs.filter((verb) => verb === "set alert rules")).toHaveLength(2);
  });

  it("let a manager change what is theirs, and read the team's", async () => {
    const { page } = await signedIn("shah");
    await page.goto("/settings/alerts");
    await page.getByText("Drops are told from 35% below usual").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
    await page.goto("/settings/alerts/mine");
    await page.getByLabel("Quieter").selectOption("1");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Drops are told from 40% below usual").waitFor();
  });

  it.each(["", "?account"])("show a name that is markup as a name%s", async (query) => {
    const name = `<script>alert(1)</script> & "Söhne" 🦌`;
    await owner.rows("update app.account set name = $2 where id = $1", [seed.acme, name]);
    const { page, faults } = await signedIn("reyes");
    await page.goto(query === "" ? "/settings/alerts/untold" : `/settings/alerts/accounts/${seed.acme}`);
    await page.getByRole("main").getByText(name).last().waitFor();
    expect(faults).toEqual([]);
  });
});
