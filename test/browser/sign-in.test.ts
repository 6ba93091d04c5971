import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertSignInAddress } from "../../src/db/sign-in/sign-in-addresses.ts";
import { openSignInDoor, type SignInDoor } from "../../src/outside/sign-in-door.ts";
import { createLinkSigner } from "../../src/signed-links.ts";
import { type RealProvider, startRealProvider } from "../company-sign-in/real-provider.ts";
import { asSystem, now } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type Desk, openDesk } from "./chromium.ts";
import { type Seed, seedTenant } from "./seed.ts";
import { openSignedIn } from "./visits.ts";
import { testWebApp } from "./web-app.ts";

/* Company sign-in in a real browser, which keeps cookies as browsers do: the provider is another site than the app. */

let db: TestDb;
let owner: Owner;
let desk: Desk;
let real: RealProvider;
let seed: Seed;
let umbra: Seed;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  seed = await seedTenant(db, "orrery");
  umbra = await seedTenant(db, "umbra");
  await owner.rows(
    "update app.tenant set name = 'Orrery Werkzeugmaschinen GmbH & Co. KG' where slug = 'orrery'",
  );
  await owner.rows("update app.member set email = 'shah@orrery.example' where id = $1", [umbra.cast.priya]);
  for (const { cast } of [seed, umbra])
    await asSystem(db, cast.tenantId, (tx) =>
      insertSignInAddress(tx, { memberId: cast.priya, address: "shah@orrery.example" }),
    );
  for (const [name, address] of [
    ["dana", "okafor@orrery.example"],
    ["tomas", "reyes@orrery.example"],
  ] as const)
    await asSystem(db, seed.cast.tenantId, (tx) =>
      insertSignInAddress(tx, { memberId: seed.cast[name], address }),
    );
  desk = await openDesk(async (publicUrl) => {
    real = await startRealProvider({ redirectUri: `${publicUrl}/sign-in/with/oidc/callback` });
    const door = openSignInDoor(real.provider, { fetch: real.fetch, now: () => now, callSeconds: 300 });
    const named = (id: SignInDoor["id"], name: string): SignInDoor => ({ ...door, id, name });
    const doors = [named("slack", "Slack"), named("microsoft", "Microsoft"), door];
    const company = { doors, signer: createLinkSigner(Buffer.alloc(32, 7)), count: () => {} };
    return (await testWebApp(db, { publicUrl, company })).app;
  });
});
beforeEach(() => {
  real.account = { subject: "dana", email: "okafor@orrery.example", email_verified: true };
});
afterAll(async () => {
  await desk?.close();
  await real?.close();
  await owner?.close();
  await db?.close();
});

async function passesAxe(page: Page, name: string): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)).toEqual([]);
}

/** What a browser complained of, apart from going to the provider and from the statuses of our own refusals. */
const own = (faults: readonly string[]) =>
  faults.filter(
    (fault) => !fault.includes(`asked ${real.provider.issuer}`) && !/status of 40[34]/.test(fault),
  );

for (const javaScriptEnabled of [true, false]) {
  describe(`with JavaScript ${javaScriptEnabled ? "on" : "off"}`, () => {
    it("one button leads by the provider to the page that one was going to", async () => {
      const { page, faults } = await desk.open({ javaScriptEnabled });
      await page.goto(`/accounts/${seed.acme}?range=1y`);
      await page.getByRole("link", { name: "Continue with Okta" }).click();
      await page.getByRole("heading", { name: "Acme", exact: true }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/accounts/${seed.acme}`);
      expect(own(faults)).toEqual([]);
    });

    it("who belongs to several teams says which, and ends other sessions on the profile", async () => {
      real.account = { subject: "priya", email: "shah@orrery.example", email_verified: true };
      const { page, faults } = await desk.open({ javaScriptEnabled });
      await page.goto("/settings/profile");
      await page.getByRole("link", { name: "Continue with Okta" }).click();
      await page.getByRole("button", { name: /^Orrery .*, as Priya Shah$/ }).click();
      await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
      const phone = await openSignedIn({ db, desk, seed }, "shah", {
        userAgent: "CriOS/142.0 (iPhone; CPU)",
      });
      await page.reload();
      await page.getByRole("button", { name: /^End session: Chrome on iPhone/ }).click();
      await page.getByText("Ended. That browser has to sign in again.").waitFor();
      expect(await page.getByText("Chrome on iPhone").count()).toBe(0);
      await phone.page.goto("/inbox");
      await phone.page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(own(faults)).toEqual([]);
    });
  });
}

describe("the pages of signing in", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    it(`pass axe in ${colorScheme}, and fit 320 px`, async () => {
      const { page, faults } = await desk.open({ colorScheme, viewport: { width: 320, height: 800 } });
      const look = async (name: string) => {
        await page.waitForLoadState();
        await passesAxe(page, name);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, name).toBeLessThanOrEqual(320);
      };
      await page.goto("/sign-in");
      await look("sign-in");
      real.account = { subject: "nobody", email: "nobody@orrery.example", email_verified: true };
      await page.getByRole("link", { name: "Continue with Okta" }).click();
      await page.getByRole("heading", { name: "That sign-in didn't work" }).waitFor();
      await look("refused");
      real.account = { subject: "priya", email: "shah@orrery.example", email_verified: true };
      // The provider remembers in its own cookies who it was.
      await page.context().clearCookies();
      await page.goto("/sign-in/with/oidc");
      await page.getByRole("heading", { name: "Where to?" }).waitFor();
      await look("choose");
      await page.getByRole("button", { name: /^Orrery/ }).click();
      await owner.rows("update app.session set network_address = '2001:db8:85a3:8d3:1319:8a2e:370:7348'");
      await page.goto("/settings/profile?ended=one");
      await look("profile");
      real.account = { subject: "tomas", email: "reyes@orrery.example", email_verified: true };
      await page.context().clearCookies();
      await page.goto("/settings/sign-in");
      await page.getByRole("link", { name: "Continue with Okta" }).click();
      await page.getByRole("heading", { name: "Only through Okta" }).waitFor();
      await look("ways in");
      await page.getByRole("button", { name: "Allow this way only" }).click();
      await page.getByText("Your own people's sessions that were opened another way have ended.").waitFor();
      await look("only way in");
      await page.getByRole("button", { name: "Let links in again" }).click();
      await page.getByText("Links sign in again.").waitFor();
      expect(own(faults)).toEqual([]);
    });
  }
});
