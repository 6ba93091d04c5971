import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Seed, seedTenant, signInToken } from "../../test/browser/seed.ts";
import { testWebApp } from "../../test/browser/web-app.ts";
import { now } from "../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { newId } from "../ids.ts";

const origin = "http://localhost:3000";

let db: TestDb;
let seed: Seed;
let other: Seed;
let web: Awaited<ReturnType<typeof testWebApp>>;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  db = await openTestDb();
  seed = await seedTenant(db, "orrery");
  other = await seedTenant(db, "initech");
  web = await testWebApp(db);
  for (const name of ["shah", "lind", "okafor", "meyer"])
    cookies[name] = await signIn(`${name}@orrery.example`);
});

afterAll(() => db.close());

function request(path: string, init: RequestInit & { as?: string } = {}) {
  const headers = new Headers(init.headers);
  if (init.as) headers.set("cookie", cookies[init.as] ?? "");
  return web.app.request(origin + path, { ...init, headers });
}

function post(path: string, fields: Record<string, string>, init: RequestInit & { as?: string } = {}) {
  const headers = { origin, "sec-fetch-site": "same-origin", ...(init.headers as Record<string, string>) };
  return request(path, { ...init, method: "POST", headers, body: new URLSearchParams(fields) });
}

async function signIn(email: string): Promise<string> {
  const token = await signInToken(db, seed, email);
  const response = await post("/sign-in", { token });
  expect(response.status).toBe(303);
  return (response.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
}

async function asOwner(statement: string) {
  const client = new pg.Client({ connectionString: db.ownerUrl });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

async function text(path: string, as: string): Promise<string> {
  const response = await request(path, { as });
  expect(response.status, path).toBe(200);
  return response.text();
}

describe("signing in", () => {
  it("asks once and uses nothing up by looking", async () => {
    const token = await signInToken(db, seed, "shah@orrery.example");
    for (let look = 0; look < 2; look++) {
      const page = await request(`/sign-in?token=${token}`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("Sign in as Priya Shah");
    }
    expect((await post("/sign-in", { token })).status).toBe(303);
  });

  it("lets a link be used once, and of two at the same time one", async () => {
    const token = await signInToken(db, seed, "shah@orrery.example");
    const both = await Promise.all([post("/sign-in", { token }), post("/sign-in", { token })]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
    const again = await post("/sign-in", { token });
    expect(again.status).toBe(410);
    expect(await again.text()).toContain("That link was used already");
  });

  it("refuses a link after a day, and one that nobody made", async () => {
    const old = new Date(now.getTime() - 24 * 3_600_000 - 1);
    const token = await signInToken(db, seed, "shah@orrery.example", old);
    const late = await post("/sign-in", { token });
    expect(late.status).toBe(410);
    expect(await late.text()).toContain("That link has expired");
    expect((await post("/sign-in", { token: "x".repeat(43) })).status).toBe(410);
  });

  it("leads to the page one was going to, and never to another site", async () => {
    const asked = await request(`/accounts/${seed.acme}?range=1y`);
    expect(asked.status).toBe(302);
    expect(asked.headers.get("location")).toBe("/sign-in");
    const onward = (asked.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    const token = await signInToken(db, seed, "shah@orrery.example");
    const signed = await post("/sign-in", { token }, { headers: { cookie: onward } });
    expect(signed.headers.get("location")).toBe(`/accounts/${seed.acme}?range=1y`);
    for (const hostile of ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]) {
      const next = await signInToken(db, seed, "shah@orrery.example");
      const headers = { cookie: `bellwether_onward=${encodeURIComponent(hostile)}` };
      expect((await post("/sign-in", { token: next }, { headers })).headers.get("location")).toBe("/");
    }
  });

  it("sets a cookie that scripts cannot read and other sites cannot send", async () => {
    const token = await signInToken(db, seed, "shah@orrery.example");
    const cookie = (await post("/sign-in", { token })).headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    const secure = await testWebApp(db, { publicUrl: "https://bellwether.example" });
    const next = await signInToken(db, seed, "shah@orrery.example");
    const response = await secure.app.request("https://bellwether.example/sign-in", {
      method: "POST",
      headers: { origin: "https://bellwether.example", "content-type": "application/x-www-form-urlencoded" },
      body: `token=${next}`,
    });
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-bellwether_session=.*; Secure/);
    expect(response.headers.get("strict-transport-security")).toContain("max-age");
  });

  it("ends the session on the server at sign-out", async () => {
    const cookie = await signIn("shah@orrery.example");
    const headers = { cookie };
    expect((await request("/", { headers })).status).toBe(200);
    expect((await post("/sign-out", {}, { headers })).status).toBe(303);
    expect((await request("/", { headers })).status).toBe(302);
  });

  it("ends the session that the browser had before", async () => {
    const before = await signIn("shah@orrery.example");
    const token = await signInToken(db, seed, "shah@orrery.example");
    await post("/sign-in", { token }, { headers: { cookie: before } });
    expect((await request("/", { headers: { cookie: before } })).status).toBe(302);
  });

  it("keeps no token in the database, and none in the log", async () => {
    const token = await signInToken(db, seed, "shah@orrery.example");
    await request(`/sign-in?token=${token}`);
    await post("/sign-in", { token });
    expect(JSON.stringify(web.lines)).not.toContain(token);
    const { rows } = await db.pool.query(
      "select count(*) as n from app.sign_in_token where token_hash = $1",
      [token],
    );
    expect(rows[0].n).toBe(0);
  });
});

describe("every route", () => {
  const open = new Set([
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /assets/:file",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-in/link",
    "GET /sign-in/with/:provider",
    "GET /sign-in/with/:provider/callback",
    "POST /sign-in/with/:provider/logout",
    "GET /mail/stop",
    "POST /mail/stop",
  ]);

  it("demands a session, but for a listed few", async () => {
    const routes = web.app.routes.filter(({ method, path }) => method !== "ALL" && !path.includes("*"));
    const names = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    expect(names.size).toBeGreaterThan(12);
    for (const name of open) expect(names).toContain(name);
    for (const name of names) {
      if (open.has(name)) continue;
      const [method = "GET", pattern = "/"] = name.split(" ");
      const path = pattern.replace(":id", seed.acme).replace(":file", "account.csv");
      const response = method === "GET" ? await request(path) : await post(path, {});
      // Within a frame there is nowhere to sign in: to a stranger it does not exist.
      if (name === "GET /preview/mail.html") {
        expect(response.status).toBe(404);
        continue;
      }
      // A program is told so; it could do nothing with a page to sign in.
      if (pattern.startsWith("/api/")) {
        expect(response.status, name).toBe(401);
        continue;
      }
      expect([302, 303], name).toContain(response.status);
      expect(response.headers.get("location"), name).toBe("/sign-in");
    }
  });

  it("refuses a change that another site asks for, whatever its content type", async () => {
    for (const headers of [
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "same-site", origin },
      {},
    ]) {
      for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/json"]) {
        const response = await request("/act", {
          as: "shah",
          method: "POST",
          headers: { ...headers, "content-type": type },
          body: "x=1",
        });
        expect(response.status).toBe(403);
      }
    }
  });

  it("answers with strict headers", async () => {
    for (const path of ["/", "/sign-in", "/nowhere", "/healthz"]) {
      const { headers } = await request(path, { as: "shah" });
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect((await request("/", { as: "shah" })).headers.get("cache-control")).toBe("private, no-store");
  });

  it("keeps files for a year under names that change with their content", async () => {
    const page = await text("/", "shah");
    const paths = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? "");
    expect(paths.length).toBeGreaterThanOrEqual(3);
    for (const path of paths) {
      const file = await request(path);
      expect(file.status).toBe(200);
      expect(file.headers.get("cache-control")).toContain("immutable");
    }
    expect((await request("/assets/..%2f..%2fpackage.json")).status).toBe(404);
  });

  it("never fails on hostile input", async () => {
    const nasty = [
      "",
      "\0",
      "'; drop table app.account; --",
      "{}",
      "[object Object]",
      "%",
      "😀".repeat(99),
      "<script>alert(1)</script>",
    ];
    for (const value of nasty) {
      const q = encodeURIComponent(value);
      const looks = [
        `/?search=${q}&filter=${q}&sort=${q}&page=${q}&order=${q}`,
        `/accounts/${q || "x"}`,
        `/accounts/${seed.acme}?range=${q}&from=${q}&to=${q}&last=${q}`,
        `/inbox?show=${q}&page=${q}&item=${q}`,
        `/alerts/${q || "x"}/snooze?back=${q}`,
        `/exports/accounts/${seed.acme}/account.csv?from=${q}&to=${q}`,
        `/exports/portfolio/${q || "x"}`,
        `/sign-in?token=${q}`,
      ];
      for (const path of looks) {
        const response = await request(path, { as: "shah" });
        expect(response.status, path).toBeLessThan(500);
        expect(await response.text()).not.toContain("<script>alert(1)");
      }
      const changes = [
        post("/act", { command: value, back: value }, { as: "shah" }),
        post("/inbox", { text: value }, { as: "shah" }),
        post("/settings/digest", { time: value, zone: value, day1: value }, { as: "shah" }),
        post(
          `/alerts/${seed.drop}/snooze`,
          { span: "date", date: value, reason: value.repeat(20) },
          { as: "lind" },
        ),
        post(`/alerts/${newId()}/resolve`, { how: value, note: value }, { as: "shah" }),
        post("/sign-in", { token: value }),
      ];
      for (const response of await Promise.all(changes)) expect(response.status).toBeLessThan(500);
    }
  });
});

describe("what one may not see", () => {
  it("reads as if it did not exist, page by page", async () => {
    const absent = newId();
    const foreign = [seed.orbis, other.acme];
    for (const pattern of [
      "/accounts/ID",
      "/accounts/ID?range=1y",
      "/exports/accounts/ID/account.pdf",
      "/accounts/nonsense",
    ]) {
      const missing = await request(pattern.replace("ID", absent), { as: "shah" });
      const body = await missing.text();
      expect(missing.status).toBe(404);
      expect(body).toContain("This page doesn&#39;t exist, or you can&#39;t see it.");
      for (const id of foreign) {
        const response = await request(pattern.replace("ID", id), { as: "shah" });
        expect(response.status).toBe(404);
        expect(await response.text()).toBe(body);
      }
    }
  });

  it("cannot be acted on either", async () => {
    for (const alertId of [other.drop, newId()]) {
      const command = JSON.stringify({ do: "acknowledge-alert", alertId });
      const response = await post("/act", { command, back: "/inbox" }, { as: "shah" });
      expect(response.headers.get("location")).toBeNull();
      expect((await request(`/alerts/${alertId}/snooze`, { as: "shah" })).status).toBe(404);
      expect((await post(`/alerts/${alertId}/resolve`, { how: "handled" }, { as: "shah" })).status).toBe(404);
    }
  });

  it("is not in lists, counts or searches", async () => {
    expect(await text("/", "shah")).not.toContain("Orbis");
    expect(await text("/?search=orbis", "shah")).not.toContain(seed.orbis);
    expect(await text("/", "okafor")).toContain("Orbis");
    expect(await (await request("/exports/portfolio/portfolio.csv", { as: "shah" })).text()).not.toContain(
      "Orbis",
    );
  });
});

describe("a customer's own admin", () => {
  it("lands on their account, in gentler words, without what is ours alone", async () => {
    const landing = await request("/", { as: "meyer" });
    expect(landing.headers.get("location")).toBe(`/accounts/${seed.acme}`);
    const page = await text(`/accounts/${seed.acme}`, "meyer");
    expect(page).toContain("79 of 100, strong");
    for (const ours of [
      "Acknowledge",
      "Priya",
      "Alerts",
      "dropping",
      "usage down",
      "Drop alert",
      "/inbox",
      "Contract",
    ]) {
      expect(page).not.toContain(ours);
    }
  });

  it("has no inbox, no digest and no buttons", async () => {
    for (const path of ["/inbox", "/settings/digest", `/alerts/${seed.drop}/snooze`]) {
      expect((await request(path, { as: "meyer" })).status, path).toBe(404);
    }
    const command = JSON.stringify({ do: "acknowledge-alert", alertId: seed.drop });
    expect((await post("/act", { command }, { as: "meyer" })).status).toBe(404);
    expect((await post("/inbox", { text: "/health acme" }, { as: "meyer" })).status).toBe(404);
  });
});

describe("pages", () => {
  it("list who needs a call first, sorted and filtered by the address", async () => {
    const page = await text("/", "shah");
    expect(page.indexOf("Acme")).toBeLessThan(page.indexOf("Çelik Systems"));
    expect(page).toContain("Your 12 accounts");
    const byName = await text("/?sort=name", "shah");
    expect(byName.indexOf("Çelik Systems")).toBeLessThan(byName.indexOf("Vela Freight"));
    expect(byName).toContain('aria-sort="ascending"');
    const low = await text("/?filter=at-risk", "shah");
    expect(low).toContain("Çelik Systems");
    expect(low).not.toContain("Fjord Energy");
  });

  it("keep the last good chart when a range is wrong, and say why", async () => {
    const path = `/accounts/${seed.acme}?from=2026-11-10&to=2026-11-01&last=28d`;
    const response = await request(path, { as: "shah" });
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain("The end is before the start.");
    expect(page).toContain("23 Oct – 19 Nov 2026");
  });

  it("stay within their budgets", async () => {
    const { gzipSync } = await import("node:zlib");
    for (const [path, limit] of [
      ["/", 30],
      [`/accounts/${seed.acme}`, 30],
      ["/inbox", 30],
      ["/settings/digest", 30],
    ] as const) {
      expect(gzipSync(await text(path, "shah")).length / 1024, path).toBeLessThan(limit);
    }
    const page = await text("/", "shah");
    for (const [end, limit] of [
      ["css", 12],
      ["js", 15],
    ] as const) {
      const file = page.match(new RegExp(`/assets/[^"]+\\.${end}`))?.[0] ?? "";
      expect(gzipSync(await (await request(file)).text()).length / 1024).toBeLessThan(limit);
    }
  });

  it("take a command as a chat does", async () => {
    const response = await post("/inbox", { text: "/health acme" }, { as: "shah" });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("79, healthy, dropping");
    const part = await post(
      "/inbox",
      { text: "/health celik" },
      { as: "shah", headers: { "x-part": "answer" } },
    );
    const body = await part.text();
    expect(body).toContain("Çelik Systems");
    expect(body).not.toContain("<html");
  });

  it("keep from where an account was looked at", async () => {
    await post("/inbox", { text: "/health fjord" }, { as: "shah" });
    await text(`/accounts/${seed.acme}`, "shah");
    const { rows } = await asOwner(
      `select verb, surface, request_id from app.audit_log where tenant_id = '${seed.cast.tenantId}' and verb = 'looked at account'`,
    );
    expect(new Set(rows.map(({ surface }) => surface))).toEqual(new Set(["web", "inbox"]));
    for (const { request_id } of rows) expect(request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("download what they show", async () => {
    const csv = await request(`/exports/accounts/${seed.acme}/account.csv`, { as: "shah" });
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="Acme-health-2026-11-19.csv"');
    const pdf = await request("/exports/portfolio/portfolio.pdf", { as: "okafor" });
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    for (const path of [`accounts/${seed.acme}/account`, "portfolio/portfolio"]) {
      const xlsx = await request(`/exports/${path}.xlsx`, { as: "shah" });
      expect(xlsx.headers.get("content-type")).toContain("spreadsheetml.sheet");
      expect(xlsx.headers.get("content-disposition")).toMatch(/-health-2026-11-19\.xlsx"$/);
      expect((await request(`/exports/${path}.xlsm`, { as: "shah" })).status).toBe(404);
    }
  });

  it("keep what was typed into a form that is wrong", async () => {
    const response = await post(
      `/alerts/${seed.drop}/snooze`,
      { span: "date", date: "", reason: "moving plans" },
      { as: "shah" },
    );
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain("Pick a date.");
    expect(page).toContain("moving plans");
    const digest = await post(
      "/settings/digest",
      { active: "1", time: "8:30", zone: "Mars/Olympus", day1: "1" },
      { as: "shah" },
    );
    expect(digest.status).toBe(400);
    expect(await digest.text()).toContain("Mars/Olympus");
  });

  it("acknowledge by a form and come back", async () => {
    const command = JSON.stringify({ do: "acknowledge-alert", alertId: seed.drop });
    const back = `/accounts/${seed.acme}`;
    const response = await post("/act", { command, back }, { as: "shah" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(back);
    expect(await text(back, "shah")).toContain("Priya has it");
    const second = await post("/act", { command, back }, { as: "okafor" });
    expect(second.status).toBe(200);
    expect(await second.text()).toContain("Priya");
  });

  it("set the own digest and name the next three", async () => {
    const fields = { active: "1", time: "07:45", zone: "Europe/Berlin", day1: "1", day4: "1", skip: "1" };
    expect((await post("/settings/digest", fields, { as: "shah" })).status).toBe(303);
    const page = await text("/settings/digest?saved", "shah");
    for (const line of ["Mon 23 Nov, 7:45", "Thu 26 Nov, 7:45", "Mon 30 Nov, 7:45", "CET"])
      expect(page).toContain(line);
  });
});
