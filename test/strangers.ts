import { newId } from "../src/ids.ts";
import type { SignInDoor } from "../src/outside/sign-in-door.ts";
import { pick } from "../src/random.ts";
import { createSecrets } from "../src/secrets.ts";
import { createLinkSigner } from "../src/signed-links.ts";
import { connectMail } from "../src/usecases/tenants/connect-mail.ts";
import { seedTenant, signInToken } from "./browser/seed.ts";
import { testWebApp } from "./browser/web-app.ts";
import { addAlert, now } from "./fixture.ts";
import type { Owner } from "./owner.ts";
import type { TestDb } from "./test-db.ts";

/*
 * The web surface, asked for what is others'. Each request is made twice: with an id or a name that is somebody else's, and
 * with one that nobody has. Both answers must read the same, and name nothing that the reader may not see.
 */

const origin = "http://localhost:3000";
const people = { priya: "shah", jonas: "lind", dana: "okafor", tomas: "reyes", meyer: "meyer" } as const;
export type Person = keyof typeof people;

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly location: string | null;
  readonly cookie: string;
}

/** A request with a hole for an id ("ID") or a name ("NAME"). */
export interface Ask {
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
/** Every request that can name something. */
export const asks: readonly Ask[] = [
  ...["", "?range=1y", "?from=2026-10-01&to=2026-11-01", "?tab=people"].map((query) =>
    get(`/accounts/ID${query}`),
  ),
  ...["", "?from=2026-10-01&to=2026-11-01", "?from=2026-11-19&to=2026-10-01"].flatMap((query) => [
    get(`/accounts/ID/why${query}`),
    get(`/api/accounts/ID/why${query}`),
  ]),
  get("/exports/accounts/ID/account.csv"),
  get("/exports/accounts/ID/account.xlsx"),
  get("/exports/accounts/ID/account.pdf?from=2026-10-01&to=2026-11-01"),
  get("/exports/portfolio/portfolio.csv"),
  get("/exports/portfolio/portfolio.xlsx"),
  get("/exports/portfolio/portfolio.pdf"),
  get("/?search=NAME"),
  get("/?filter=at-risk&sort=score"),
  get("/?page=3"),
  get("/inbox?item=ID"),
  get("/inbox?filter=all"),
  get("/settings/digest"),
  post("/settings/digest", { active: "1", time: "08:30", day1: "1", zone: "Europe/Berlin" }),
  get("/preview?kind=portfolio"),
  get("/preview/mail.html?kind=account-card"),
  get("/preview/chart.png?kind=account-card"),
  get("/settings/notices"),
  post("/settings/notices", { from: "18:00", to: "8:00" }),
  get("/settings/alerts"),
  post("/settings/alerts", { toldMode: "own", plansMode: "only", plans: "NAME" }),
  get("/settings/alerts/mine"),
  post("/settings/alerts/mine", { dropPercent: "50" }),
  get("/settings/alerts/accounts/ID"),
  post("/settings/alerts/accounts/ID", { "muted-drop": "2026-12-24" }),
  get("/settings/alerts/report"),
  get("/settings/alerts/untold"),
  get("/settings/alerts/untold?account=ID"),
  get("/settings/scoring"),
  get("/settings/scoring?preview=ID"),
  get("/settings/scoring/preview/ID"),
  post("/settings/scoring", { kind: "b2b", "segments.0.name": "NAME" }),
  post("/settings/scoring/preview", { kind: "b2b", "segments.0.name": "NAME" }),
  post("/settings/scoring/segments", { kind: "b2b", "segments.0.name": "NAME", do: "add" }),
  post("/settings/scoring/bands", { kind: "b2b", "segments.0.name": "NAME" }),
  post("/settings/scoring/bands/take", { kind: "b2b", bands: "ID" }),
  get("/settings/scoring/compare?old=1&next=2"),
  post("/settings/scoring/compare", { old: "1", next: "2" }),
  post("/settings/scoring/publish", { note: "NAME", version: "2" }),
  post("/settings/scoring/restore", { note: "NAME", version: "9" }),
  post("/settings/scoring/discard", {}),
  get("/settings/metrics"),
  post("/settings/metrics", { label: "NAME", kind: "counter", from: "event", event: "NAME", do: "preview" }),
  get("/settings/metrics/NAME/change"),
  post("/settings/metrics/NAME/change", { label: "NAME", good: "up" }),
  post("/settings/metrics/event-use", { eventName: "NAME", use: "no" }),
  get("/settings/metrics/NAME/archive"),
  post("/settings/metrics/NAME/archive", {}),
  post("/settings/metrics/archived/ID/restore", {}),
  get("/settings/deliveries"),
  get("/settings/deliveries?member=ID&state=failed"),
  get("/settings/deliveries/deliveries.csv?member=ID"),
  get("/settings/deliveries/deliveries.xlsx?member=ID"),
  get("/settings/deliveries/ID/again"),
  post("/settings/deliveries/ID/again", { back: "/settings/deliveries", confirmed: "1" }),
  get("/settings/audit?who=ID"),
  get("/settings/audit?account=NAME&what=removed-member"),
  get("/settings/audit/audit.csv?who=ID"),
  get("/alerts/ID/snooze"),
  get("/alerts/ID/resolve"),
  get("/alerts/ID/why"),
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
  act({ do: "export-account", accountId: "ID", format: "xlsx" }),
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
  get("/sign-in/with/ID"),
  get("/sign-in/with/oidc"),
  get("/sign-in/with/ID/callback?code=ID&state=NAME"),
  get("/sign-in/with/oidc/callback?code=ID&state=NAME"),
  post("/sign-in/with/ID/logout", { logout_token: "ID" }),
  post("/sign-in/with/oidc/logout", { logout_token: "ID" }),
  get("/settings/sign-in"),
  post("/settings/sign-in", { do: "limit" }),
  get("/settings/profile"),
  post("/settings/profile/sessions/ID/end", {}),
  post("/settings/profile/sessions/others/end", {}),
  post("/sign-in", { token: "ID" }),
];

export function get(path: string): Ask {
  return { method: "GET", path };
}
function post(path: string, fields: Record<string, string>): Ask {
  return { method: "POST", path, fields };
}
function act(command: object): Ask {
  return post("/act", { command: JSON.stringify(command), back: "/accounts/ID" });
}

/** Something to put into the hole. */
export interface Thing {
  readonly id: string;
  readonly name: string;
}

/** Two tenants, their people signed in, and what each of them must never be shown. */
export async function openStrangers(db: TestDb, owner: Owner) {
  const cookies = {} as Record<Person, string>;
  /** Names and ids that each reader must never be shown. */
  const secrets = {} as Record<Person, string[]>;
  /** What the painter was asked to print: a report leaks as a page does. */
  const printed: string[] = [];

  const orrery = await seedTenant(db, "orrery");
  const initech = await seedTenant(db, "initech");
  const jonasAlert = await addAlert(db, orrery.cast.tenantId, orrery.orbis);
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
  /** A provider that vouches for nobody. */
  const door: SignInDoor = {
    id: "oidc",
    name: "Okta",
    start: async () => ({ kind: "ready", url: new URL("https://provider.example/") }),
    finish: async () => ({ kind: "refused", why: "nobody" }),
  };
  const company = { doors: [door], signer: createLinkSigner(Buffer.alloc(32, 7)), count: () => {} };
  const mail = { secrets: createSecrets(Buffer.alloc(32, 7)), later: () => {} };
  const web = await testWebApp(db, { painter, mail, company });
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
  async function idsOf(tenantId: string): Promise<string[]> {
    const rows = await owner.rows<{ id: string }>(
      `select id from app.account where tenant_id = $1 union all select id from app.alert where tenant_id = $1
     union all select id from app.member where tenant_id = $1 union all select id from app.delivery where tenant_id = $1`,
      [tenantId],
    );
    return rows.map(({ id }) => id);
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

  /** One request for something foreign, as somebody: what gave it away, and what came back. */
  async function tryAs(
    ask: Ask,
    person: Person,
    random: () => number,
  ): Promise<{ wrong: string[]; status: number }> {
    const wrong: string[] = [];
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
    return { wrong, status: foreign.status };
  }

  return {
    tryAs,
    web,
    orrery,
    initech,
    jonasAlert,
    cookies,
    secrets,
    send,
    answerTo,
    answerWithout,
    foreignTo,
    leaks,
  };
}

/** What `openStrangers` opens. */
export type Strangers = Awaited<ReturnType<typeof openStrangers>>;
