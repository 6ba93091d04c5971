import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pick, randomOf } from "../src/demo/random.ts";
import { newId } from "../src/ids.ts";
import { createSecrets } from "../src/secrets.ts";
import { connectMail } from "../src/usecases/tenants/connect-mail.ts";
import { type Seed, seedTenant, signInToken } from "./browser/seed.ts";
import { testWebApp } from "./browser/web-app.ts";
import { addAlert, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * The web surface, asked for what is others'. Each request is made twice: with an id or a name that is somebody else's, and
 * with one that nobody has. Both answers must read the same, and name nothing that the reader may not see.
 */

const origin = "http://localhost:3000";
const people = { priya: "shah", jonas: "lind", dana: "okafor", tomas: "reyes", meyer: "meyer" } as const;
type Person = keyof typeof people;

let db: TestDb;
let owner: Owner;
let web: Awaited<ReturnType<typeof testWebApp>>;
let orrery: Seed;
let initech: Seed;
let jonasAlert: string;
const cookies = {} as Record<Person, string>;
/** Names and ids that each reader must never be shown. */
const secrets = {} as Record<Person, string[]>;
/** What the painter was asked to print: a report leaks as a page does. */
const printed: string[] = [];

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  orrery = await seedTenant(db, "orrery");
  initech = await seedTenant(db, "initech");
  jonasAlert = await addAlert(db, orrery.cast.tenantId, orrery.orbis);
  // Names that are nobody else's, so that one of them in an answer is a leak.
  await owner.rows(
    "update app.account set name = 'Zyx' || replace(left(name, 100), ' ', '') where tenant_id = $1",
    [initech.cast.tenantId],
  );
  await owner.rows(
    "update app.member set name = 'Zyx' || replace(left(name, 100), ' ', '') where tenant_id = $1",
    [initech.cast.tenantId],
  );
  const painter = {
    print: async (job: unknown) => {
      printed.push(JSON.stringify(job));
      return new TextEncoder().encode("%PDF-1.7 test");
    },
  };
  for (const { cast } of [orrery, initech])
    await connectMail(db, cast.tenantId, { isOn: true, now, requestId: "test" });
  const mail = { secrets: createSecrets(Buffer.alloc(32, 7)), later: () => {} };
  web = await testWebApp(db, { painter, mail });
  for (const [person, name] of Object.entries(people)) {
    const token = await signInToken(db, orrery, `${name}@orrery.example`);
    const signedIn = await send("POST", "/sign-in", undefined, { token });
    cookies[person as Person] = signedIn.cookie;
  }
  const others = await idsOf(initech.cast.tenantId);
  const all = ["Zyx", "initech", ...others];
  const jonasOnly = [orrery.orbis, "Orbis", jonasAlert];
  const notAcme = await owner.rows<{ id: string; name: string }>(
    "select id, name from app.account where tenant_id = $1 and id <> $2",
    [orrery.cast.tenantId, orrery.acme],
  );
  Object.assign(secrets, {
    dana: all,
    tomas: all,
    priya: [...all, ...jonasOnly],
    jonas: [...all, orrery.acme],
  });
  secrets.meyer = [...all, ...jonasOnly, orrery.drop, ...notAcme.flatMap(({ id, name }) => [id, name])];
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

async function idsOf(tenantId: string): Promise<string[]> {
  const rows = await owner.rows<{ id: string }>(
    `select id from app.account where tenant_id = $1 union all select id from app.alert where tenant_id = $1
     union all select id from app.member where tenant_id = $1 union all select id from app.delivery where tenant_id = $1`,
    [tenantId],
  );
  return rows.map(({ id }) => id);
}

interface Answered {
  readonly status: number;
  readonly body: string;
  readonly location: string | null;
  readonly cookie: string;
}

async function send(
  method: string,
  path: string,
  cookie: string | undefined,
  fields?: Record<string, string>,
): Promise<Answered> {
  const headers = new Headers({ origin, "sec-fetch-site": "same-origin" });
  if (cookie) headers.set("cookie", cookie);
  const body = fields && new URLSearchParams(fields);
  printed.length = 0;
  const response = await web.app.request(origin + path, { method, headers, ...(body ? { body } : {}) });
  return {
    status: response.status,
    body: (await response.text()) + printed.join("\n"),
    location: response.headers.get("location"),
    cookie: (response.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "",
  };
}

/** A request with a hole for an id ("ID") or a name ("NAME"). */
interface Ask {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly fields?: Record<string, string>;
}

const alertCommands = [
  "acknowledge-alert",
  "snooze-alert",
  "wake-alert",
  "resolve-alert",
  "reopen-alert",
  "release-alert",
  "rate-alert",
  "explain-alert",
];
const asks: readonly Ask[] = [
  ...["", "?range=1y", "?from=2026-10-01&to=2026-11-01", "?tab=people"].map((query) =>
    get(`/accounts/ID${query}`),
  ),
  get("/exports/accounts/ID/account.csv"),
  get("/exports/accounts/ID/account.pdf?from=2026-10-01&to=2026-11-01"),
  get("/exports/portfolio/portfolio.csv"),
  get("/exports/portfolio/portfolio.pdf"),
  get("/?search=NAME"),
  get("/?filter=at-risk&sort=score"),
  get("/?page=3"),
  get("/inbox?item=ID"),
  get("/inbox?filter=all"),
  get("/settings/digest"),
  post("/settings/digest", { active: "1", time: "08:30", day1: "1", zone: "Europe/Berlin" }),
  get("/settings/notices"),
  post("/settings/notices", { from: "18:00", to: "8:00" }),
  get("/settings/deliveries"),
  get("/settings/deliveries?member=ID&state=failed"),
  get("/settings/deliveries/deliveries.csv?member=ID"),
  post("/settings/deliveries/ID/again", { back: "/settings/deliveries", confirmed: "1" }),
  get("/alerts/ID/snooze"),
  get("/alerts/ID/resolve"),
  post("/alerts/ID/snooze", { span: "1-week", reason: "NAME" }),
  post("/alerts/ID/resolve", { how: "handled", note: "NAME" }),
  ...[
    "NAME",
    "why NAME",
    "show NAME",
    "accounts",
    "at risk",
    "movers",
    "export NAME",
    "export portfolio pdf",
    "help",
  ].map((text) => post("/inbox", { text })),
  ...alertCommands.map((verb) => act({ do: verb, alertId: "ID" })),
  act({ do: "judge-alert", alertId: "ID", feedback: "useful" }),
  act({ do: "show-account", accountId: "ID" }),
  act({ do: "explain-score", accountId: "ID" }),
  act({ do: "export-account", accountId: "ID", format: "csv" }),
  act({ do: "share", what: { kind: "account", accountId: "ID" } }),
  ...[...alertCommands.filter((verb) => !/snooze|resolve/.test(verb)), "explain-score"].map((verb) =>
    get(`/confirm/${verb}/ID`),
  ),
  get("/confirm/judge-alert/ID/useful"),
  get("/confirm/export-account/ID/pdf"),
  get("/confirm/send-digest"),
  get("/mail/stop?token=ID"),
  post("/mail/stop?token=ID", { "List-Unsubscribe": "One-Click" }),
  post("/mail/report", { account: "ID", format: "pdf", back: "/accounts/ID" }),
  post("/sign-in/link", { email: "NAME@example.com" }),
  get("/assets/ID"),
  get("/sign-in?token=ID"),
  post("/sign-in", { token: "ID" }),
];

function get(path: string): Ask {
  return { method: "GET", path };
}
function post(path: string, fields: Record<string, string>): Ask {
  return { method: "POST", path, fields };
}
function act(command: object): Ask {
  return post("/act", { command: JSON.stringify(command), back: "/accounts/ID" });
}

/** Something to put into the hole. */
interface Thing {
  readonly id: string;
  readonly name: string;
}

/** The answer, without the ids that were put in: they differ between the two. */
async function answerTo(ask: Ask, person: Person, thing: Thing): Promise<Omit<Answered, "cookie">> {
  const put = (text: string) => text.replaceAll("ID", thing.id).replaceAll("NAME", thing.name);
  const path = put(ask.path).replace(/ /g, "%20");
  const fields =
    ask.fields && Object.fromEntries(Object.entries(ask.fields).map(([key, value]) => [key, put(value)]));
  const answer = await send(ask.method, path, cookies[person], fields);
  const clean = (text: string) => text.replaceAll(thing.id, "ID");
  return {
    status: answer.status,
    body: clean(answer.body),
    location: answer.location && clean(answer.location),
  };
}

/** The same question in a world where the thing does not exist: another id, and nobody of that name. */
async function answerWithout(ask: Ask, person: Person, thing: Thing): Promise<Omit<Answered, "cookie">> {
  const rename = (from: string, to: string) =>
    owner.rows("update app.account set name = $2 where name = $1", [from, to]);
  await rename(thing.name, "Elsewhere");
  const answer = await answerTo(ask, person, { id: newId(), name: thing.name });
  await rename("Elsewhere", thing.name);
  return answer;
}

/** What belongs to others: of another tenant for everybody, of a colleague for managers and viewers. */
async function foreignTo(person: Person): Promise<Thing[]> {
  const others = await owner.rows<Thing>(
    `select id, name from app.account where tenant_id = $1 and external_id = 'acme'
     union all select id, 'Zyx' from app.alert where tenant_id = $1
     union all select id, name from app.member where tenant_id = $1 and role = 'manager'
     union all select id, 'Zyx' from app.delivery where tenant_id = $1`,
    [initech.cast.tenantId],
  );
  if (person === "dana" || person === "tomas") return others;
  const of = { priya: "Orbis", meyer: "Orbis", jonas: "Acme" }[person];
  const account = { id: person === "jonas" ? orrery.acme : orrery.orbis, name: of };
  const alert = { id: person === "jonas" ? orrery.drop : jonasAlert, name: of };
  return [...others, account, alert];
}

function leaks(person: Person, text: string): string[] {
  return secrets[person].filter((secret) => text.includes(secret));
}

describe("what is others'", () => {
  test("is tried on every route of the app that takes an id", () => {
    const routes = web.app.routes
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
    const people = Object.keys(secrets) as Person[];
    // Every ask once, then a random slice: whoever, whatever, whose.
    const turns = [...asks, ...Array.from({ length: 120 }, () => pick(random, asks))];
    for (const ask of turns) {
      const person = pick(random, people);
      const thing = pick(random, await foreignTo(person));
      const name = `${person}: ${ask.method} ${ask.path} ${JSON.stringify(ask.fields ?? {})} for ${thing.name}`;
      const foreign = await answerTo(ask, person, thing);
      const missing = await answerWithout(ask, person, thing);
      if (JSON.stringify(foreign) !== JSON.stringify(missing))
        wrong.push(`${name}: ${foreign.status} and ${missing.status} differ`);
      const said = foreign.body + (foreign.location ?? "");
      // What was typed may be said back: that it tells nothing more, the two answers show.
      const echoes = JSON.stringify(ask).includes("NAME");
      const leaked = leaks(person, echoes ? said.replaceAll(thing.name, "") : said);
      if (leaked.length > 0) wrong.push(`${name}: names ${leaked.slice(0, 3).join(", ")}`);
      if (foreign.status >= 500) wrong.push(`${name}: ${foreign.status}`);
    }
    expect(wrong).toEqual([]);
  });

  test("is not found by somebody whose session is of nobody", async () => {
    for (const ask of asks.filter(
      ({ path }) => path.startsWith("/accounts") || path.startsWith("/exports"),
    )) {
      const path = ask.path.replace("ID", orrery.acme);
      const answers = await Promise.all(
        [
          undefined,
          "bellwether_session=",
          "bellwether_session=x",
          `bellwether_session=${"x".repeat(5000)}`,
        ].map((cookie) => send(ask.method, path, cookie)),
      );
      for (const answer of answers) expect([answer.status, answer.body]).toEqual([302, ""]);
    }
  });

  test("stays as it was, while one's own can be had", async () => {
    // The other side of the tests above: they would pass if nothing were ever shown.
    const own = await answerTo(get("/accounts/ID"), "priya", { id: orrery.acme, name: "NAME" });
    expect(own.status).toBe(200);
    expect(own.body).toContain("Acme");
    const csv = await answerTo(get("/exports/portfolio/portfolio.csv"), "jonas", { id: "-", name: "NAME" });
    expect(csv.body).toContain("Orbis");
    const alerts = await owner.rows(
      "select state, version from app.alert where id = any ($1) or tenant_id = $2",
      [[jonasAlert], initech.cast.tenantId],
    );
    expect(alerts).toEqual([
      { state: "open", version: 1 },
      { state: "open", version: 1 },
    ]);
  });
});
