import type { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEmailSender } from "../../src/bot/email/outbound/send.ts";
import { type MailTransport, openMailTransport } from "../../src/bot/email/outbound/transport.ts";
import { insertSignInAddress } from "../../src/db/sign-in/sign-in-addresses.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import type { ChartPainter } from "../../src/render/png.ts";
import { createSecrets } from "../../src/secrets.ts";
import { announce } from "../../src/usecases/deliveries/announce.ts";
import { refreshAlert } from "../../src/usecases/deliveries/refresh-alert.ts";
import { sendDigestFor } from "../../src/usecases/digests/send-digest.ts";
import { connectMail } from "../../src/usecases/tenants/connect-mail.ts";
import type { WebEnv } from "../../src/web/web-env.ts";
import { createWorkDesk } from "../../src/work-desk.ts";
import { testWebApp } from "../browser/web-app.ts";
import { addAlert, as, asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { addMorningPortfolio } from "../morning-portfolio.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { openWarmPainter } from "../warm-painter.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { allParts, parseMail, partOf } from "./mime.ts";

/*
 * Friday 20 November 2026 by mail alone, from the digest to the end of an alert: what is in the mailboxes, and what one sees
 * behind the links. morning.txt is what everybody read.
 */

const publicUrl = "https://bellwether.example";
const secrets = createSecrets(Buffer.alloc(32, 7));
const transcript: string[] = [];
const desk = createWorkDesk((error) => {
  throw error;
});
let db: TestDb;
let owner: Owner;
let server: MailServer;
let transport: MailTransport;
let painter: ChartPainter;
let app: Hono<WebEnv>;
let cast: Cast;
let clock = now.getTime();
let cookie = "";
let read = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  server = await startMailServer();
  transport = openMailTransport(server.url);
  painter = await openWarmPainter();
  cast = await makeCast(db, "orrery");
  await connectMail(db, cast.tenantId, { isOn: true, now, requestId: "morning" });
  await asSystem(db, cast.tenantId, (tx) =>
    insertSignInAddress(tx, { memberId: cast.priya, address: "shah@orrery.example" }),
  );
  const web = { publicUrl, now: () => new Date(clock), mail: { secrets, later: desk.take } };
  app = (await testWebApp(db, web)).app;
});
afterAll(async () => {
  transport.close();
  await painter.close();
  await server.close();
  await owner.close();
  await db.close();
});

interface Job {
  readonly name: string;
  readonly data: { tenantId: string; deliveryId: string; alertId: string };
}

/** Runs what is in the queue until it is empty, as the workers do. */
async function runQueue(): Promise<void> {
  await desk.drain(60_000);
  const at = () => new Date(clock);
  const email = createEmailSender({
    db,
    secrets,
    painter,
    transport,
    publicUrl,
    from: "Bellwether <bellwether@mail.example>",
    now: at,
  });
  const deliver = createDeliverer({ db, senders: { email }, now: at, publicUrl });
  for (;;) {
    const jobs = await owner.rows<Job>("delete from pgboss.job where state = 'created' returning name, data");
    if (jobs.length === 0) return;
    for (const { name, data } of jobs) {
      if (name === "deliver") await deliver(data, "morning");
      else await refreshAlert(db, data, { now: at(), requestId: "morning" });
    }
  }
}

/** Writes down the mails that came since the last time. */
function note(step: string): void {
  transcript.push(`== ${new Date(clock).toISOString().slice(11, 16)} UTC  ${step}`, "");
  const fresh = server.letters.slice(read).map(({ bytes }) => parseMail(bytes));
  read = server.letters.length;
  for (const mail of fresh.sort((one, other) =>
    (headers(one)[0] ?? "").localeCompare(headers(other)[0] ?? ""),
  )) {
    const files = allParts(mail).filter(({ type }) => !/^(multipart|text)\//.test(type));
    transcript.push(
      ...headers(mail),
      ...files.map(
        (file) => `Part: ${file.type}, ${file.headers.get("content-disposition")?.[0]?.split(";")[0]}`,
      ),
      "",
      ...partOf(mail, "text/plain").body.toString().split("\r\n"),
    );
  }
  if (fresh.length === 0) transcript.push("(no mail)", "");
}

const headers = (mail: ReturnType<typeof parseMail>) =>
  ["To", "From", "Subject", "Message-ID", "In-Reply-To", "References", "List-Unsubscribe-Post"].flatMap(
    (name) => {
      const value = mail.headers.get(name.toLowerCase())?.[0];
      return value === undefined ? [] : [`${name}: ${value}`];
    },
  );

/** Follows the link below some words of the last mail to somebody. */
async function open(words: string): Promise<Response> {
  const text = partOf(
    parseMail(server.letters.at(-1)?.bytes ?? Buffer.alloc(0)),
    "text/plain",
  ).body.toString();
  const path = new RegExp(`^${words}:?\\s+${publicUrl}(\\S+)`, "m").exec(text.replaceAll("\r\n", "\n"))?.[1];
  if (path === undefined) throw new Error(`No link for “${words}” in:\n${text}`);
  return app.request(path, { headers: { cookie } });
}

/** Presses the button of a page. */
async function press(page: Response, action: string): Promise<Response> {
  const markup = await page.text();
  const form = new RegExp(`<form[^>]*action="${action}"[\\s\\S]*?</form>`).exec(markup)?.[0] ?? "";
  const fields = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = "", value = ""]) => [name, value.replaceAll("&quot;", '"').replaceAll("&amp;", "&")] as const,
  );
  const title = /<h1>(.*?)<\/h1>/.exec(markup)?.[1]?.replaceAll("&#39;", "'");
  const label = /<button[^>]*>(.*?)<\/button>/.exec(form)?.[1];
  transcript.push(`-- the page asks: ${title}  [${label}]`, "");
  return app.request(action, {
    method: "POST",
    body: new URLSearchParams(Object.fromEntries(fields)),
    headers: { cookie, origin: publicUrl },
  });
}

test("a morning by mail", async () => {
  const { tenantId, priya, dana } = cast;
  const acme = await addMorningPortfolio(db, cast);

  await withTenant(db, as(tenantId, priya), (tx) => sendDigestFor(tx, priya, now));
  await runQueue();
  note("the digest is due");

  const alertId = await addAlert(db, tenantId, acme);
  await asSystem(db, tenantId, (tx) =>
    announce(tx, { subjectKind: "alert", subjectId: alertId, memberIds: [dana, priya], now }),
  );
  clock += 60_000;
  await runQueue();
  note("Acme's use has dropped");

  const stranger = await open("Acknowledge");
  expect([stranger.status, stranger.headers.get("location")]).toEqual([302, "/sign-in"]);
  const onward = stranger.headers.get("set-cookie")?.split(";")[0] ?? "";
  clock += 60_000;
  await app.request("/sign-in/link", {
    method: "POST",
    body: new URLSearchParams({ email: "shah@orrery.example" }),
    headers: { cookie: onward, origin: publicUrl },
  });
  await runQueue();
  note("Priya presses [Acknowledge], is not signed in, and asks for a link");

  const signedIn = await press(await open("Sign in"), "/sign-in");
  cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const landed = signedIn.headers.get("location") ?? "";
  const acknowledged = await press(await app.request(landed, { headers: { cookie } }), "/act");
  expect(acknowledged.status).toBe(303);
  await runQueue();
  note("Priya signs in, lands on the page of her button, and presses it");

  clock += 60_000;
  await press(
    await app.request(`/confirm/export-account/${acme}/pdf`, { headers: { cookie } }),
    "/mail/report",
  );
  await runQueue();
  note("Priya wants the report by mail");

  clock += 60_000;
  const resolved = await app.request(`/alerts/${alertId}/resolve`, {
    method: "POST",
    body: new URLSearchParams({ how: "told-why", note: "customer froze changes until 1 December" }),
    headers: { cookie, origin: publicUrl },
  });
  expect(resolved.status).toBe(303);
  await runQueue();
  note("Priya resolves the alert");

  const ids = new Map<string, string>();
  const plain = transcript
    .join("\n")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
      ids.set(id, ids.get(id) ?? `ID${ids.size + 1}`);
      return ids.get(id) ?? "";
    })
    .replace(/(token=)[\w-]+/g, "$1TOKEN");
  expect(plain).not.toContain("undefined");
  await expect(plain).toMatchFileSnapshot("./morning.txt");
});
