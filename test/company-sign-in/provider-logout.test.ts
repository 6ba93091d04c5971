import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertSignInAddress } from "../../src/db/sign-in/sign-in-addresses.ts";
import { openSignInDoor, type SignInDoor } from "../../src/outside/sign-in-door.ts";
import { createLinkSigner } from "../../src/signed-links.ts";
import { createSignInToken } from "../../src/usecases/sign-in/sign-in.ts";
import type { WebEnv } from "../../src/web/web-env.ts";
import { testWebApp } from "../browser/web-app.ts";
import { asSystem, type Cast, makeCast, now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type RealProvider, startRealProvider } from "./real-provider.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

/* A real OpenID provider tells the app that somebody has signed out there (Back-Channel Logout). It goes by its own clock, so the door
   does too. */

const publicUrl = "http://localhost:3000";
const path = "/sign-in/with/oidc";
const event = "http://schemas.openid.net/event/backchannel-logout";

let db: TestDb;
let owner: Owner;
let real: RealProvider;
let app: Hono<WebEnv>;
let lines: { why?: string }[];
let orrery: Cast;
let clock = now.getTime();
const doors: SignInDoor[] = [];
/** The provider's session of the last ID token. */
let session = "";
let tokens = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  real = await startRealProvider({ redirectUri: `${publicUrl}${path}/callback` });
  orrery = await makeCast(db, "orrery");
  await asSystem(db, orrery.tenantId, async (tx) => {
    await insertSignInAddress(tx, { memberId: orrery.jonas, address: "lind@orrery.example" });
    await insertSignInAddress(tx, { memberId: orrery.dana, address: "okafor@orrery.example" });
  });
  const company = { doors, signer: createLinkSigner(Buffer.alloc(32, 7)), count: () => {} };
  const made = await testWebApp(db, { publicUrl, now: () => new Date(clock), company });
  app = made.app;
  lines = made.lines;
  real.tell = async (to, init) => app.request(to, init);
  real.meddle = (claims) => {
    session = String(claims.sid);
    return claims;
  };
});
beforeEach(async () => {
  clock += 3_600_000;
  real.forged = false;
  real.down = undefined;
  doors[0] = openSignInDoor(real.provider, { callSeconds: 300, fetch: real.fetch, now: () => new Date() });
  lines.length = 0;
  await owner.rows("delete from app.session");
});
afterAll(async () => {
  await real.close();
  await owner.close();
  await db.close();
});

/** Signs somebody in with Okta. @returns their browser, and the provider's session of it */
async function byOkta(name: "lind" | "okafor"): Promise<{ browser: Visitor; session: string }> {
  real.account = { subject: `${name}-1`, email: `${name}@orrery.example`, email_verified: true };
  const browser = openVisitor(app, publicUrl);
  const back = await browser.proveAt("oidc");
  await browser.ask(back.pathname + back.search);
  return { browser, session };
}

async function byLink(email: string): Promise<Visitor> {
  const at = new Date(clock);
  const { token } = await asSystem(db, orrery.tenantId, (tx) => createSignInToken(tx, { email, now: at }));
  const browser = openVisitor(app, publicUrl);
  await browser.ask("/sign-in", { token });
  return browser;
}

const isIn = async (browser: Visitor) => (await browser.ask("/settings/profile")).status === 200;

type Claims = Record<string, unknown>;

/** A token that is all right, about Jonas; `change` says what is not. */
const claimsOf = (change: Claims = {}): Claims => {
  const iat = Math.floor(Date.now() / 1_000);
  const { issuer: iss, clientId: aud } = real.provider;
  tokens += 1;
  const claims: Claims = { iss, aud, iat, exp: iat + 120, jti: `token-${tokens}`, sub: "lind-1", ...change };
  if (!("events" in change)) claims.events = { [event]: {} };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
};

/** What a provider sends: a form, from no page of ours. */
const tell = (token: string, at = `${path}/logout`) =>
  app.request(publicUrl + at, { method: "POST", body: new URLSearchParams({ logout_token: token }) });

describe("who signs out at the provider", () => {
  test("is signed out here, where it was by that session: other sessions and colleagues stay", async () => {
    const first = await byOkta("lind");
    const second = await byOkta("lind");
    const colleague = await byOkta("okafor");
    const link = await byLink("lind@orrery.example");
    expect(new Set([first, second, colleague].map((each) => each.session)).size).toBe(3);
    await real.signOut("lind-1", first.session);
    const all = [first.browser, second.browser, colleague.browser, link];
    expect(await Promise.all(all.map(isIn))).toEqual([false, true, true, true]);
    expect((await readAudit(db, orrery.tenantId)).at(-1)).toMatchObject({
      verb: "ended sessions",
      memberId: null,
      surface: "web",
      detail: { memberId: orrery.jonas, by: "oidc", sessions: 1 },
    });
  });

  test("is signed out of the sessions of which the provider's was never told, too", async () => {
    const before = await byOkta("lind");
    await owner.rows("update app.session set provider_session = null");
    await real.signOut("lind-1", "another session");
    expect(await isIn(before.browser)).toBe(false);
  });

  test("by name alone is signed out of all that the provider opened", async () => {
    const browsers = [(await byOkta("lind")).browser, (await byOkta("lind")).browser];
    const others = [(await byOkta("okafor")).browser, await byLink("lind@orrery.example")];
    const answer = await tell(await real.sign(claimsOf()));
    expect([answer.status, await answer.text(), answer.headers.get("cache-control")]).toEqual([
      200,
      "",
      "no-store",
    ]);
    expect(await Promise.all([...browsers, ...others].map(isIn))).toEqual([false, false, true, true]);
  });

  test("by a session alone is signed out of that one", async () => {
    const first = await byOkta("lind");
    const second = await byOkta("lind");
    const token = await real.sign(claimsOf({ sub: undefined, sid: second.session }));
    expect((await tell(token)).status).toBe(200);
    expect(await Promise.all([first.browser, second.browser].map(isIn))).toEqual([true, false]);
  });

  test("and is nobody's here, or not signed in, is answered as if they had been, and nothing is written", async () => {
    const { browser } = await byOkta("okafor");
    const before = (await readAudit(db, orrery.tenantId)).length;
    for (const about of [{ sub: "nobody" }, { sub: undefined, sid: "none" }, { sub: "lind-1" }])
      expect((await tell(await real.sign(claimsOf(about)))).status).toBe(200);
    expect((await readAudit(db, orrery.tenantId)).length).toBe(before);
    expect(await isIn(browser)).toBe(true);
  });
});

describe("a token", () => {
  const long = "x".repeat(9_000);
  test.each<[string, Claims]>([
    ["of another issuer", { iss: "https://evil.example" }],
    ["of no issuer", { iss: undefined }],
    ["for another app", { aud: "another" }],
    ["for nobody", { aud: undefined }],
    ["without its time", { iat: undefined }],
    ["of long ago", { iat: 1_700_000_000, exp: undefined }],
    ["of times to come", { iat: 4_000_000_000, exp: undefined }],
    ["that is over", { exp: 1_700_000_000 }],
    ["without a name of its own", { jti: undefined }],
    ["with an empty name", { jti: "" }],
    ["with a nonce, as ID tokens have", { nonce: "n" }],
    ["without events", { events: undefined }],
    ["with another event", { events: { "https://evil.example/event": {} } }],
    ["with events that are none", { events: [event] }],
    ["with an event that is none", { events: { [event]: true } }],
    ["about nobody", { sub: undefined }],
    ["about what is no name", { sub: 7 }],
    ["that is too long", { sub: long }],
  ])("%s is refused, and ends nothing", async (_, change) => {
    const { browser } = await byOkta("lind");
    const answer = await tell(await real.sign(claimsOf(change)));
    expect([answer.status, await answer.json()]).toEqual([400, { error: "invalid_request" }]);
    expect(await isIn(browser)).toBe(true);
    expect(lines.filter(({ why }) => why !== undefined)).toHaveLength(1);
  });

  test("that somebody else signed, nobody signed, or that is of another kind is refused", async () => {
    const { browser } = await byOkta("lind");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claimsOf())).toString("base64url")}.`;
    const another = await real.sign(claimsOf(), "at+jwt");
    real.forged = true;
    const forged = await real.sign(claimsOf());
    for (const token of [unsigned, another, forged, "", "x", "a.b.c"])
      expect((await tell(token)).status, token).toBe(400);
    expect(await isIn(browser)).toBe(true);
  });

  test("is heard once", async () => {
    const token = await real.sign(claimsOf());
    const first = await byOkta("lind");
    expect((await tell(token)).status).toBe(200);
    const again = await byOkta("lind");
    expect((await tell(token)).status).toBe(400);
    expect(await Promise.all([first.browser, again.browser].map(isIn))).toEqual([false, true]);
    expect(lines.findLast(({ why }) => why !== undefined)?.why).toBe("used");
  });

  test("is not looked at where no provider is, and waits where its keys can't be had", async () => {
    const token = await real.sign(claimsOf());
    expect((await tell(token, "/sign-in/with/slack/logout")).status).toBe(404);
    const { browser } = await byOkta("lind");
    doors[0] = openSignInDoor(real.provider, { callSeconds: 300, fetch: real.fetch, now: () => new Date() });
    for (const status of [503, 404]) {
      real.down = status;
      expect((await tell(token)).status).toBe(503);
    }
    real.down = undefined;
    expect(await isIn(browser)).toBe(true);
    expect((await tell(token)).status).toBe(200);
    expect(await isIn(browser)).toBe(false);
  });

  test("leaves nothing of itself in the log", async () => {
    const token = await real.sign(claimsOf({ nonce: "n" }));
    await tell(token);
    const log = JSON.stringify(lines);
    expect(log).toContain('"why":"nonce"');
    for (const secret of [token, "lind-1"]) expect(log).not.toContain(secret);
  });
});
