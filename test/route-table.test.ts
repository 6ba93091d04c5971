import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWebApp } from "../src/api/app.ts";
import { trackingRoutes } from "../src/api/tracking.ts";
import { createSlackApp } from "../src/bot/slack/app.ts";
import { noLog } from "../src/bot/slack/log.ts";
import { drawForPage } from "../src/render/svg.ts";
import { createLinkSigner } from "../src/signed-links.ts";
import { createChartDrawer } from "../src/web/charts/draw-chart.ts";
import { signedRoutes } from "../src/web/routes/signed-routes.ts";
import { now } from "./fixture.ts";
import { testSecrets } from "./slack/workspace.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * Every route of the whole service, as main mounts it, and the test that asks it for what is others'. A route that nobody
 * listed fails here: first say where it is tried.
 */

/** Which test tries a route. The first pattern that fits counts. */
const triedBy: readonly (readonly [route: RegExp, test: string])[] = [
  // Nothing of a tenant's: alive or not, and files of ours.
  [/^GET \/(healthz|readyz|metrics)$/, "src/api/health.test.ts"],
  // Write keys: one's own tenant and nothing else, the same id in two tenants.
  [/^POST \/v1\/(metrics|facts)$/, "src/api/supplies.test.ts"],
  [/^POST \/v1\/[a-z]+$/, "src/api/tracking.test.ts"],
  // Signed by Slack, read under the rights of who asks.
  [/^POST \/slack\/events$/, "test/slack/receiver.test.ts"],
  [/^POST \/api\/messages$/, "test/teams/inbound.test.ts"],
  // Signed links: bound to tenant and message.
  [/^GET \/(pictures|files)\//, "test/teams/signed-links.test.ts"],
  // Samples: nobody's data, for admins alone.
  [/^GET \/preview/, "test/preview-web.test.ts"],
  // Pages: who asks for what is others' and for what does not exist gets the same answer.
  [/^(GET|POST) \//, "test/strangers.ts"],
];

let db: TestDb;
let routes: string[];

beforeAll(async () => {
  db = await openTestDb();
  const painter = {
    paint: async () => ({ png: new Uint8Array(), width: 1, height: 1 }),
    print: async () => new Uint8Array(),
  };
  const publicUrl = "http://localhost:3000";
  const assets = { url: (name: string) => `/assets/${name}`, find: () => undefined };
  const slack = createSlackApp({
    db,
    secrets: testSecrets,
    painter,
    publicUrl,
    apiUrl: "http://127.0.0.1:9/",
    signingSecret: "0123456789abcdef",
    appToken: undefined,
    now: () => now.getTime(),
    log: noLog,
  });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const app = createWebApp({
    db,
    now: () => now,
    publicUrl,
    assets,
    drawChart: createChartDrawer({ draw: drawForPage }),
    painter,
    logger: { ...log, child: () => log },
    checks: { database: async () => {}, migrations: async () => {}, queue: async () => {} },
    metrics: new Registry(),
    trackingRoutes: trackingRoutes({ db, now: () => now }),
    slackRoutes: slack.routes ?? new Hono(),
    teamsRoutes: new Hono().post("/api/messages", (c) => c.body(null)),
    signedRoutes: signedRoutes({
      db,
      signer: createLinkSigner(Buffer.alloc(32, 7)),
      painter,
      assets,
      publicUrl,
      now: () => now,
    }),
  });
  routes = [
    ...new Set(
      app.routes
        .filter(({ method, path }) => method !== "ALL" && !path.endsWith("*"))
        .map(({ method, path }) => `${method} ${path}`),
    ),
  ].sort();
});
afterAll(() => db.close());

test("every route is tried by a test that is there", () => {
  expect(routes.length).toBeGreaterThan(40);
  const untried = routes.filter((route) => !triedBy.some(([pattern]) => pattern.test(route)));
  expect(untried).toEqual([]);
  for (const [pattern, file] of triedBy) {
    expect(
      routes.some((route) => pattern.test(route)),
      `${pattern} fits no route any more`,
    ).toBe(true);
    expect(existsSync(join(import.meta.dirname, "..", file)), file).toBe(true);
  }
});

test("every page's address is in the list of what strangers ask for", () => {
  const asked = readFileSync(join(import.meta.dirname, "strangers.ts"), "utf8");
  const pages = routes.filter(
    (route) => triedBy.find(([pattern]) => pattern.test(route))?.[1] === "test/strangers.ts",
  );
  const open = ["POST /sign-out"];
  const missing = pages.filter((route) => {
    const path = route.split(" ")[1] ?? "";
    const shape = path.replace(/:[a-z]+/gi, '[^/?`"]+').replace(/[.]/g, "\\.");
    return !open.includes(route) && !new RegExp(`["\`]${shape}(["\`?$])`).test(asked);
  });
  expect(missing).toEqual([]);
});
