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
import { signedRoutes } from "../src/web/exports/signed-routes.ts";
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
  // Samples, or an account's own facts under the rights of who looks; for admins alone.
  [/^GET \/preview/, "test/preview-web.test.ts"],
  // Pages: who asks for what is others' and for what does not exist gets the same answer.
  [/^(GET|POST) \//, "test/strangers.ts"],
];

let db: TestDb;
let app: ReturnType<typeof createWebApp>;
let routes: string[];
/** What the service wrote into its log. */
const lines: object[] = [];

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
  const write = (facts: object) => void lines.push(facts);
  const log = { info: write, warn: write, error: write };
  app = createWebApp({
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

test("what an address holds beside ids is not in the log, on no route and on none", async () => {
  const secret = "eyJjYW5hcnkifQ.c2lnbmF0dXJl";
  const paths = routes.map((route) => {
    const [method = "GET", pattern = ""] = route.split(" ");
    return { method, path: pattern.replace(/:\w+(?:\{[^}]*\})?\??/g, `${secret}.png`) };
  });
  const filled = paths.filter(({ path }) => path.includes(secret));
  expect(filled.length).toBeGreaterThan(10);
  const strays = [
    "/files/X",
    "/files/X/a/b",
    "/pictures/X.gif",
    "/%66iles/X/export.csv",
    "/X",
    "//X",
    "/assets/X/X",
  ];
  const asked = [
    ...paths,
    ...strays.map((path) => ({ method: "GET", path: path.replaceAll("X", secret) })),
    ...strays.map((path) => ({ method: "HEAD", path: path.replaceAll("X", secret) })),
  ];
  lines.length = 0;
  for (const { method, path } of asked) {
    const headers = { referer: `http://localhost:3000/sign-in?token=${secret}` };
    await app.request(`${path}?token=${secret}&next=/files/${secret}/x`, { method, headers });
  }
  expect(lines.length).toBeGreaterThanOrEqual(asked.length);
  expect(JSON.stringify(lines)).not.toContain(secret.slice(0, 12));
  expect(JSON.stringify(lines)).not.toContain(secret.slice(-12));
});

test("the log says which route answered, and about what", async () => {
  const id = "0199f0a0-0000-7000-8000-000000000001";
  const logged = async (path: string) => {
    lines.length = 0;
    await app.request(path);
    return lines.at(-1);
  };
  expect(await logged(`/accounts/${id}/why?since=30d`)).toMatchObject({ path: `/accounts/${id}/why` });
  expect(await logged("/files/a.b/export.csv")).toMatchObject({ path: "/files/:token/:name", status: 404 });
  expect(await logged("/pictures/a.b.png")).toMatchObject({ path: "/pictures/:file", status: 404 });
  expect(await logged(`/confirm/snooze/${id}`)).toMatchObject({ path: `/confirm/:asked/${id}` });
  expect(await logged("/healthz")).toMatchObject({ path: "/healthz", status: 200 });
  expect(await logged("/nowhere")).toMatchObject({ path: "(none)", status: 404 });
});
