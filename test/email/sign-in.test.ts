import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEmailSender } from "../../src/bot/email/outbound/send.ts";
import { type MailTransport, openMailTransport } from "../../src/bot/email/outbound/transport.ts";
import { insertSignInAddress } from "../../src/db/sign-in/sign-in-addresses.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import { createSecrets } from "../../src/secrets.ts";
import { announce } from "../../src/usecases/deliveries/announce.ts";
import { connectMail } from "../../src/usecases/tenants/connect-mail.ts";
import type { WebEnv } from "../../src/web/web-env.ts";
import { createWorkDesk } from "../../src/work-desk.ts";
import { testWebApp } from "../browser/web-app.ts";
import { asSystem, type Cast, makeCast, now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { headerOf, parseMail, partOf } from "./mime.ts";

/* Signing in by mail, from the form to the page that one was going to. Priya is a member of two tenants, by one address. */

let db: TestDb;
let owner: Owner;
let server: MailServer;
let transport: MailTransport;
let app: Hono<WebEnv>;
let orrery: Cast;
let clock = now.getTime();
const secrets = createSecrets(Buffer.alloc(32, 7));
const desk = createWorkDesk((error) => {
  throw error;
});
const publicUrl = "http://localhost:3000";

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  server = await startMailServer();
  transport = openMailTransport(server.url);
  orrery = await makeCast(db, "orrery");
  const umbra = await makeCast(db, "umbra");
  await owner.rows("update app.member set email = 'shah@orrery.example' where id = $1", [umbra.priya]);
  for (const cast of [orrery, umbra]) {
    await connectMail(db, cast.tenantId, { isOn: true, now, requestId: "test" });
    await asSystem(db, cast.tenantId, async (tx) => {
      await insertSignInAddress(tx, { memberId: cast.priya, address: "shah@orrery.example" });
      await insertSignInAddress(tx, {
        memberId: cast.meyer,
        address: `meyer@${cast === orrery ? "orrery" : "umbra"}.example`,
      });
    });
  }
  await owner.rows("update app.member set removed_at = now() where id = $1", [umbra.meyer]);
  const made = await testWebApp(db, {
    publicUrl,
    now: () => new Date(clock),
    mail: { secrets, later: desk.take },
  });
  app = made.app;
});
beforeEach(async () => {
  // Outside of the last test's throttle.
  clock += 3_600_000;
  server.letters.length = 0;
});
afterAll(async () => {
  transport.close();
  await server.close();
  await owner.close();
  await db.close();
});

/** Does what was put off, then sends what is in the queue. */
async function sendAll(): Promise<void> {
  await desk.drain(60_000);
  const jobs = await owner.rows<{ data: { tenantId: string; deliveryId: string } }>(
    "delete from pgboss.job where state = 'created' returning data",
  );
  const email = createEmailSender({
    db,
    secrets,
    painter: {
      paint: () => Promise.reject(new Error("none")),
      print: () => Promise.reject(new Error("none")),
    },
    transport,
    publicUrl,
    from: "bellwether@mail.example",
    now: () => new Date(clock),
  });
  const deliver = createDeliverer({ db, senders: { email }, now: () => new Date(clock) });
  for (const { data } of jobs) await deliver(data, "test");
}

const ask = (email: string, headers: Record<string, string> = {}) =>
  app.request("/sign-in/link", {
    method: "POST",
    body: new URLSearchParams({ email }),
    headers: { origin: publicUrl, ...headers },
  });

function linkIn(at: number): URL {
  const text = partOf(parseMail(server.letters[at]?.bytes ?? Buffer.alloc(0)), "text/plain").body.toString();
  const found = /http:\/\/localhost:3000\/sign-in\?token=\S+/.exec(text)?.[0];
  if (!found) throw new Error(`No link in: ${text}`);
  return new URL(found);
}

const follow = (link: URL, headers: Record<string, string> = {}) =>
  app.request("/sign-in", {
    method: "POST",
    body: new URLSearchParams({
      token: link.searchParams.get("token") ?? "",
      to: link.searchParams.get("to") ?? "",
    }),
    headers: { origin: publicUrl, ...headers },
  });

describe("a link by mail", () => {
  test("comes for each tenant in a mail of its own, signs in once, and leads where one was going", async () => {
    const answer = await ask("  Shah@Orrery.example ", { cookie: "bellwether_onward=%2Finbox%3Fshow%3Dall" });
    expect(answer.status).toBe(200);
    await sendAll();
    const mails = server.letters.map(({ bytes }) => parseMail(bytes));
    expect(mails.map((mail) => headerOf(mail, "Subject")).sort()).toEqual([
      "Sign in to orrery",
      "Sign in to umbra",
    ]);
    for (const mail of mails) {
      expect(mail.headers.has("list-unsubscribe")).toBe(false);
      if (headerOf(mail, "Subject").endsWith("orrery"))
        expect(partOf(mail, "text/html").body.toString()).not.toContain("umbra");
    }

    const link = linkIn(0);
    expect((await app.request(link.pathname + link.search)).status).toBe(200);
    const signedIn = await follow(link);
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.get("location")).toBe("/inbox?show=all");
    expect(signedIn.headers.get("set-cookie")).toContain("bellwether_session=");
    expect((await follow(link)).status).toBe(410);
  });

  test("is kept as a hash alone, and lives 15 minutes from its sending", async () => {
    await ask("shah@orrery.example");
    clock += 20 * 60_000;
    await sendAll();
    const link = linkIn(0);
    const token = link.searchParams.get("token") ?? "-";
    const dump = await owner.rows<{ row: string }>(
      `select row_to_json(d)::text as row from app.delivery d union all select row_to_json(s)::text from app.sign_in_token s
       union all select row_to_json(a)::text from app.audit_log a`,
    );
    expect(dump.length).toBeGreaterThan(2);
    expect(dump.some(({ row }) => row.includes(token))).toBe(false);
    clock += 15 * 60_000 - 1;
    const preview = await app.request(link.pathname + link.search);
    expect(preview.status).toBe(200);
    clock += 1;
    expect((await follow(link)).status).toBe(410);
  });

  test("that was on its way for more than an hour is none: it asks to ask again", async () => {
    await ask("shah@orrery.example");
    clock += 61 * 60_000;
    await sendAll();
    const text = partOf(parseMail(server.letters[0]?.bytes ?? Buffer.alloc(0)), "text/plain").body.toString();
    expect(text).toContain("This mail was too long on its way, so it has none: ask again.");
    expect(text).not.toContain("token=");
  });

  test("does not wait behind a message that the mail server puts off", async () => {
    await asSystem(db, orrery.tenantId, (tx) =>
      announce(tx, {
        subjectKind: "digest",
        subjectId: orrery.tenantId,
        memberIds: [orrery.priya],
        channels: ["email"],
        now: new Date(clock - 60_000),
      }),
    );
    await owner.rows("delete from pgboss.job");
    await ask("shah@orrery.example");
    await sendAll();
    expect(server.letters).toHaveLength(2);
  });

  test("comes to a customer's own admin too, and not to who has left", async () => {
    await ask("meyer@orrery.example");
    await ask("meyer@umbra.example");
    await sendAll();
    expect(server.letters.map(({ to }) => to)).toEqual([["meyer@orrery.example"]]);
  });

  test("never leads to another site", async () => {
    await ask("shah@orrery.example", { cookie: "bellwether_onward=%2F%2Fevil.example" });
    await sendAll();
    const link = linkIn(0);
    expect(link.searchParams.get("to")).toBe(null);
    link.searchParams.set("to", "//evil.example");
    expect((await follow(link)).headers.get("location")).toBe("/");
  });
});

describe("who asks", () => {
  test("reads the same of an address that is known, unknown or of somebody who left", async () => {
    const pages = await Promise.all(
      ["shah@orrery.example", "nobody@orrery.example", "meyer@umbra.example"].map(async (email) => {
        const answer = await ask(email);
        return { status: answer.status, text: (await answer.text()).replaceAll(email, "ADDRESS") };
      }),
    );
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[2]).toEqual(pages[0]);
    await sendAll();
  });

  test("is answered before anything is looked up", async () => {
    const started: unknown[] = [];
    const { app: idle } = await testWebApp(db, {
      mail: { secrets, later: (work) => void started.push(work) },
    });
    const answer = await idle.request("/sign-in/link", {
      method: "POST",
      body: new URLSearchParams({ email: "shah@orrery.example" }),
      headers: { origin: publicUrl },
    });
    expect(answer.status).toBe(200);
    expect(started).toHaveLength(1);
  });

  test("gets three mails in 15 minutes at most, and is not told", async () => {
    for (let count = 0; count < 5; count++) expect((await ask("meyer@orrery.example")).status).toBe(200);
    await sendAll();
    expect(server.letters).toHaveLength(3);
    clock += 15 * 60_000;
    await ask("meyer@orrery.example");
    await sendAll();
    expect(server.letters).toHaveLength(4);
  });

  test("from one network is held to 30 in 15 minutes, whoever they ask for", async () => {
    const answers: number[] = [];
    for (let count = 0; count < 31; count++) answers.push((await ask(`n${count}@nowhere.example`)).status);
    expect(answers.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(answers[30]).toBe(429);
    await desk.drain(60_000);
    expect(server.letters).toHaveLength(0);
  });

  test("must come from our own page", async () => {
    expect((await ask("shah@orrery.example", { origin: "https://evil.example" })).status).toBe(403);
  });

  test.each(["", "priya", "a@b@c", "a b@c", `${"x".repeat(250)}@example.com`])(
    "of “%s” is told that it is none",
    async (email) => {
      const answer = await ask(email);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("That is not an e-mail address.");
    },
  );
});

test("asking and signing in are in the audit log", async () => {
  await ask("shah@orrery.example");
  await sendAll();
  // Whose letter comes first nobody promised.
  const ofOrrery = server.letters.findIndex(
    ({ bytes }) => headerOf(parseMail(bytes), "Subject") === "Sign in to orrery",
  );
  await follow(linkIn(ofOrrery));
  const verbs = (await readAudit(db, orrery.tenantId)).map(({ verb }) => verb);
  expect(verbs).toContain("asked for sign-in link");
  expect(verbs).toContain("signed in");
});
