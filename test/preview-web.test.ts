import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { previewGroups } from "../src/web/previews/preview-kinds.ts";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { openVisits, type Visit } from "./browser/visits.ts";
import { testWebApp } from "./browser/web-app.ts";
import { readAudit } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

const hostile = '</textarea><script>alert(1)</script><img src=x onerror="alert(2)">';
let db: TestDb;
let owner: Owner;
let seed: Seed;
let ask: Visit;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  const { app } = await testWebApp(db);
  seed = await seedTenant(db, "orrery");
  ask = openVisits(db, app, () => seed);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const get = (who: string, path: string) => ask(who, "GET", path);
const kinds = previewGroups.flatMap((group) => group.kinds);

describe("the preview", () => {
  test("shows every kind of message of the sample cast on all four surfaces", async () => {
    expect(new Set(kinds.map(({ slug }) => slug)).size).toBe(kinds.length);
    for (const { slug, name, sample } of kinds) {
      const page = await get("reyes", `/preview?kind=${slug}&facts=sample`);
      const html = await page.text();
      expect([name, page.status]).toEqual([name, 200]);
      expect(html).toContain("With the facts of our sample cast.");
      expect(html).not.toContain("that this page does not draw");
      const heading = sample.parts.find((part) => part.part === "heading");
      if (heading) expect(html.split(heading.text.replaceAll("'", "&#39;")).length, name).toBeGreaterThan(4);
      const mail = await get("reyes", `/preview/mail.html?kind=${slug}&facts=sample`);
      expect([name, mail.status]).toEqual([name, 200]);
    }
  });

  test("tells the tenant's own newest facts where there are any, and says where there are none", async () => {
    const alert = await (await get("reyes", "/preview?kind=a1-drop-opened")).text();
    expect(alert).toContain("With the newest facts of your own, as you would read them.");
    expect(alert).toContain(`/accounts/${seed.acme}`);
    for (const slug of [
      "account-card",
      "why-score",
      "portfolio",
      "at-risk",
      "help",
      "notices",
      "digest-settings",
    ])
      expect(await (await get("reyes", `/preview?kind=${slug}`)).text(), slug).toContain("of your own");
    const none = await (await get("reyes", "/preview?kind=a14-feed-outage")).text();
    expect(none).toContain("Nothing of yours is like that yet");
    const looked = await readAudit(db, seed.cast.tenantId);
    expect(
      looked.some(({ verb, memberId }) => verb === "looked at account" && memberId === seed.cast.tomas),
    ).toBe(true);
  });

  test("is for admins; for anybody else it does not exist", async () => {
    for (const path of ["/preview", "/preview/mail.html", "/preview/chart.png"]) {
      for (const who of ["okafor", "shah", "meyer"]) expect((await get(who, path)).status, path).toBe(404);
    }
    expect((await get("nobody", "/preview")).status).toBe(302);
    expect((await get("nobody", "/preview/mail.html")).status).toBe(404);
  });

  test("lets a mail's own styles into its frame and nothing more, and no page but this one has frames", async () => {
    const mail = await get("reyes", "/preview/mail.html?kind=a1-drop-opened");
    const policy = mail.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/; sandbox$/);
    expect(policy).not.toMatch(/script|https?:|\*/);
    expect(mail.headers.get("x-frame-options")).toBe("SAMEORIGIN");
    expect(mail.headers.get("cache-control")).toBe("private, no-store");
    expect(await mail.text()).toContain('src="data:image/png;base64,');
    const page = (await get("reyes", "/preview")).headers.get("content-security-policy");
    expect(page).toContain("frame-src 'self'");
    expect(page).not.toMatch(/unsafe|data:/);
    expect((await get("reyes", "/inbox")).headers.get("content-security-policy")).toContain(
      "frame-src 'none'",
    );
  });

  test("shows a name that tries to be markup as a name", async () => {
    await owner.rows("update app.account set name = $2 where id = $1", [seed.acme, hostile]);
    for (const path of [
      "/preview?kind=a1-drop-opened",
      "/preview?kind=portfolio",
      "/preview/mail.html?kind=account-card",
    ]) {
      const html = await (await get("reyes", path)).text();
      expect(html).not.toMatch(/<script>alert|<img src=x/);
      expect(html).toContain("&lt;script&gt;");
    }
  });
});
