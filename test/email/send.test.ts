import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createEmailSender } from "../../src/bot/email/outbound/send.ts";
import { type MailTransport, openMailTransport } from "../../src/bot/email/outbound/transport.ts";
import type { Sender } from "../../src/bot/sender.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { newId } from "../../src/ids.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import type { ChartPainter } from "../../src/render/png.ts";
import { createSecrets } from "../../src/secrets.ts";
import { resolveAlert } from "../../src/usecases/alerts/change-alert.ts";
import { announce } from "../../src/usecases/deliveries/announce.ts";
import { refreshAlert } from "../../src/usecases/deliveries/refresh-alert.ts";
import { sendDigestFor } from "../../src/usecases/digests/send-digest.ts";
import { connectMail } from "../../src/usecases/tenants/connect-mail.ts";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { openWarmPainter } from "../warm-painter.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { allParts, headerOf, parseMail, partOf, shapeOf } from "./mime.ts";

/* Deliveries by mail, through the delivery job, to a real mail server. */

let db: TestDb;
let owner: Owner;
let server: MailServer;
let transport: MailTransport;
let painter: ChartPainter;
let sender: Sender;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  server = await startMailServer();
  transport = openMailTransport(server.url);
  painter = await openWarmPainter();
  cast = await makeCast(db, "orrery");
  await connectMail(db, cast.tenantId, { isOn: true, now, requestId: "test" });
  sender = createEmailSender({
    db,
    secrets: createSecrets(Buffer.alloc(32, 7)),
    painter,
    transport,
    publicUrl: "https://bellwether.example",
    from: "Bellwether <bellwether@mail.example>",
    now: () => now,
  });
});
afterEach(() => {
  server.letters.length = 0;
  server.behave.mailFrom = server.behave.rcptTo = server.behave.data = undefined;
  server.behave.cutLetter = server.behave.cutEnvelope = false;
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

/** Runs what is in the queue, once, as the workers do: what is put back waits for the next call. */
async function runJobs(): Promise<void> {
  const jobs = await owner.rows<Job>("delete from pgboss.job where state = 'created' returning name, data");
  const deliver = createDeliverer({ db, senders: { email: sender }, now: () => now });
  for (const { name, data } of jobs) {
    if (name === "deliver") await deliver(data, "test");
    else await refreshAlert(db, data, { now, requestId: "test" });
  }
}

async function openAlert(name = "Acme"): Promise<string> {
  const account = await addAccount(db, cast.tenantId, {
    name,
    ownerId: cast.priya,
    score: 79,
    weekAgo: 86,
    monthAgo: 94,
    actual: 47,
    expected: 92,
  });
  const alertId = await addAlert(db, cast.tenantId, account);
  await asSystem(db, cast.tenantId, (tx) =>
    announce(tx, {
      subjectKind: "alert",
      subjectId: alertId,
      memberIds: [cast.priya],
      channels: ["email"],
      now,
    }),
  );
  return alertId;
}

async function stateOf(
  subjectId: string,
): Promise<{ state: string; code: string | null; error: string | null; id: string }> {
  const rows = await owner.rows<{ state: string; code: string | null; error: string | null; id: string }>(
    "select id, state, error_code as code, error from app.delivery where subject_id = $1 and channel = 'email' and subject_kind = 'alert'",
    [subjectId],
  );
  const [row] = rows;
  if (!row) throw new Error("There is no such delivery");
  return row;
}

describe("an alert", () => {
  test("is mailed whole: text, HTML and its chart, to its reader alone", async () => {
    const alertId = await openAlert();
    await runJobs();
    const [letter] = server.letters;
    if (!letter) throw new Error("Nothing came");
    const mail = parseMail(letter.bytes);
    const { id, state } = await stateOf(alertId);

    expect(state).toBe("sent");
    expect(letter.to).toEqual(["shah@orrery.example"]);
    expect(headerOf(mail, "From")).toBe("Bellwether <bellwether@mail.example>");
    expect(headerOf(mail, "To")).toBe("Priya Shah <shah@orrery.example>");
    expect(headerOf(mail, "Subject")).toBe("Acme: usage down 49%");
    expect(headerOf(mail, "Message-ID")).toBe(`<${id}@mail.example>`);
    expect(headerOf(mail, "Auto-Submitted")).toBe("auto-generated");
    expect(headerOf(mail, "List-Unsubscribe")).toMatch(
      /^<https:\/\/bellwether\.example\/mail\/stop\?token=[\w-]+>$/,
    );
    expect(headerOf(mail, "List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click");
    expect(shapeOf(mail)).toBe("multipart/alternative(text/plain, multipart/related(text/html, image/png))");

    const html = partOf(mail, "text/html").body.toString();
    const picture = partOf(mail, "image/png");
    const cid = /^<(.+)>$/.exec(headerOf(picture, "Content-ID"))?.[1];
    expect(html).toContain(`src="cid:${cid}"`);
    expect(picture.body.subarray(1, 4).toString()).toBe("PNG");
    expect(headerOf(picture, "Content-Disposition")).toMatch(/^inline/);
    expect(partOf(mail, "text/plain").body.toString()).toContain(
      "47 user-days in the last 28 days; usual is 92.",
    );
  });

  test("that got worse is told in the same thread", async () => {
    const alertId = await openAlert();
    await runJobs();
    const opening = await stateOf(alertId);
    const again = { how: "worse", day: "2026-12-22", actual: 32, usual: 92 } as const;
    await asSystem(db, cast.tenantId, (tx) =>
      announce(tx, {
        subjectKind: "alert",
        subjectId: alertId,
        occasion: `worse:${again.day}`,
        facts: { again },
        memberIds: [cast.priya],
        now,
      }),
    );
    await runJobs();
    const mail = parseMail(server.letters[1]?.bytes ?? Buffer.alloc(0));
    expect(headerOf(mail, "In-Reply-To")).toBe(`<${opening.id}@mail.example>`);
    expect(headerOf(mail, "Subject")).toBe("Re: Acme: usage down 49%");
    expect(partOf(mail, "text/plain").body.toString()).toContain("got worse, now 65% down");
  });

  test("and its end are one thread; nothing else of it is mailed", async () => {
    const alertId = await openAlert();
    await runJobs();
    const opening = await stateOf(alertId);
    await withTenant(db, as(cast.tenantId, cast.priya), (tx) =>
      resolveAlert(tx, { alertId, how: "handled", now }),
    );
    await runJobs();
    await runJobs();
    expect(server.letters).toHaveLength(2);
    const end = parseMail(server.letters[1]?.bytes ?? Buffer.alloc(0));
    expect(headerOf(end, "In-Reply-To")).toBe(`<${opening.id}@mail.example>`);
    expect(headerOf(end, "References")).toBe(`<${opening.id}@mail.example>`);
    expect(headerOf(end, "Subject")).toBe("Re: Acme: usage down 49%");
    expect(partOf(end, "text/plain").body.toString()).toContain("✓ Resolved by Priya");
  });
});

test("a digest is mailed with its chart", async () => {
  await addAccount(db, cast.tenantId, { name: "Nordwind", ownerId: cast.dana, score: 77 });
  await withTenant(db, as(cast.tenantId, cast.dana), (tx) => sendDigestFor(tx, cast.dana, now));
  await runJobs();
  const mail = parseMail(server.letters[0]?.bytes ?? Buffer.alloc(0));
  expect(headerOf(mail, "Subject")).toBe("Your first digest");
  expect(allParts(mail).filter(({ type }) => type === "image/png")).toHaveLength(1);
});

test("a digest of a quiet day is not mailed, unless it was asked for", async () => {
  const quiet = async (notByMail: boolean) => {
    const subjectId = newId();
    await asSystem(db, cast.tenantId, (tx) =>
      announce(tx, { subjectKind: "digest", subjectId, memberIds: [cast.dana], notByMail, now }),
    );
    const rows = await owner.rows<{ channel: string }>(
      "select channel from app.delivery where subject_id = $1 order by channel",
      [subjectId],
    );
    return rows.map(({ channel }) => channel);
  };
  expect(await quiet(true)).toEqual(["inbox"]);
  expect(await quiet(false)).toEqual(["email", "inbox"]);
  await owner.rows("delete from pgboss.job");
  await owner.rows("delete from app.delivery where subject_kind = 'digest'");
});

describe("what goes wrong", () => {
  test("with an address that nobody has is final, and recorded in words", async () => {
    server.behave.rcptTo = () => ({
      code: 550,
      text: "5.1.1 The email account that you tried to reach does not exist",
    });
    const alertId = await openAlert();
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({
      state: "failed",
      code: "smtp-5.1.1",
      error:
        "The mail server does not know their address. It said: “The email account that you tried to reach does not exist”",
    });
    expect(server.letters).toHaveLength(0);
  });

  test("for now is tried again: greylisting, and a busy server", async () => {
    server.behave.rcptTo = () => ({ code: 451, text: "4.7.1 Greylisted, try again in 5 minutes" });
    const alertId = await openAlert();
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({ state: "queued", code: "smtp-4.7.1" });
    server.behave.rcptTo = undefined;
    server.behave.data = () => ({ code: 452, text: "4.3.1 Insufficient system storage" });
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({ state: "queued", code: "smtp-4.3.1" });
    server.behave.data = undefined;
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({ state: "sent", code: null });
    expect(server.letters).toHaveLength(1);
  });

  test("with what it says is final", async () => {
    server.behave.data = () => ({ code: 554, text: "5.7.1 Message rejected as <spam>" });
    const alertId = await openAlert();
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({
      state: "failed",
      code: "smtp-5.7.1",
      error: "The mail server refused the message. It said: “Message rejected as spam”",
    });
  });

  test("before the letter's end is tried again", async () => {
    server.behave.cutEnvelope = true;
    const alertId = await openAlert();
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({ state: "queued" });
    server.behave.cutEnvelope = false;
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({ state: "sent" });

    server.behave.cutLetter = true;
    // Longer than the buffers between us hold.
    const bytes = Buffer.alloc(24_000_000, `Subject: x\r\n\r\n${"x".repeat(70)}\r\n`);
    expect(await transport.send({ from: "a@b.example", to: "c@d.example", bytes })).toMatchObject({
      kind: "retry",
    });
  });

  test("after the letter's end, before the answer, is uncertain: told, and never sent again by itself", async () => {
    server.behave.data = () => "taken-and-hang-up";
    const alertId = await openAlert();
    await runJobs();
    expect(await stateOf(alertId)).toMatchObject({ state: "uncertain", code: "no-answer" });
    server.behave.data = undefined;
    await runJobs();
    expect(server.letters).toHaveLength(1);
    const told = await owner.rows(
      "select from app.delivery where subject_kind = 'delivery-failed' and facts ->> 'state' = 'uncertain' and member_id = $1 and subject_id = $2",
      [cast.priya, (await stateOf(alertId)).id],
    );
    expect(told).toHaveLength(1);
  });

  test("with the connection alone is tried again", async () => {
    const nobody = await startMailServer();
    await nobody.close();
    const away = openMailTransport(nobody.url);
    const outcome = await away.send({ from: "a@b.example", to: "c@d.example", bytes: Buffer.from("x") });
    away.close();
    expect(outcome).toMatchObject({ ok: false, kind: "retry" });
  });
});

describe("the way to the mail server", () => {
  test("is encrypted by STARTTLS and signed in to, where the server offers it", async () => {
    const strict = await startMailServer({
      disabledCommands: [],
      authOptional: false,
      onAuth: ({ username, password }, _session, callback) =>
        password === "open sesame" ? callback(null, { user: username }) : callback(new Error("No")),
    });
    const letter = { from: "a@b.example", to: "c@d.example", bytes: Buffer.from("Subject: x\r\n\r\nx\r\n") };
    const at = (password: string) =>
      `smtp://bell:${encodeURIComponent(password)}@127.0.0.1:${strict.port}?tls.rejectUnauthorized=false`;
    const good = openMailTransport(at("open sesame"));
    expect(await good.send(letter)).toEqual({ ok: true });
    expect(strict.letters[0]).toMatchObject({ secure: true, user: "bell" });
    good.close();
    const bad = openMailTransport(at("wrong"));
    expect(await bad.send(letter)).toMatchObject({
      kind: "failed",
      sentence: "The mail server does not accept the name and password in SMTP_URL.",
      wholeChannel: true,
    });
    bad.close();
    await strict.close();
  });

  test("is one connection for many letters", async () => {
    const before = server.connected();
    for (let count = 0; count < 5; count++) {
      await transport.send({
        from: "a@b.example",
        to: `m${count}@d.example`,
        bytes: Buffer.from("Subject: x\r\n\r\nx\r\n"),
      });
    }
    expect(server.letters).toHaveLength(5);
    expect(server.connected() - before).toBeLessThanOrEqual(1);
  });
});

test("a sender that is none stops the start with a sentence that says how to set it", () => {
  expect(() =>
    createEmailSender({ ...({} as Parameters<typeof createEmailSender>[0]), from: "nobody" }),
  ).toThrow('MAIL_FROM must be a sender, such as MAIL_FROM="Bellwether <bellwether@example.com>".');
});
