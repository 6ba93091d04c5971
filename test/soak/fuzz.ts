import { Hono } from "hono";
import { trackingRoutes } from "../../src/api/tracking.ts";
import { pick, randomOf } from "../../src/random.ts";
import { now } from "../fixture.ts";
import type { Owner } from "../owner.ts";
import { openStrangers } from "../strangers.ts";
import type { TestDb } from "../test-db.ts";
import { makeTrackingTenant } from "../tracking-tenant.ts";
import { nearlyRight, unstorableBodies } from "./nearly-right.ts";
import { withOwnDatabase } from "./own-database.ts";
import { type Soak, scaled } from "./soak.ts";

type Random = () => number;

/** What does not belong where a string, an id or a date does. */
const nasty: readonly unknown[] = [
  "",
  " ",
  "\0",
  "'; drop table app.account; --",
  "%27%20or%201=1",
  "{{7*7}}",
  "../../../../etc/passwd",
  "\ud800",
  "\u202e\u0000x",
  "x".repeat(20_000),
  "00000000-0000-0000-0000-000000000000",
  "2026-02-30",
  "9999999-99-99T99:99:99Z",
  "__proto__",
  "constructor",
  -1,
  0,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  null,
  true,
  [],
  [[[[]]]],
  {},
  { $ne: null },
  { toString: "x", length: 3 },
  { id: { id: { id: 1 } } },
];

/** A body whose fields are right, wrong, missing, doubled or of another kind altogether. */
function fuzzValue(random: Random, depth = 0): unknown {
  const kind = random();
  if (depth > 3 || kind < 0.6) return pick(random, nasty);
  if (kind < 0.8) return Array.from({ length: Math.floor(random() * 4) }, () => fuzzValue(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length: Math.floor(random() * 4) }, () => [
      pick(random, names),
      fuzzValue(random, depth + 1),
    ]),
  );
}

const names = [
  "token",
  "text",
  "command",
  "back",
  "span",
  "until",
  "reason",
  "how",
  "note",
  "active",
  "time",
  "day1",
  "zone",
  "skip",
  "batch",
  "type",
  "messageId",
  "userId",
  "anonymousId",
  "event",
  "timestamp",
  "sentAt",
  "properties",
  "traits",
  "context",
  "groupId",
  "previousId",
  "email",
  "name",
  "from",
  "to",
  "range",
  "page",
  "sort",
  "filter",
  "search",
  "item",
  "alertId",
  "accountId",
  "do",
  "format",
  "__proto__",
] as const;

function fuzzFields(random: Random): [string, string][] {
  return Array.from({ length: Math.floor(random() * 6) }, () => {
    const name =
      pick(random, names) + (random() < 0.15 ? pick(random, ["[]", "[id]", ".x", "[__proto__]"]) : "");
    const value = fuzzValue(random);
    return [name, typeof value === "string" ? value : JSON.stringify(value)];
  });
}

function fuzzBody(random: Random): { body: BodyInit; type: string } {
  const kind = random();
  if (kind < 0.45) return { body: JSON.stringify(fuzzValue(random)) ?? "null", type: "application/json" };
  if (kind < 0.8)
    return {
      body: new URLSearchParams(fuzzFields(random)).toString(),
      type: "application/x-www-form-urlencoded",
    };
  if (kind < 0.9) {
    const parts = fuzzFields(random).map(
      ([name, value]) =>
        `--x\r\nContent-Disposition: form-data; name="${name}"${random() < 0.3 ? '; filename="f"' : ""}\r\n\r\n${value}\r\n`,
    );
    return {
      body: `${parts.join("")}${random() < 0.8 ? "--x--" : ""}`,
      type: "multipart/form-data; boundary=x",
    };
  }
  const bytes = Uint8Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256));
  return {
    body: bytes,
    type: pick(random, ["application/json", "application/x-www-form-urlencoded", "text/plain", "x"]),
  };
}

/** Events that are nearly right: a wrong one among right ones must not take the others down, nor the service. */
function fuzzEvents(random: Random): string {
  const events = Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
    const event: Record<string, unknown> = {
      type: "track",
      event: "Board",
      userId: "u1",
      messageId: String(random()),
    };
    for (let changes = Math.floor(random() * 4); changes > 0; changes--)
      event[pick(random, names)] = fuzzValue(random);
    return event;
  });
  return JSON.stringify({ batch: events });
}

/** What came of fuzzed requests. */
export interface Fuzzed {
  /** Requests that were answered with 5xx. */
  readonly bad: readonly string[];
  readonly routes: number;
  /** Answers by class of status. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Tables that have fewer rows than before. */
  readonly lost: number;
}

/** Sends bodies and queries that no client sends, over every route, by who is signed in and who is not. */
export async function fuzz(db: TestDb, owner: Owner, total: number): Promise<Fuzzed> {
  const strangers = await openStrangers(db, owner);
  const app = new Hono().route("/v1", trackingRoutes({ db, now: () => now }));
  const { key } = await makeTrackingTenant(db, app, { now });
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  const { web, cookies, orrery } = strangers;
  const routes = [
    ...new Set(
      web.app.routes
        .filter(({ method, path }) => ["GET", "POST"].includes(method) && !path.includes("*"))
        .map(({ method, path }) => `${method} ${path}`),
    ),
    ...app.routes.map(({ method, path }) => `${method} ${path}`),
  ].filter((route) => route !== "POST /sign-out");
  const before = await countRows(owner);
  const random = randomOf("fuzz");
  const bad: string[] = [];
  const statuses = new Map<string, number>();
  const ask = async (route: string, init: { headers: Headers; query?: string; body: BodyInit }) => {
    const [method = "", path = ""] = route.split(" ");
    const tracking = path.startsWith("/v1/");
    const ids = [orrery.acme, orrery.drop, "x", "%00", "..%2f..", "%ff", "a".repeat(300)];
    const filled = path.replace(/:[a-z]+/gi, () => pick(random, ids));
    const { headers, query = "", body } = init;
    headers.set("origin", "http://localhost:3000");
    headers.set("sec-fetch-site", "same-origin");
    if (tracking) headers.set("authorization", authorization);
    const on = tracking ? app : web.app;
    const answer = await on.request(`http://localhost:3000${filled}${query}`, {
      method,
      headers,
      ...(method === "GET" ? {} : { body }),
    });
    await answer.arrayBuffer();
    const shown = `${Math.floor(answer.status / 100)}xx`;
    statuses.set(shown, (statuses.get(shown) ?? 0) + 1);
    if (answer.status >= 500)
      bad.push(
        `${method} ${filled.slice(0, 80)}${query.slice(0, 200)} ${String(body).slice(0, 300)}: ${answer.status}`,
      );
  };
  // A metric for models to name: else each of them would be refused for that.
  const metric = { label: "Tickets opened", kind: "counter", from: "supplied" };
  await ask("POST /settings/metrics", {
    headers: new Headers({ cookie: cookies.tomas }),
    body: new URLSearchParams(metric),
  });
  for (let turn = 0; turn < total; turn++) {
    const route = routes[turn % routes.length] ?? "";
    const tracking = route.includes(" /v1/");
    const query = random() < 0.4 ? `?${new URLSearchParams(fuzzFields(random))}` : "";
    const nearly = random() < 0.75 && nearlyRight(random, route, () => pick(random, nasty));
    const made =
      nearly ||
      (tracking && random() < 0.5
        ? { body: fuzzEvents(random), type: "application/json" }
        : fuzzBody(random));
    const headers = new Headers({ "content-type": made.type });
    const who = nearly ? "tomas" : pick(random, ["tomas", "priya", "meyer"] as const);
    if (nearly || random() < 0.85) headers.set("cookie", cookies[who]);
    await ask(route, { headers, query, body: made.body });
  }
  for (const { route, body, type } of unstorableBodies())
    await ask(route, { headers: new Headers({ "content-type": type, cookie: cookies.tomas }), body });
  const after = await countRows(owner);
  const lost = after.filter((count, index) => count < (before[index] ?? 0)).length;
  return { bad, routes: routes.length, statuses, lost };
}

export const soak: Soak = {
  promises: [6],
  title: "5,000 fuzzed bodies over every route",
  minutes: 3,
  run: (log) =>
    withOwnDatabase({ durable: false }, async ({ db, owner }) => {
      const total = scaled(5_000);
      const { bad, routes, statuses, lost } = await fuzz(db, owner, total);
      for (const line of bad.slice(0, 10)) log.say(line);
      log.state("requests, routes", `${total}, ${routes}`);
      const answers = [...statuses].sort().map(([status, count]) => `${status}: ${count}`);
      log.state("answers", answers.join(", "));
      log.hold("answers of 5xx", bad.length, "0", bad.length === 0);
      log.hold("tables that lost rows", lost, "0", lost === 0);
    }),
};

async function countRows(owner: Owner): Promise<number[]> {
  const tables = ["tenant", "member", "account", "alert", "score", "user_day", "write_key"];
  const counts = [];
  for (const table of tables) {
    const [row] = await owner.rows<{ count: number }>(`select count(*)::int as count from app.${table}`);
    counts.push(row?.count ?? 0);
  }
  return counts;
}
