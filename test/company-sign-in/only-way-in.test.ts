import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Post } from "../../src/bot/sender.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import { insertSignInAddress } from "../../src/db/sign-in/sign-in-addresses.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import { openSignInDoor, type SignInDoor } from "../../src/outside/sign-in-door.ts";
import { createLinkSigner } from "../../src/signed-links.ts";
import { connectMail } from "../../src/usecases/tenants/connect-mail.ts";
import type { WebEnv } from "../../src/web/web-env.ts";
import { createWorkDesk } from "../../src/work-desk.ts";
import { type Seed, seedTenant, signInToken } from "../browser/seed.ts";
import { testWebApp } from "../browser/web-app.ts";
import { asSystem, now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { testSecrets } from "../slack/workspace.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type RealProvider, startRealProvider } from "./real-provider.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

/*
 * A tenant whose own people come in through the company's provider alone, beside one that takes every way. Tomás is an admin of both,
 * Meyer a viewer: a customer's own admin, whom the rule is not for.
 */

const publicUrl = "http://localhost:3000";

let db: TestDb;
let owner: Owner;
let real: RealProvider;
let app: Hono<WebEnv>;
let lines: object[];
let orrery: Seed;
let umbra: Seed;
let clock = now.getTime();
const time = () => new Date(clock);
const doors: SignInDoor[] = [];
const desk = createWorkDesk((error) => {
  throw error;
});

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  real = await startRealProvider({ redirectUri: `${publicUrl}/sign-in/with/oidc/callback` });
  orrery = await seedTenant(db, "orrery");
  umbra = await seedTenant(db, "umbra");
  await owner.rows("update app.member set email = 'reyes@orrery.example' where id = $1", [umbra.cast.tomas]);
  for (const { cast } of [orrery, umbra]) {
    await connectMail(db, cast.tenantId, { isOn: true, now, requestId: "test" });
    await asSystem(db, cast.tenantId, (tx) =>
      insertSignInAddress(tx, { memberId: cast.tomas, address: "reyes@orrery.example" }),
    );
  }
  await asSystem(db, orrery.cast.tenantId, async (tx) => {
    await insertSignInAddress(tx, { memberId: orrery.cast.dana, address: "okafor@orrery.example" });
    await insertSignInAddress(tx, { memberId: orrery.cast.meyer, address: "meyer@orrery.example" });
  });
  const company = { doors, signer: createLinkSigner(Buffer.alloc(32, 7)), count: () => {} };
  const mail = { secrets: testSecrets, later: desk.take };
  ({ app, lines } = await testWebApp(db, { publicUrl, now: time, company, mail }));
});
beforeEach(async () => {
  clock += 3_600_000;
  const okta = openSignInDoor(real.provider, { callSeconds: 300, fetch: real.fetch, now: time });
  // The same provider under another name is another way in.
  doors.splice(0, doors.length, okta, { ...okta, id: "slack", name: "Slack" });
  lines.length = 0;
  await owner.rows("delete from app.sign_in_subject");
  await owner.rows("delete from app.session");
  await owner.rows("delete from pgboss.job");
  await owner.rows("update app.tenant set only_way_in = null");
  await owner.rows("update app.member set role = 'viewer' where id = $1", [orrery.cast.meyer]);
});
afterAll(async () => {
  await real.close();
  await owner.close();
  await db.close();
});

function person(name: "reyes" | "okafor" | "meyer"): void {
  real.account = { subject: `${name}-1`, email: `${name}@orrery.example`, email_verified: true };
}

const firefox = () => openVisitor(app, publicUrl);
const linkFor = (name: string, seed = orrery) => signInToken(db, seed, seed.email(name), time());

/** Signs in by a link, as was possible before. */
async function byLink(name: string, seed = orrery): Promise<Visitor> {
  const visitor = firefox();
  await visitor.ask("/sign-in", { token: await linkFor(name, seed) });
  return visitor;
}

/** Signs in with Okta; who belongs to both tenants takes the first that is offered of the named one. */
async function byOkta(name: "reyes" | "okafor", tenant = "orrery"): Promise<Visitor> {
  person(name);
  const visitor = firefox();
  const back = await visitor.proveAt("oidc");
  const page = await (await visitor.ask(back.pathname + back.search)).text();
  const choice = [...page.matchAll(/value="([^"]+)".*?<button[^>]*>([^<]+)</gs)].find(([, , said]) =>
    said?.includes(tenant),
  );
  if (choice?.[1]) await visitor.ask("/sign-in", { token: choice[1] });
  return visitor;
}

/** Comes back from Okta with a word that is taken for Slack's: another provider's. */
async function bySlack(name: "okafor" | "meyer"): Promise<{ visitor: Visitor; answer: Response }> {
  person(name);
  const okta = doors[0] as SignInDoor;
  doors[0] = {
    ...okta,
    finish: async (...given) => {
      const finished = await okta.finish(...given);
      if (finished.kind !== "proven") return finished;
      return { ...finished, proof: { ...finished.proof, provider: "slack" } };
    },
  };
  const visitor = firefox();
  const back = await visitor.proveAt("oidc");
  return { visitor, answer: await visitor.ask(back.pathname + back.search) };
}

const isIn = async (visitor: Visitor) => (await visitor.ask("/settings/profile")).status === 200;
const limit = (visitor: Visitor) => visitor.ask("/settings/sign-in", { do: "limit" });
const onlyWay = async ({ cast }: Seed = orrery) =>
  (
    await owner.rows<{ way: string | null }>("select only_way_in as way from app.tenant where id = $1", [
      cast.tenantId,
    ])
  )[0]?.way;

/** A page's words, without its marks. */
async function wordsOf(answer: Response): Promise<string> {
  return (await answer.text())
    .replace(/^.*<main[^>]*>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .replaceAll("&#39;", "'")
    .trim();
}

async function bellwether(...args: string[]) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const settings = { DATABASE_URL: db.ownerUrl, SECRET_KEY: "ab".repeat(32) };
  const code = await runCli(args, settings, { out: say, err: say, interactive: false });
  return { code, said: said.join("") };
}

describe("an admin who came in with Okta", () => {
  test("lets people in only through it: what came in by links is out, and links open nothing", async () => {
    const colleague = await byLink("okafor");
    const neighbour = await byLink("okafor", umbra);
    const unused = await linkFor("shah");
    const admin = await byOkta("reyes");
    expect(await wordsOf(await admin.ask("/settings/sign-in"))).toContain(
      "Your customers' own admins still sign in by a link. 1 of 4 came in with Okta before. The others need an account there with the address that they have here. 1 session of theirs that was opened another way ends at once.",
    );
    const answer = await limit(admin);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings/sign-in?saved=limited"]);
    expect(await wordsOf(await admin.ask("/settings/sign-in?saved=limited"))).toContain(
      "Saved. Your own people's sessions that were opened another way have ended. Only through Okta",
    );
    expect(await Promise.all([admin, colleague, neighbour].map(isIn))).toEqual([true, false, true]);
    expect([await onlyWay(), await onlyWay(umbra)]).toEqual(["oidc", null]);
    const preview = await firefox().ask(`/sign-in?token=${unused}`);
    expect(preview.status).toBe(410);
    const page = await preview.text();
    expect(page).toContain("orrery lets its own people in through Okta only.");
    expect(page).toContain('href="/sign-in/with/oidc"');
    expect(page).not.toMatch(/with\/slack|type="email"/);
    const pressed = firefox();
    expect((await pressed.ask("/sign-in", { token: unused })).status).toBe(410);
    expect(pressed.cookies.has("bellwether_session")).toBe(false);
    expect((await readAudit(db, orrery.cast.tenantId)).at(-1)).toMatchObject({
      verb: "limited sign-in",
      memberId: orrery.cast.tomas,
      detail: { to: "oidc", sessions: 1 },
    });
    expect(await isIn(await byOkta("okafor"))).toBe(true);
  });

  test("lets links in again, new ones: those of before stay dead", async () => {
    const admin = await byOkta("reyes");
    const before = await linkFor("shah");
    await limit(admin);
    expect((await admin.ask("/settings/sign-in", { do: "open" })).headers.get("location")).toBe(
      "/settings/sign-in?saved=opened",
    );
    expect((await firefox().ask("/sign-in", { token: before })).status).toBe(410);
    expect(await isIn(await byLink("shah"))).toBe(true);
    expect(
      (await readAudit(db, orrery.cast.tenantId)).map(({ verb, detail }) => ({ verb, detail })),
    ).toContainEqual({ verb: "opened sign-in", detail: { was: "oidc" } });
  });

  test("does so once: pressed again, nothing is written and nobody is thrown out", async () => {
    const admin = await byOkta("reyes");
    await limit(admin);
    const before = (await readAudit(db, orrery.cast.tenantId)).length;
    expect((await limit(admin)).status).toBe(303);
    expect((await readAudit(db, orrery.cast.tenantId)).length).toBe(before);
    expect(await isIn(admin)).toBe(true);
  });
});

describe("nobody is locked out:", () => {
  test("an admin who came in by a link can't limit it, and reads what to do first", async () => {
    const admin = await byLink("reyes");
    const page = await wordsOf(await admin.ask("/settings/sign-in"));
    expect(page).toContain("sign in with it yourself, and come back here: so nobody is locked out.");
    expect(admin.cookies.get("bellwether_onward")).toBe(encodeURIComponent("/settings/sign-in"));
    const answer = await limit(admin);
    expect(answer.status).toBe(409);
    expect(await wordsOf(answer)).toContain("You came in by a link.");
    expect(await onlyWay()).toBeNull();
    expect(await isIn(admin)).toBe(true);
  });

  test("nor one who came in by a provider that is not set up any more", async () => {
    const admin = await byOkta("reyes");
    await owner.rows("update app.session set way = 'google'");
    expect((await limit(admin)).status).toBe(409);
    expect(await onlyWay()).toBeNull();
  });

  test("nobody else decides: for a lead there is no such page", async () => {
    const lead = await byOkta("okafor");
    expect((await lead.ask("/settings/sign-in")).status).toBe(404);
    expect([(await limit(lead)).status, await onlyWay()]).toEqual([404, null]);
    expect((await lead.ask("/settings/sign-in", { do: "open" })).status).toBe(404);
  });

  test("the command line opens the other ways, and makes no link while they are shut", async () => {
    const of = ["--tenant", "orrery"];
    await limit(await byOkta("reyes"));
    expect(await bellwether("sign-in", "shah@orrery.example", ...of)).toMatchObject({
      code: 1,
      said: expect.stringContaining("No link signs them in"),
    });
    expect((await bellwether("tenant", "sign-in", ...of)).said).toBe(
      "With a company account only; customers' own admins by a link as well.\n",
    );
    expect((await bellwether("tenant", "sign-in", "oidc", ...of)).code).toBe(1);
    const opened = await bellwether("tenant", "sign-in", "any", ...of);
    expect(opened).toEqual({ code: 0, said: "By every way that is set up, links among them.\n" });
    expect(await onlyWay()).toBeNull();
    expect((await readAudit(db, orrery.cast.tenantId)).at(-1)).toMatchObject({
      verb: "opened sign-in",
      surface: "cli",
    });
    expect((await bellwether("tenant", "sign-in", "any", ...of)).said).toBe("It was every way before.\n");
    expect((await bellwether("sign-in", "shah@orrery.example", ...of)).code).toBe(0);
  });
});

/** Sends what waits, as mail. */
async function sent(): Promise<Post[]> {
  await desk.drain(60_000);
  const posts: Post[] = [];
  const jobs = await owner.rows<{ data: { tenantId: string; deliveryId: string } }>(
    "delete from pgboss.job where state = 'created' and name = 'deliver' returning data",
  );
  const email = {
    update: undefined,
    post: async (post: Post) => {
      posts.push(post);
      return { ok: true as const, conversation: "mail", messageRef: post.deliveryId };
    },
  };
  const deliver = createDeliverer({ db, senders: { email }, now: time });
  for (const { data } of jobs) await deliver(data, "test");
  return posts;
}
const linksIn = (posts: readonly Post[]) => JSON.stringify(posts).match(/sign-in\?token=/g)?.length ?? 0;

describe("while people come in only through Okta", () => {
  test("who asks for a link is mailed the way, not a link; strangers learn nothing", async () => {
    await limit(await byOkta("reyes"));
    const pages = [];
    for (const email of ["okafor@orrery.example", "nobody@orrery.example"]) {
      const answer = await firefox().ask("/sign-in/link", { email });
      pages.push([answer.status, (await wordsOf(answer)).replace(email, "ADDRESS")]);
    }
    expect(pages[0]).toEqual(pages[1]);
    expect(pages[0]?.[1]).toContain("Some teams let their own people in with a company account only");
    const posts = await sent();
    expect(posts.map(({ memberId }) => memberId)).toEqual([orrery.cast.dana]);
    expect(linksIn(posts)).toBe(0);
    expect(JSON.stringify(posts[0]?.message)).toContain("lets its own people in with a company account only");
    const live =
      "select from app.sign_in_token where tenant_id = $1 and way = 'link' and used_at is null and expires_at > $2";
    expect(await owner.rows(live, [orrery.cast.tenantId, time()])).toEqual([]);
  });

  test("a member of two teams is mailed the other's link, and enters no other by it", async () => {
    await limit(await byOkta("reyes"));
    await firefox().ask("/sign-in/link", { email: "reyes@orrery.example" });
    const posts = await sent();
    expect(posts.map(({ tenantId }) => tenantId).sort()).toEqual(
      [orrery.cast.tenantId, umbra.cast.tenantId].sort(),
    );
    expect(linksIn(posts.filter(({ tenantId }) => tenantId === orrery.cast.tenantId))).toBe(0);
    expect(linksIn(posts)).toBe(1);
  });

  test("what was asked for before has no link either when it is sent after", async () => {
    await firefox().ask("/sign-in/link", { email: "okafor@orrery.example" });
    await desk.drain(60_000);
    await limit(await byOkta("reyes"));
    expect(linksIn(await sent())).toBe(0);
  });

  test("another provider's word opens nothing, and the same page is read as for every failure", async () => {
    await limit(await byOkta("reyes"));
    const { answer } = await bySlack("okafor");
    expect(answer.status).toBe(403);
    expect(await wordsOf(answer)).toContain("That sign-in didn't work");
    expect(lines).toContainEqual(expect.objectContaining({ why: "another-way" }));
    expect((await readAudit(db, orrery.cast.tenantId)).at(-1)).toMatchObject({
      verb: "refused sign-in",
      detail: { memberId: orrery.cast.dana, by: "slack", why: "another way" },
    });
    expect(
      await owner.rows("select from app.sign_in_subject where member_id = $1", [orrery.cast.dana]),
    ).toEqual([]);
  });

  test("the page offers all ways as before, whatever teams say: their viewers take them", async () => {
    const page = async () => (await firefox().ask("/sign-in")).text();
    const before = await page();
    expect(before).toMatch(/with\/oidc.*with\/slack.*type="email"/s);
    await limit(await byOkta("reyes"));
    await limit(await byOkta("reyes", "umbra"));
    expect([await onlyWay(), await onlyWay(umbra)]).toEqual(["oidc", "oidc"]);
    expect(await page()).toBe(before);
  });

  test("a link that is pressed in the moment that they are shut out opens nothing that lasts", async () => {
    const admin = await byOkta("reyes");
    const opened = await openedWhile(await linkFor("shah"), () => limit(admin));
    expect([opened.pressed, opened.meanwhile.status]).toEqual([303, 303]);
    expect([await isIn(opened.visitor), await isIn(admin), await onlyWay()]).toEqual([false, true, "oidc"]);
  });
});

describe("a customer's own admin", () => {
  const meyer = "meyer@orrery.example";
  /** There is no other way to another role. */
  const becomes = (role: string) =>
    bellwether("member", "remove", meyer, "--tenant", "orrery").then(() =>
      bellwether("member", "add", meyer, "--tenant", "orrery", "--role", role),
    );

  test("stays in, and comes in by links of before and after", async () => {
    const viewer = await byLink("meyer");
    const before = await linkFor("meyer");
    const admin = await byOkta("reyes");
    await limit(admin);
    expect(await wordsOf(await admin.ask("/settings/sign-in"))).toContain(
      "Your customers' own admins still sign in by a link.",
    );
    expect((await readAudit(db, orrery.cast.tenantId)).at(-1)?.detail).toEqual({ to: "oidc", sessions: 0 });
    expect((await firefox().ask(`/sign-in?token=${before}`)).status).toBe(200);
    const again = firefox();
    await again.ask("/sign-in", { token: before });
    const printed = await bellwether("sign-in", meyer, "--tenant", "orrery");
    expect([printed.code, printed.said]).toEqual([0, expect.stringContaining("/sign-in?token=")]);
    const both = await Promise.all([viewer, again, await byLink("meyer")].map(isIn));
    expect(both).toEqual([true, true, true]);
  });

  test("is mailed a link that opens, and the page says what it says to everybody", async () => {
    await limit(await byOkta("reyes"));
    const pages = [];
    for (const email of [meyer, "okafor@orrery.example", "nobody@orrery.example"]) {
      const answer = await firefox().ask("/sign-in/link", { email });
      pages.push([answer.status, (await answer.text()).replaceAll(email, "ADDRESS")]);
    }
    expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1);
    const posts = await sent();
    expect(posts).toHaveLength(2);
    const mail = posts.filter(({ memberId }) => memberId === orrery.cast.meyer);
    expect([linksIn(mail), linksIn(posts)]).toEqual([1, 1]);
    const [, token = ""] = /sign-in\?token=([\w-]+)/.exec(JSON.stringify(mail)) ?? [];
    const visitor = firefox();
    expect((await visitor.ask("/sign-in", { token })).status).toBe(303);
    expect(await isIn(visitor)).toBe(true);
  });

  test("comes in with any provider that knows them", async () => {
    await limit(await byOkta("reyes"));
    person("meyer");
    const withOkta = firefox();
    const back = await withOkta.proveAt("oidc");
    await withOkta.ask(back.pathname + back.search);
    const { visitor, answer } = await bySlack("meyer");
    expect([answer.status, await isIn(visitor), await isIn(withOkta)]).toEqual([303, true, true]);
  });

  test("whose link is pressed in the moment that the others are shut out is in, and stays", async () => {
    const admin = await byOkta("reyes");
    const opened = await openedWhile(await linkFor("meyer"), () => limit(admin));
    expect([opened.pressed, opened.meanwhile.status]).toEqual([303, 303]);
    expect([await isIn(opened.visitor), await onlyWay()]).toEqual([true, "oidc"]);
  });

  test("who becomes one of the team is under the rule at once", async () => {
    const before = await byLink("meyer");
    const link = await linkFor("meyer");
    await limit(await byOkta("reyes"));
    await firefox().ask("/sign-in/link", { email: meyer });
    await desk.drain(60_000);
    expect((await becomes("manager")).code).toBe(0);
    expect(await isIn(before)).toBe(false);
    expect((await firefox().ask("/sign-in", { token: link })).status).toBe(410);
    const printed = await bellwether("sign-in", meyer, "--tenant", "orrery");
    expect([printed.code, printed.said]).toEqual([1, expect.stringContaining("No link signs them in")]);
    const posts = await sent();
    expect([posts.map(({ memberId }) => memberId), linksIn(posts)]).toEqual([[orrery.cast.meyer], 0]);
    expect((await bySlack("meyer")).answer.status).toBe(403);
  });

  test("a link that was made while they were a viewer opens nothing once they are none", async () => {
    await limit(await byOkta("reyes"));
    const link = await linkFor("meyer");
    await owner.rows("update app.member set role = 'lead' where id = $1", [orrery.cast.meyer]);
    const page = await firefox().ask(`/sign-in?token=${link}`);
    expect([page.status, await wordsOf(page)]).toEqual([410, expect.stringContaining("through Okta only")]);
    const pressed = firefox();
    expect((await pressed.ask("/sign-in", { token: link })).status).toBe(410);
    expect(pressed.cookies.has("bellwether_session")).toBe(false);
  });

  test("whose link is pressed in the moment that they become one of the team is out again", async () => {
    await limit(await byOkta("reyes"));
    const opened = await openedWhile(await linkFor("meyer"), () => becomes("manager"));
    expect([opened.pressed, opened.meanwhile.code]).toEqual([303, 0]);
    expect(await isIn(opened.visitor)).toBe(false);
  });
});

/** Presses a link, holds it in the middle of its work until something else waits for it, and lets both go on. */
async function openedWhile<T>(token: string, act: () => Promise<T>) {
  const visitor = firefox();
  /** Until so many wait for one another. */
  const waiting = async (many: number) => {
    const ask =
      "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    for (let found = 0; found < many; ) {
      // Within a transaction the list of who is there would stay as it was.
      await owner.rows("select pg_stat_clear_snapshot()");
      found = (await owner.rows<{ n: number }>(ask))[0]?.n ?? 0;
    }
  };
  await owner.rows("begin");
  await owner.rows("select from app.sign_in_token where used_at is null for update");
  const opening = visitor.ask("/sign-in", { token });
  await waiting(1);
  const acting = act();
  await waiting(2);
  await owner.rows("commit");
  return { visitor, pressed: (await opening).status, meanwhile: await acting };
}
