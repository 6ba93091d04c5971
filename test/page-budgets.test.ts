import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDays } from "../src/scoring/days.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import { publishModel, saveDraft } from "../src/usecases/models/change-model.ts";
import { createSignInToken } from "../src/usecases/sign-in/sign-in.ts";
import { testWebApp } from "./browser/web-app.ts";
import { addAccount, addAlert, addUse, asSystem, type Cast, dataDay, makeCast, now } from "./fixture.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* What a page may weigh, in kilobytes after gzip. Sizes are the same on every machine. */

const kilobyte = 1_024;
const origin = "http://localhost:3000";

let db: TestDb;
let cast: Cast;
let web: Awaited<ReturnType<typeof testWebApp>>;
let cookie: string;
let admin: string;
let portfolio: Response;
let html: string;
let accountHtml: string;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  web = await testWebApp(db);
  const accounts: string[] = [];
  for (let at = 0; at < 30; at++) {
    const score = 38 + ((at * 17) % 62);
    accounts.push(
      await addAccount(db, cast.tenantId, {
        name: `${["Düsseldorfer Einzelhandel", "Çelik Systems", "Meridian Foods", "Vela & Söhne Freight"][at % 4]} ${at}`,
        ownerId: cast.priya,
        score,
        weekAgo: score + ((at * 5) % 9) - 4,
        monthAgo: score + ((at * 7) % 21) - 10,
        actual: 20 + at,
      }),
    );
  }
  const [account = ""] = accounts;
  for (const id of accounts.slice(0, 8)) await addAlert(db, cast.tenantId, id);
  const days = Array.from({ length: 91 }, (_, at) => addDays(dataDay, -at));
  await addUse(
    db,
    cast.tenantId,
    account,
    days.map((day, at) => ({
      day,
      users: ["ana", "ben", "cem", "dov"].slice(0, 1 + (at % 4)),
      features: { "Planning board": 1 + (at % 3), Reports: 1, "Time sheets": 1 + (at % 2) },
    })),
  );
  cookie = await signIn("shah@orrery.example");
  admin = await signIn("reyes@orrery.example");
  portfolio = await get("/");
  html = await portfolio.text();
  accountHtml = await (await get(`/accounts/${account}`)).text();
});
afterAll(() => db.close());

async function signIn(email: string): Promise<string> {
  const { token } = await asSystem(db, cast.tenantId, (tx) => createSignInToken(tx, { email, now }));
  const answer = await web.app.request("/sign-in", {
    method: "POST",
    headers: { origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ token }).toString(),
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const get = (path: string) => ask(path, cookie);

async function ask(path: string, who: string, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await web.app.request(path, { headers: { ...headers, cookie: who } });
  expect([path, answer.status]).toEqual([path, 200]);
  return answer;
}

/** What a page asks for besides itself. */
function filesOf(page: string): string[] {
  const asked = [...page.matchAll(/<(?:link|script|img|source|iframe)\b[^>]*?(?:href|src)="([^"]+)"/g)];
  return [...new Set(asked.map((match) => match[1] ?? ""))];
}

/** Kilobytes of a file as it travels: what is compressed already is not made smaller. */
async function weightOf(path: string): Promise<number> {
  const bytes = Buffer.from(await (await get(path)).arrayBuffer());
  return (path.endsWith(".woff2") ? bytes.length : gzipSync(bytes).length) / kilobyte;
}

const zipped = (text: string) => gzipSync(text).length / kilobyte;
const fileNamed = (page: string, name: RegExp) => filesOf(page).find((path) => name.test(path)) ?? "";

/** The fonts that a page of Latin letters loads: one file a weight. */
async function latinFonts(): Promise<string[]> {
  const css = await (await get(fileNamed(html, /\.css$/))).text();
  return [...new Set(css.match(/\/assets\/inter-\d+-latin-[A-Z0-9]{8}\.woff2/g))];
}

describe("a page's budget", () => {
  test("holds for the markup of a portfolio of 30 accounts", () => {
    expect(html.match(/<tr>/g)?.length).toBe(31);
    expect(zipped(html)).toBeLessThan(30);
  });

  test("holds for all style sheets together, and for all islands", async () => {
    const pages = await Promise.all(
      ["/settings/scoring", "/preview"].map(async (path) => (await ask(path, admin)).text()),
    );
    const files = [...new Set(pages.flatMap(filesOf))];
    const weights = async (name: RegExp) =>
      Promise.all(files.filter((path) => name.test(path)).map(weightOf));
    const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
    expect(sum(await weights(/\.css$/))).toBeLessThan(12);
    // Microsoft's renderer of cards is the admins' preview page's alone, and not ours to make smaller.
    expect(sum(await weights(/\/(?!preview-)[^/]*\.js$/))).toBeLessThan(15);
  });

  test("holds for the other pages, with a model of twenty segments and all that differs in them", async () => {
    const large = (at: number, atRisk: number) => ({
      name: `Segment of all that have plan ${at} and are many`,
      when: { plan: [`Plan ${at}`, `Plan ${at}, yearly`], seats: { from: 10 * at } },
      bands: { atRisk, watch: 75 },
      weights: { recent: 20, trend: 30 },
      fullUsers: 40 + atRisk,
      silenceDays: 30,
    });
    for (const atRisk of [50, 55])
      await asSystem(db, cast.tenantId, async (tx) => {
        const segments = Array.from({ length: 20 }, (_, at) => large(at, atRisk));
        await saveDraft(tx, { document: { ...startModel("b2b"), segments }, now });
        await publishModel(tx, { note: `At risk below ${atRisk}`, now });
      });
    const pages = [
      "/inbox?show=all",
      ...["digest", "notices", "alerts", "alerts/mine", "alerts/report", "alerts/untold", "scoring"].map(
        (name) => `/settings/${name}`,
      ),
      "/settings/scoring/compare?old=2&next=3",
      ...["metrics", "deliveries", "sign-in", "audit", "profile"].map((name) => `/settings/${name}`),
      "/preview",
    ];
    for (const path of pages) {
      const page = await (await ask(path, admin)).text();
      expect(zipped(page), path).toBeLessThan(30);
      expect(
        1 + filesOf(page).filter((file) => file.startsWith("/assets/")).length,
        path,
      ).toBeLessThanOrEqual(6);
    }
    expect(await (await ask("/settings/scoring/compare?old=2&next=3", admin)).text()).toContain(
      "40 differences from version 2",
    );
  });

  test("is met by what travels: style sheets and scripts go packed to who takes them so, and as they are to others", async () => {
    for (const path of filesOf(html).filter((file) => /\.(css|js|svg)$/.test(file))) {
      const plain = Buffer.from(await (await get(path)).arrayBuffer());
      const answer = await ask(path, cookie, { "accept-encoding": "gzip, deflate, br" });
      expect(answer.headers.get("content-encoding")).toBe("gzip");
      expect(answer.headers.get("vary")).toContain("Accept-Encoding");
      const packed = Buffer.from(await answer.arrayBuffer());
      expect(gunzipSync(packed).equals(plain)).toBe(true);
    }
  });

  test("holds for each drawing of an account's page, at each width", () => {
    const drawings = accountHtml.match(/<svg\b[\s\S]*?<\/svg>/g) ?? [];
    expect(drawings.filter((svg) => svg.length > 2_000).length).toBeGreaterThan(1);
    for (const svg of drawings) expect(zipped(svg)).toBeLessThan(8);
  });

  test("holds for a first visit with its fonts, in six requests, and for the pages after it", async () => {
    for (const page of [html, accountHtml]) {
      const loaded = [...filesOf(page), ...(await latinFonts())];
      const weights = await Promise.all(loaded.map(weightOf));
      expect(1 + loaded.length).toBeLessThanOrEqual(6);
      expect(weights.reduce((sum, weight) => sum + weight, zipped(page))).toBeLessThan(140);
      // The rest is kept for a year under a name of its own.
      expect(zipped(page)).toBeLessThan(40);
    }
    expect((await latinFonts()).length).toBe(2);
    for (const path of await latinFonts()) {
      expect((await get(path)).headers.get("cache-control")).toContain("immutable");
    }
  });
});

describe("a page", () => {
  test("asks nobody else for anything", async () => {
    const css = await (await get(fileNamed(html, /\.css$/))).text();
    for (const page of [html, accountHtml]) {
      for (const path of filesOf(page)) expect(path).toMatch(/^\/assets\//);
      expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle="|\son[a-z]+="/);
    }
    expect(css).not.toMatch(/url\((?!"?(?:\/assets\/|data:))/);
    expect(css).not.toContain("@import");
  });

  test("is held to that by its policy, which lets nothing run or load but its own", () => {
    const policy = Object.fromEntries(
      (portfolio.headers.get("content-security-policy") ?? "").split("; ").map((rule) => {
        const [name = "", ...sources] = rule.split(" ");
        return [name, sources.join(" ")];
      }),
    );
    expect(policy).toMatchObject({
      "default-src": "'none'",
      "script-src": "'self'",
      "style-src": "'self'",
      "img-src": "'self'",
      "font-src": "'self'",
      "connect-src": "'self'",
      "form-action": "'self'",
      "frame-ancestors": "'none'",
      "base-uri": "'none'",
    });
    expect(Object.values(policy).join(" ")).not.toMatch(/unsafe|https?:|\*/);
  });
});
