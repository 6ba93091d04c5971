import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pick, randomOf } from "../src/random.ts";
import { type Owner, openOwner } from "./owner.ts";
import { asks, get, openStrangers, type Person, type Strangers } from "./strangers.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* The web surface, asked for what is others'; 10,000 requests are test/soak/strangers.ts. */

let db: TestDb;
let owner: Owner;
let strangers: Strangers;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  strangers = await openStrangers(db, owner);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

describe("what is others'", () => {
  test("is tried on every route of the app that takes an id", () => {
    const routes = strangers.web.app.routes
      .filter(({ method, path }) => ["GET", "POST"].includes(method) && path !== "/*")
      .map(({ method, path }) => `${method} ${path}`);
    const asked = (route: string) => {
      const [method, path = ""] = route.split(" ");
      const shape = new RegExp(`^${path.replace(/:[a-z]+/g, "[^/?]+")}(\\?|$)`);
      return asks.some((ask) => ask.method === method && shape.test(ask.path));
    };
    const open = ["GET /healthz", "GET /readyz", "GET /metrics", "POST /sign-out"];
    expect(routes.length).toBeGreaterThan(12);
    expect([...new Set(routes)].filter((route) => !asked(route) && !open.includes(route))).toEqual([]);
  });

  test("answers as what does not exist, and is named nowhere, whoever asks for whatever", async () => {
    const random = randomOf("isolation");
    const wrong: string[] = [];
    const people = Object.keys(strangers.secrets) as Person[];
    // Every ask once, then a random slice: whoever, whatever, whose.
    const turns = [...asks, ...Array.from({ length: 120 }, () => pick(random, asks))];
    for (const ask of turns) wrong.push(...(await strangers.tryAs(ask, pick(random, people), random)).wrong);
    expect(wrong).toEqual([]);
  });

  test("is not found by somebody whose session is of nobody", async () => {
    for (const ask of asks.filter(
      ({ path }) => path.startsWith("/accounts") || path.startsWith("/exports"),
    )) {
      const path = ask.path.replace("ID", strangers.orrery.acme);
      const answers = await Promise.all(
        [
          undefined,
          "bellwether_session=",
          "bellwether_session=x",
          `bellwether_session=${"x".repeat(5000)}`,
        ].map((cookie) => strangers.send(ask.method, path, cookie)),
      );
      for (const answer of answers) expect([answer.status, answer.body]).toEqual([302, ""]);
    }
  });

  test("stays as it was, while one's own can be had", async () => {
    // The other side of the tests above: they would pass if nothing were ever shown.
    const own = await strangers.answerTo(get("/accounts/ID"), "priya", {
      id: strangers.orrery.acme,
      name: "NAME",
    });
    expect(own.status).toBe(200);
    expect(own.body).toContain("Acme");
    for (const file of ["csv", "xlsx"].map((format) => `/exports/portfolio/portfolio.${format}`)) {
      const { body } = await strangers.answerTo(get(file), "jonas", { id: "-", name: "NAME" });
      expect(body, file).toContain("Orbis");
    }
    const alerts = await owner.rows(
      "select state, version from app.alert where id = any ($1) or tenant_id = $2",
      [[strangers.jonasAlert], strangers.initech.cast.tenantId],
    );
    expect(alerts).toEqual([
      { state: "open", version: 1 },
      { state: "open", version: 1 },
    ]);
  });
});
