import fc from "fast-check";
import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertSignInAddress } from "../../src/db/sign-in/sign-in-addresses.ts";
import type { GuardedFetch } from "../../src/outside/guarded-fetch.ts";
import { openSignInDoor, type SignInDoor } from "../../src/outside/sign-in-door.ts";
import { createLinkSigner } from "../../src/signed-links.ts";
import { releaseCompanyAccount } from "../../src/usecases/sign-in/release-company-account.ts";
import type { WebEnv } from "../../src/web/web-env.ts";
import { testWebApp } from "../browser/web-app.ts";
import { asSystem, type Cast, makeCast, now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type RealProvider, startRealProvider } from "./real-provider.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

/*
 * Signing in with a company's account, at a real OpenID provider, from the button to the page that one was going to. Priya is a member
 * of two tenants by one address.
 */

const publicUrl = "http://localhost:3000";
const path = "/sign-in/with/oidc";

let db: TestDb;
let owner: Owner;
let real: RealProvider;
let app: Hono<WebEnv>;
let lines: object[];
let orrery: Cast;
let umbra: Cast;
let clock = now.getTime();
const time = () => new Date(clock);
const signer = createLinkSigner(Buffer.alloc(32, 7));
/** The app's; a test may put another into its place. */
const doors: SignInDoor[] = [];
const counted: string[] = [];
/** A busy machine's provider may take its time. */
const slowly = { callSeconds: 300 };

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  real = await startRealProvider({ redirectUri: `${publicUrl}${path}/callback` });
  orrery = await makeCast(db, "orrery");
  umbra = await makeCast(db, "umbra");
  await owner.rows("update app.member set email = 'shah@orrery.example' where id = $1", [umbra.priya]);
  for (const [cast, slug] of [
    [orrery, "orrery"],
    [umbra, "umbra"],
  ] as const) {
    await asSystem(db, cast.tenantId, async (tx) => {
      await insertSignInAddress(tx, { memberId: cast.priya, address: "shah@orrery.example" });
      for (const name of ["jonas", "dana", "meyer"] as const) {
        const last = { jonas: "lind", dana: "okafor", meyer: "meyer" }[name];
        await insertSignInAddress(tx, { memberId: cast[name], address: `${last}@${slug}.example` });
      }
    });
  }
  const count = (provider: string, what: string) => void counted.push(`${provider} ${what}`);
  ({ app, lines } = await testWebApp(db, { publicUrl, now: time, company: { doors, signer, count } }));
});
beforeEach(async () => {
  clock += 3_600_000;
  doors[0] = openSignInDoor(real.provider, { ...slowly, fetch: real.fetch, now: time });
  Object.assign(real, { meddle: undefined, forged: false, down: undefined });
  await owner.rows("delete from app.sign_in_subject");
  await owner.rows("update app.member set removed_at = null");
  for (const kept of [real.calls, counted, lines]) kept.length = 0;
});
afterAll(async () => {
  await real.close();
  await owner.close();
  await db.close();
});

/** Somebody with an account at the provider; their address is verified unless it is said otherwise. */
function jonas(account: Partial<RealProvider["account"]> = {}): void {
  real.account = { subject: "jonas-1", email: "lind@orrery.example", email_verified: true, ...account };
}

const visitor = () => openVisitor(app, publicUrl);

/** The whole way, from the button to the answer. */
async function signIn(as: Visitor = visitor()): Promise<Response> {
  clock += 1_000;
  const back = await as.proveAt("oidc");
  return as.ask(back.pathname + back.search);
}

/** What an answer comes to: "in", or which page. */
async function outcome(answer: Response): Promise<string> {
  if (answer.status === 303 && answer.headers.get("set-cookie")?.includes("bellwether_session=")) return "in";
  const heading = /<h1[^>]*>(.*?)<\/h1>/.exec(await answer.text())?.[1] ?? "no page";
  return `${answer.status} ${heading.replaceAll("&#39;", "'")}`;
}

const refused = "403 That sign-in didn't work";
const sessions = () =>
  owner.rows<{ member_id: string; way: string; browser: string }>(
    "select member_id, way, browser from app.session where way <> 'link' order by created_at, id",
  );

describe("a company account", () => {
  test("opens a session of its member, and the page that one was going to", async () => {
    jonas({ email: "Lind@Orrery.example" });
    const browser = visitor();
    expect((await browser.ask("/inbox?filter=all")).headers.get("location")).toBe("/sign-in");
    expect(await (await browser.ask("/sign-in")).text()).toContain(
      '<a class="button wide primary" href="/sign-in/with/oidc">Continue with Okta</a>',
    );
    const answer = await signIn(browser);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/inbox?filter=all"]);
    expect((await browser.ask("/inbox?filter=all")).status).toBe(200);
    expect(await sessions()).toEqual([{ member_id: orrery.jonas, way: "oidc", browser: "Firefox on Linux" }]);
    expect(browser.cookies.has("bellwether_try")).toBe(false);
    expect(counted).toEqual(["oidc begun", "oidc signed-in"]);
    const audit = await readAudit(db, orrery.tenantId);
    expect(audit.slice(-2)).toMatchObject([
      { verb: "bound company account", detail: { memberId: orrery.jonas, by: "oidc" } },
      { verb: "signed in", detail: { memberId: orrery.jonas, by: "oidc" } },
    ]);
  });

  test("is asked for by code with PKCE, state and nonce, which no two tries share", async () => {
    const asked = await Promise.all(
      [0, 1].map(async () => {
        const begun = await visitor().ask(path);
        expect(begun.status).toBe(302);
        expect(begun.headers.get("set-cookie")).toMatch(
          /^bellwether_try=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
        );
        expect(begun.headers.get("cache-control")).toBe("private, no-store");
        const url = new URL(begun.headers.get("location") ?? "");
        expect(Object.fromEntries(url.searchParams)).toMatchObject({
          response_type: "code",
          client_id: "bellwether",
          redirect_uri: `${publicUrl}${path}/callback`,
          scope: "openid email",
          code_challenge_method: "S256",
        });
        return ["state", "nonce", "code_challenge"].map((name) => url.searchParams.get(name) ?? "");
      }),
    );
    expect(new Set(asked.flat()).size).toBe(6);
    for (const value of asked.flat()) expect(value).toMatch(/^[\w-]{43}$/);
  });

  test("over https is tried under a cookie that no neighbouring host can plant", async () => {
    const secure = await testWebApp(db, {
      publicUrl: "https://bellwether.example",
      company: { doors, signer, count: () => {} },
    });
    const begun = await secure.app.request(path);
    expect(begun.headers.get("set-cookie")).toMatch(
      /^__Host-bellwether_try=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(begun.headers.get("location")).toContain(
      encodeURIComponent(`https://bellwether.example${path}/callback`),
    );
  });

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "/sign-in/with/oidc"])(
    "never leads on to %s",
    async (onward) => {
      jonas();
      const browser = visitor();
      browser.cookies.set("bellwether_onward", encodeURIComponent(onward));
      expect((await signIn(browser)).headers.get("location")).toBe("/");
    },
  );

  test("ends the session that the browser had, and its own ends on the server with sign-out", async () => {
    jonas();
    const browser = visitor();
    await signIn(browser);
    const first = browser.cookies.get("bellwether_session") ?? "";
    await signIn(browser);
    const second = browser.cookies.get("bellwether_session") ?? "";
    const ask = (cookie: string) =>
      app.request("/inbox", { headers: { cookie: `bellwether_session=${cookie}` } });
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([302, 200]);
    expect((await browser.ask("/sign-out", {})).status).toBe(303);
    expect((await ask(second)).status).toBe(302);
  });

  test("of several tenants chooses one, once, within five minutes", async () => {
    real.account = { subject: "priya-1", email: "shah@orrery.example", email_verified: true };
    const browser = visitor();
    await browser.ask("/inbox");
    const page = await (await signIn(browser)).text();
    expect(page).toContain("You are a member of 2 teams.");
    expect(browser.cookies.has("bellwether_session")).toBe(false);
    const tokens = [...page.matchAll(/name="token" value="([^"]+)"/g)].map((found) => found[1] ?? "");
    expect(tokens).toHaveLength(2);
    const chosen = await browser.ask("/sign-in", { token: tokens[1] ?? "" });
    expect([chosen.status, chosen.headers.get("location")]).toEqual([303, "/inbox"]);
    expect((await browser.ask("/sign-in", { token: tokens[1] ?? "" })).status).toBe(410);
    clock += 5 * 60_000;
    expect((await browser.ask("/sign-in", { token: tokens[0] ?? "" })).status).toBe(410);
    const last = (await sessions()).at(-1);
    expect([orrery.priya, umbra.priya]).toContain(last?.member_id);
    expect(last?.way).toBe("oidc");
    expect(counted).toEqual(["oidc begun", "oidc asked-which"]);
  });

  test("is whose it is by its subject: a new address changes nothing", async () => {
    jonas();
    expect(await outcome(await signIn())).toBe("in");
    jonas({ email: "jonas.lind-berg@elsewhere.example" });
    expect(await outcome(await signIn())).toBe("in");
    // Not even where the new address is a colleague's.
    jonas({ email: "okafor@orrery.example" });
    expect(await outcome(await signIn())).toBe("in");
    expect(new Set((await sessions()).slice(-3).map((row) => row.member_id))).toEqual(
      new Set([orrery.jonas]),
    );
  });

  test("of somebody else with a member's old address inherits nothing, until it is released", async () => {
    jonas();
    await signIn();
    jonas({ subject: "jonas-2" });
    expect(await outcome(await signIn())).toBe(refused);
    expect((await readAudit(db, orrery.tenantId)).at(-1)).toMatchObject({
      verb: "refused sign-in",
      detail: { memberId: orrery.jonas, by: "oidc", why: "another account" },
    });
    const release = { email: "lind@orrery.example", now: new Date(clock) };
    expect(await asSystem(db, orrery.tenantId, (tx) => releaseCompanyAccount(tx, release))).toEqual({
      released: 1,
    });
    expect(await outcome(await signIn())).toBe("in");
    jonas();
    expect(await outcome(await signIn())).toBe(refused);
  });

  test("of somebody who left opens nothing, and may become another member's", async () => {
    jonas();
    await signIn();
    await owner.rows("update app.member set removed_at = now() where id = $1", [orrery.jonas]);
    expect(await outcome(await signIn())).toBe(refused);
    jonas({ email: "okafor@orrery.example" });
    expect(await outcome(await signIn())).toBe("in");
    expect((await sessions()).at(-1)?.member_id).toBe(orrery.dana);
  });

  test("lets a customer's own admin in too", async () => {
    real.account = { subject: "meyer", email: "meyer@orrery.example", email_verified: true };
    expect(await outcome(await signIn())).toBe("in");
  });

  test("leaves no code, state, secret or address in the log, nor beside the session, whatever comes of it", async () => {
    const secrets: string[] = [];
    for (const verified of [true, false]) {
      jonas({ email_verified: verified });
      const browser = visitor();
      const back = await browser.proveAt("oidc");
      secrets.push(...back.searchParams.values(), ...browser.cookies.values());
      await browser.ask(back.pathname + back.search);
    }
    const told = secrets.filter((secret) => secret !== real.provider.issuer);
    expect(told.length).toBeGreaterThan(5);
    const log = JSON.stringify(lines);
    expect(log).toContain('"why":"unverified-address"');
    expect(log).toContain("/sign-in/with/:provider/callback");
    for (const secret of [...told, real.provider.clientSecret, "lind@", "jonas-1"])
      expect(log).not.toContain(secret);
    const kept = await owner.rows<{ row: string }>(
      ["session", "sign_in_token", "sign_in_subject", "audit_log"]
        .map((table) => `select row_to_json(t)::text as row from app.${table} t`)
        .join(" union all "),
    );
    expect(kept.length).toBeGreaterThan(4);
    const rows = kept.map(({ row }) => row).join("\n");
    for (const secret of [...told, "lind@", "jonas-1"]) expect(rows).not.toContain(secret);
  });
});

type Come = (browser: Visitor) => Promise<Response>;

/** What is wrong with what a browser comes back with; each is all right but for this one thing. */
const wrongs: Readonly<Record<string, Come>> = {
  "an address that is not verified": (browser) => signInAs(browser, { email_verified: false }),
  "no word on whether the address is verified": (browser) => signInAs(browser, { email_verified: undefined }),
  "no address": (browser) => signInAs(browser, { email: undefined }),
  "an address that nobody here has": (browser) => signInAs(browser, { email: "x@orrery.example" }),
  "another nonce": (browser) => signInWith(browser, { nonce: "another" }),
  "no nonce": (browser) => signInWith(browser, { nonce: undefined }),
  "another audience": (browser) => signInWith(browser, { aud: "another" }),
  "another issuer": (browser) => signInWith(browser, { iss: "https://evil.example" }),
  "an ID token that is over": (browser) => signInWith(browser, { exp: 1_700_000_000, iat: 1_699_999_000 }),
  "an ID token that another key signed": (browser) => {
    real.forged = true;
    return signInWith(browser, {});
  },
  "another state": (browser) => comeBackWith(browser, (query) => query.set("state", "x".repeat(43))),
  "no state": (browser) => comeBackWith(browser, (query) => query.delete("state")),
  "two states": (browser) =>
    comeBackWith(browser, (query) => query.append("state", query.get("state") ?? "")),
  "another code": (browser) => comeBackWith(browser, (query) => query.set("code", "another")),
  "no code": (browser) => comeBackWith(browser, (query) => query.delete("code")),
  "the word of another provider (mix-up)": (browser) =>
    comeBackWith(browser, (query) => query.set("iss", "https://evil.example")),
  "nobody's word (iss left out)": (browser) => comeBackWith(browser, (query) => query.delete("iss")),
  "an error of the provider": (browser) =>
    comeBackWith(browser, (query) => {
      query.delete("code");
      query.set("error", "access_denied");
    }),
  "no try at all": async (browser) => {
    const back = await browser.proveAt("oidc");
    browser.cookies.clear();
    return browser.ask(back.pathname + back.search);
  },
  "a try that another browser began": async (browser) => {
    const back = await visitor().proveAt("oidc");
    await browser.proveAt("oidc");
    return browser.ask(back.pathname + back.search);
  },
  "a try of its own and the code of another's (injection)": async (browser) => {
    const stolen = await visitor().proveAt("oidc");
    return comeBackWith(browser, (query) => query.set("code", stolen.searchParams.get("code") ?? ""));
  },
  "a try that it ended already": async (browser) => {
    const back = await browser.proveAt("oidc");
    await browser.ask(`${back.pathname}?state=x`);
    return browser.ask(back.pathname + back.search);
  },
  "a try that took over ten minutes": async (browser) => {
    const back = await browser.proveAt("oidc");
    clock += 10 * 60_000;
    return browser.ask(back.pathname + back.search);
  },
  "a try that was begun with another provider": async (browser) => {
    const back = await browser.proveAt("oidc");
    const cookie = signer.read("sign-in", browser.cookies.get("bellwether_try") ?? "", new Date(clock));
    const facts = (cookie?.facts ?? "").replace(/^oidc /, "slack ");
    browser.cookies.set("bellwether_try", signer.sign("sign-in", facts, new Date(clock + 60_000)));
    return browser.ask(back.pathname + back.search);
  },
  "a try that it wrote itself": async (browser) => {
    const back = await browser.proveAt("oidc");
    const { facts = "" } =
      signer.read("sign-in", browser.cookies.get("bellwether_try") ?? "", new Date(clock)) ?? {};
    const forger = createLinkSigner(Buffer.alloc(32, 8));
    browser.cookies.set("bellwether_try", forger.sign("sign-in", facts, new Date(clock + 60_000)));
    return browser.ask(back.pathname + back.search);
  },
};

async function comeBackWith(browser: Visitor, change: (query: URLSearchParams) => void): Promise<Response> {
  const back = await browser.proveAt("oidc");
  change(back.searchParams);
  return browser.ask(back.pathname + back.search);
}

function signInAs(browser: Visitor, account: Partial<RealProvider["account"]>): Promise<Response> {
  jonas(account);
  return signIn(browser);
}

/** Signs in with an ID token that says otherwise; undefined: nothing of it. */
function signInWith(browser: Visitor, claims: Readonly<Record<string, unknown>>): Promise<Response> {
  real.meddle = (told) => ({ ...told, ...claims });
  return signIn(browser);
}

const liveSessions = async () =>
  (await owner.rows<{ id: string }>("select id from app.session where ended_at is null")).length;

describe("who comes back with", () => {
  /** The page that all of them read. */
  let page: string | undefined;

  test("what was taken apart and signed again is let in: all below are refused for their own reason", async () => {
    jonas();
    expect(await outcome(await signInWith(visitor(), {}))).toBe("in");
  });

  test.each(Object.entries(wrongs))("%s reads that it didn't work, and no more", async (_, come) => {
    jonas();
    const before = await liveSessions();
    const browser = visitor();
    const answer = await come(browser);
    const text = await answer.clone().text();
    expect(await outcome(answer)).toBe(refused);
    expect(await liveSessions()).toBe(before);
    expect(browser.cookies.has("bellwether_session")).toBe(false);
    expect(counted.at(-1)).toBe("oidc refused");
    expect(text).toContain("Continue with Okta");
    page ??= text;
    expect(text).toBe(page);
  });

  test("whatever else reads the same: nothing that a query can hold is our fault", async () => {
    const name = fc.constantFrom(
      "state",
      "code",
      "iss",
      "error",
      "error_description",
      "id_token",
      "response",
      "x",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "[object Object]", "\u0000", "a".repeat(5_000)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, text), { maxLength: 6 }),
        fc.boolean(),
        async (query, keepsState) => {
          // Every run is another office's morning.
          clock += 3_600_000;
          const browser = visitor();
          const begun = await browser.ask(path);
          const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
          const search = new URLSearchParams([...query, ...(keepsState ? [["state", state]] : [])]);
          expect(await outcome(await browser.ask(`${path}/callback?${search}`))).toBe(refused);
        },
      ),
      { numRuns: 60 },
    );
    const cookies = ["", "x", ".", "a.b", `${"x".repeat(9_000)}.y`, "%00", '"; DROP'];
    for (const cookie of cookies) {
      const browser = visitor();
      browser.cookies.set("bellwether_try", cookie);
      expect(await outcome(await browser.ask(`${path}/callback?code=x&state=y`))).toBe(refused);
    }
  });

  test("a code and a try that were used opens no second session", async () => {
    jonas();
    const browser = visitor();
    const back = await browser.proveAt("oidc");
    const attempt = browser.cookies.get("bellwether_try") ?? "";
    expect(await outcome(await browser.ask(back.pathname + back.search))).toBe("in");
    browser.cookies.set("bellwether_try", attempt);
    expect(await outcome(await browser.ask(back.pathname + back.search))).toBe(refused);
  });

  test("a try that was used opens no second session where the provider lets a code be used twice", async () => {
    jonas();
    let said: string | undefined;
    const forgetful: GuardedFetch = async (to, ...rest) => {
      if (!to.endsWith("/token")) return real.fetch(to, ...rest);
      said ??= await (await real.fetch(to, ...rest)).text();
      return new Response(said, { headers: { "content-type": "application/json" } });
    };
    doors[0] = openSignInDoor(real.provider, { ...slowly, fetch: forgetful, now: time });
    const browser = visitor();
    const back = await browser.proveAt("oidc");
    const attempt = browser.cookies.get("bellwether_try") ?? "";
    expect(await outcome(await browser.ask(back.pathname + back.search))).toBe("in");
    const before = await liveSessions();
    browser.cookies.set("bellwether_try", attempt);
    expect(await outcome(await browser.ask(back.pathname + back.search))).toBe(refused);
    expect(lines.some((line) => "why" in line && line.why === "used")).toBe(true);
    expect(await liveSessions()).toBe(before);
  });
});

const down = "503 Sign-in with Okta isn't working just now";

describe("a provider that is down", () => {
  test.each([500, 503, 429])(
    "with %i is said to be, with the other ways, and asked again next time",
    async (status) => {
      real.down = status;
      const answer = await visitor().ask(path);
      expect(await outcome(answer.clone())).toBe(down);
      expect(await answer.text()).toContain("one-time link");
      expect(counted).toEqual(["oidc unavailable"]);
      real.down = undefined;
      expect((await visitor().ask(path)).status).toBe(302);
    },
  );

  test("between the button and the answer is said to be", async () => {
    jonas();
    const browser = visitor();
    const back = await browser.proveAt("oidc");
    real.down = 502;
    expect(await outcome(await browser.ask(back.pathname + back.search))).toBe(down);
  });

  test("or doesn't know our secret is said to be, and why stands in the log", async () => {
    jonas();
    doors[0] = openSignInDoor(
      { ...real.provider, clientSecret: "wrong" },
      { ...slowly, fetch: real.fetch, now: time },
    );
    expect(await outcome(await signIn())).toBe(down);
    expect(lines).toContainEqual({ provider: "oidc", why: "invalid_client" });
  });

  test("is not asked at the start, and for its description once an hour", async () => {
    const described = () => real.calls.filter((call) => call.endsWith("openid-configuration")).length;
    await visitor().ask("/sign-in");
    expect(real.calls).toEqual([]);
    await Promise.all([0, 1, 2].map(() => visitor().ask(path)));
    clock += 59 * 60_000;
    await visitor().ask(path);
    expect(described()).toBe(1);
    clock += 60_000;
    await visitor().ask(path);
    expect(described()).toBe(2);
  });
});

test("a provider that keeps the address for UserInfo is asked there, and gets our secret as it likes", async () => {
  const thin = await startRealProvider({
    redirectUri: `${publicUrl}${path}/callback`,
    thin: true,
    byPost: true,
  });
  doors[0] = openSignInDoor(thin.provider, { ...slowly, fetch: thin.fetch, now: time });
  for (const [email_verified, expected] of [
    [true, "in"],
    [false, refused],
  ] as const) {
    thin.account = { subject: "dana", email: "okafor@orrery.example", email_verified };
    expect(await outcome(await signIn())).toBe(expected);
  }
  expect(thin.calls.filter((call) => call === "/me")).toHaveLength(2);
  // The header first; that it is not taken is remembered.
  expect(thin.calls.filter((call) => call === "/token")).toHaveLength(3);
  await thin.close();
});

test("a network that asks for too much waits", async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 301; count++)
    statuses.push((await visitor().ask(count % 2 ? path : `${path}/callback`)).status);
  expect(new Set(statuses.slice(0, 300))).toEqual(new Set([302, 403]));
  expect(statuses[300]).toBe(429);
});

test("a provider that nobody configured is a page that doesn't exist", async () => {
  for (const name of ["slack", "microsoft", "x", "constructor"]) {
    expect((await visitor().ask(`/sign-in/with/${name}`)).status).toBe(404);
    expect((await visitor().ask(`/sign-in/with/${name}/callback?code=x&state=y`)).status).toBe(404);
  }
});
