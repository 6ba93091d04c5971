import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { WebEnv } from "../../src/web/web-env.ts";
import { type Seed, seedTenant, signInToken } from "../browser/seed.ts";
import { testWebApp } from "../browser/web-app.ts";
import { now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

/* A member's sessions, on their profile: listed, told apart, ended on the server. */

const publicUrl = "http://localhost:3000";
const browsers = { firefox: "Firefox/140.0 (Windows NT 10.0)", phone: "CriOS/142.0 (iPhone; CPU)" } as const;

let db: TestDb;
let owner: Owner;
let app: Hono<WebEnv>;
let seed: Seed;
let initech: Seed;
let clock = now.getTime();

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  seed = await seedTenant(db, "orrery");
  initech = await seedTenant(db, "initech");
  ({ app } = await testWebApp(db, { publicUrl, now: () => new Date(clock) }));
});
beforeEach(async () => {
  await owner.rows("delete from app.session");
  clock = now.getTime();
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

async function signedIn(name: string, userAgent: string, of: Seed = seed): Promise<Visitor> {
  const visitor = openVisitor(app, publicUrl, userAgent);
  const token = await signInToken(db, of, of.email(name), new Date(clock));
  await visitor.ask("/sign-in", { token });
  return visitor;
}

/** The page's sessions as they read, and where their buttons lead. */
async function listed(visitor: Visitor): Promise<{ said: string[]; ends: string[]; text: string }> {
  const text = await (await visitor.ask("/settings/profile")).text();
  const items = [...text.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item = ""]) => item);
  const said = items
    .filter((item) => item.includes("Signed in"))
    .map((item) =>
      item
        .replace(/<[^>]+>/g, " ")
        .replace(/\s+/g, " ")
        .replaceAll("&#39;", "'")
        .trim(),
    );
  const ends = [...text.matchAll(/action="(\/settings\/profile\/sessions\/[^"]+)"/g)].map(
    (found) => found[1] ?? "",
  );
  return { said, ends, text };
}

const isIn = async (visitor: Visitor) => (await visitor.ask("/settings/profile")).status === 200;

describe("the profile", () => {
  test("lists where one is signed in: this browser first, then what was last seen", async () => {
    const old = await signedIn("shah", browsers.phone);
    clock += 3_600_000;
    const silent = await signedIn("shah", "curl/8.5.0");
    clock += 3_600_000;
    const here = await signedIn("shah", browsers.firefox);
    clock += 60_000;
    await old.ask("/inbox");
    await signedIn("okafor", browsers.phone);
    expect((await listed(here)).said).toEqual([
      "Firefox on Windows · this browser Signed in today 10:30 by a link.",
      "Chrome on iPhone Signed in today 8:30 by a link. Last seen today 10:31. End session",
      "A browser that doesn't say which Signed in today 9:30 by a link. Last seen today 9:30. End session",
    ]);
    expect(await isIn(silent)).toBe(true);
  });

  test("ends one of them: that browser has to sign in again, the others stay", async () => {
    const phone = await signedIn("shah", browsers.phone);
    const here = await signedIn("shah", browsers.firefox);
    const { ends } = await listed(here);
    expect(ends).toHaveLength(1);
    const answer = await here.ask(ends[0] ?? "", {});
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings/profile?ended=one"]);
    expect([await isIn(phone), await isIn(here)]).toEqual([false, true]);
    expect((await here.ask(ends[0] ?? "", {})).status).toBe(404);
    expect((await readAudit(db, seed.cast.tenantId)).at(-1)).toMatchObject({
      verb: "ended sessions",
      detail: { sessions: 1 },
    });
  });

  test("ends all others at once", async () => {
    const others = [await signedIn("shah", browsers.phone), await signedIn("shah", browsers.phone)];
    const colleague = await signedIn("okafor", browsers.phone);
    const here = await signedIn("shah", browsers.firefox);
    expect((await listed(here)).text).toContain("End all others");
    const answer = await here.ask("/settings/profile/sessions/others/end", {});
    expect(await (await here.ask(answer.headers.get("location") ?? "")).text()).toContain(
      "All other browsers have to sign in again.",
    );
    expect(await Promise.all([...others, colleague, here].map(isIn))).toEqual([false, false, true, true]);
    expect((await listed(here)).text).not.toContain("End all others");
  });

  test("ends nobody else's, of whichever tenant, nor the one that asks, and says of all the same", async () => {
    const here = await signedIn("reyes", browsers.firefox);
    const colleague = await signedIn("shah", browsers.phone);
    const stranger = await signedIn("reyes", browsers.phone, initech);
    const ids = (await owner.rows<{ id: string }>("select id from app.session")).map(({ id }) => id);
    expect(ids).toHaveLength(3);
    const answers = [...ids, "0199f0a0-0000-7000-8000-000000000001", "x"].map(async (id) => {
      const answer = await here.ask(`/settings/profile/sessions/${id}/end`, {});
      return [answer.status, await answer.text()];
    });
    const [first, ...rest] = await Promise.all(answers);
    expect(first?.[0]).toBe(404);
    for (const answer of rest) expect(answer).toEqual(first);
    expect(await Promise.all([here, colleague, stranger].map(isIn))).toEqual([true, true, true]);
  });

  test("is a customer's own admin's too, without the team's settings", async () => {
    const meyer = await signedIn("meyer", browsers.firefox);
    const { text, said } = await listed(meyer);
    expect(said).toHaveLength(1);
    expect(text).toContain('<a href="/settings/profile">Profile</a>');
    expect(text).not.toContain("/settings/digest");
  });
});

describe("when a session was last seen", () => {
  const seenAt = async () =>
    (await owner.rows<{ at: Date }>("select last_seen_at as at from app.session"))[0]?.at?.getTime();

  test("is noted every ten minutes of use, not with every page", async () => {
    const visitor = await signedIn("shah", browsers.firefox);
    const began = clock;
    clock += 10 * 60_000 - 1;
    await visitor.ask("/inbox");
    expect(await seenAt()).toBe(began);
    clock += 1;
    await visitor.ask("/inbox");
    expect(await seenAt()).toBe(clock);
  });

  test("begins with the next page where a session is older than that was kept", async () => {
    const visitor = await signedIn("shah", browsers.firefox);
    await owner.rows("update app.session set last_seen_at = null, browser = null");
    expect((await visitor.ask("/inbox")).status).toBe(200);
    expect(await seenAt()).toBe(clock);
  });
});

test("a session keeps no address that a header made up", async () => {
  for (const [forwarded, kept] of [
    ["203.0.113.7", "203.0.113.7"],
    ["198.51.100.1, 2001:db8::7", "2001:db8::7"],
    ["<script>", null],
  ] as const) {
    await owner.rows("delete from app.session");
    const token = await signInToken(db, seed, seed.email("shah"), new Date(clock));
    const incoming = { socket: { remoteAddress: "::ffff:127.0.0.1" } };
    await app.request(
      `${publicUrl}/sign-in`,
      {
        method: "POST",
        headers: { origin: publicUrl, "x-forwarded-for": forwarded },
        body: new URLSearchParams({ token }),
      },
      { incoming },
    );
    expect(await owner.rows("select network_address from app.session")).toEqual([{ network_address: kept }]);
  }
});
