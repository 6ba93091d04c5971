import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { commandPath } from "../../src/bot/answers/command-path.ts";
import { createEmailSender } from "../../src/bot/email/outbound/send.ts";
import { type MailTransport, openMailTransport } from "../../src/bot/email/outbound/transport.ts";
import { unsubscribePath } from "../../src/bot/views/paths.ts";
import { enqueueStranded } from "../../src/db/deliveries/deliveries.ts";
import { writeNoticeSetting } from "../../src/db/deliveries/notice-settings.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import type { NoticeKind } from "../../src/results/notice-settings.ts";
import { createSecrets } from "../../src/secrets.ts";
import { announce } from "../../src/usecases/deliveries/announce.ts";
import { unsubscribeToken } from "../../src/usecases/mail/unsubscribe-link.ts";
import { connectMail } from "../../src/usecases/tenants/connect-mail.ts";
import type { WebEnv } from "../../src/web/web-env.ts";
import { type Seed, seedTenant, signInToken } from "../browser/seed.ts";
import { testWebApp } from "../browser/web-app.ts";
import { addAccount, addAlert, as, asSystem, now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { headerOf, parseMail, partOf, shapeOf } from "./mime.ts";

/* The pages behind a mail's links: its buttons, its foot, and reports that are mailed. */

let db: TestDb;
let owner: Owner;
let server: MailServer;
let transport: MailTransport;
let app: Hono<WebEnv>;
let seed: Seed;
let cookie: string;
const secrets = createSecrets(Buffer.alloc(32, 7));
const publicUrl = "http://localhost:3000";
let pdf: Uint8Array | Error = new TextEncoder().encode("%PDF-1.7 test");

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  server = await startMailServer();
  transport = openMailTransport(server.url);
  seed = await seedTenant(db, "orrery");
  await connectMail(db, seed.cast.tenantId, { isOn: true, now, requestId: "test" });
  const made = await testWebApp(db, { publicUrl, mail: { secrets, later: () => {} } });
  app = made.app;
  const token = await signInToken(db, seed, "shah@orrery.example");
  const signedIn = await post("/sign-in", { token }, "");
  cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
});
beforeEach(async () => {
  server.letters.length = 0;
  // What another test did not send must not go before what this one sends.
  await owner.rows("delete from pgboss.job");
  await owner.rows("delete from app.delivery");
});
afterAll(async () => {
  transport.close();
  await server.close();
  await owner.close();
  await db.close();
});

const get = (path: string, as = cookie) => app.request(path, { headers: { cookie: as } });
const post = (path: string, fields: Record<string, string>, as = cookie, origin: string | null = publicUrl) =>
  app.request(path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { cookie: as, ...(origin === null ? {} : { origin }) },
  });

async function print(): Promise<Uint8Array> {
  if (pdf instanceof Error) throw pdf;
  return pdf;
}

async function sendAll(at = now): Promise<void> {
  const jobs = await owner.rows<{ data: { tenantId: string; deliveryId: string } }>(
    "delete from pgboss.job where state = 'created' and name = 'deliver' returning data",
  );
  const email = createEmailSender({
    db,
    secrets,
    painter: { paint: () => Promise.reject(new Error("none")), print },
    transport,
    publicUrl,
    from: "bellwether@mail.example",
    now: () => at,
    onFault: (error) => faults.push(error),
  });
  const deliver = createDeliverer({ db, senders: { email }, now: () => at, publicUrl });
  for (const { data } of jobs) await deliver(data, "test");
}

const faults: unknown[] = [];

async function alertState(id: string): Promise<string> {
  return (
    (await owner.rows<{ state: string }>("select state from app.alert where id = $1", [id]))[0]?.state ??
    "none"
  );
}

describe("a button of a mail", () => {
  test("asks first, and does it when the page's own button is pressed", async () => {
    const accountId = await addAccount(db, seed.cast.tenantId, {
      name: "Tallgrass",
      ownerId: seed.cast.priya,
      score: 80,
    });
    const alertId = await addAlert(db, seed.cast.tenantId, accountId);
    const path = commandPath({ do: "acknowledge-alert", alertId }) ?? "";
    const page = await get(path);
    const text = await page.text();
    expect(text).toContain("<h1>Acknowledge Tallgrass&#39;s drop alert</h1>");
    expect(await alertState(alertId)).toBe("open");

    const command = /name="command" value="([^"]+)"/.exec(text)?.[1]?.replaceAll("&quot;", '"') ?? "";
    const back = /name="back" value="([^"]+)"/.exec(text)?.[1] ?? "";
    expect((await post("/act", { command, back }, cookie, "https://evil.example")).status).toBe(403);
    expect(await alertState(alertId)).toBe("open");
    const done = await post("/act", { command, back });
    expect([done.status, done.headers.get("location")]).toEqual([303, `/accounts/${accountId}`]);
    expect(await alertState(alertId)).toBe("acknowledged");

    const again = await (await get(path)).text();
    expect(again).toContain("This has changed since the mail");
    expect(again).toContain("Priya has it");
  });

  test("leads to its page after signing in", async () => {
    const path = commandPath({ do: "acknowledge-alert", alertId: seed.drop }) ?? "";
    const asked = await get(path, "");
    expect([asked.status, asked.headers.get("location")]).toEqual([302, "/sign-in"]);
    const onward = asked.headers.get("set-cookie")?.split(";")[0] ?? "";
    const token = await signInToken(db, seed, "shah@orrery.example");
    const signedIn = await post("/sign-in", { token }, onward);
    expect(signedIn.headers.get("location")).toBe(path);
  });

  test.each([
    [{ do: "snooze-alert" }, "Snooze Acme&#39;s drop alert"],
    [{ do: "resolve-alert" }, "How did it end?"],
    [{ do: "rate-alert" }, "Was this alert useful?"],
    [{ do: "explain-alert" }, "Usage fell 49%"],
  ] as const)("%o opens a page about it and changes nothing", async (command, words) => {
    const alertId = seed.drop;
    const page = await get(commandPath({ ...command, alertId }) ?? "");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(words);
    expect(await alertState(alertId)).toBe("open");
  });

  test("offers an export, to download or to have mailed", async () => {
    const page = await (
      await get(commandPath({ do: "export-account", accountId: seed.acme, format: "pdf" }) ?? "")
    ).text();
    expect(page).toContain(`href="/exports/accounts/${seed.acme}/account.pdf"`);
    expect(page).toContain('action="/mail/report"');
    expect(await (await get("/confirm/export-portfolio/csv")).text()).toContain("Your accounts as CSV");
    expect(await (await get("/confirm/send-digest")).text()).toContain("Send your digest now");
  });

  test.each([
    "/confirm",
    "/confirm/x",
    "/confirm/acknowledge-alert/x",
    "/confirm/share/x",
    "/confirm/judge-alert/%E0%A4/x",
    "/confirm/snooze-alert/x",
  ])("that leads to %s leads nowhere", async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});

describe("the link in a mail's foot", () => {
  const tokenFor = (kind: NoticeKind, memberId = seed.cast.priya) =>
    unsubscribeToken(secrets, { tenantId: seed.cast.tenantId, memberId, kind });
  const mailsOf = async (kind: "alert" | "digest") => {
    const subjectId = await addAlert(db, seed.cast.tenantId, seed.acme);
    await asSystem(db, seed.cast.tenantId, (tx) =>
      announce(tx, { subjectKind: kind, subjectId, memberIds: [seed.cast.priya], now }),
    );
    const rows = await owner.rows<{ channel: string }>(
      "select channel from app.delivery where subject_id = $1 order by channel",
      [subjectId],
    );
    return rows.map(({ channel }) => channel);
  };

  test("asks, and ends one kind for good when it is pressed; no session, no other site's harm", async () => {
    expect(await mailsOf("alert")).toEqual(["email", "inbox"]);
    const path = unsubscribePath(tokenFor("alerts"));
    const asked = await (await get(path, "")).text();
    expect(asked).toContain("Stop mailing alerts?");
    expect(asked).toContain("shah@orrery.example");
    expect(await mailsOf("alert")).toEqual(["email", "inbox"]);

    const done = await post(path, {}, "", publicUrl);
    expect(await done.text()).toContain("Alerts no longer come by mail");
    expect(await mailsOf("alert")).toEqual(["inbox"]);
    expect(await mailsOf("digest")).toEqual(["email", "inbox"]);
    expect(await (await get(path, "")).text()).toContain("Alerts no longer come by mail");
    expect(
      (await readAudit(db, seed.cast.tenantId)).filter(({ verb }) => verb === "stopped mail"),
    ).toHaveLength(1);
  });

  test("works by one click of a mail program, which says nothing of where it comes from (RFC 8058)", async () => {
    const path = unsubscribePath(tokenFor("digests"));
    const done = await post(path, { "List-Unsubscribe": "One-Click" }, "", null);
    expect(done.status).toBe(200);
    expect(await mailsOf("digest")).toEqual(["inbox"]);
    expect((await post(path, { "List-Unsubscribe": "One-Click" }, "", null)).status).toBe(200);
  });

  test("is undone by choosing mail again", async () => {
    await withTenant(db, as(seed.cast.tenantId, seed.cast.priya), (tx) =>
      writeNoticeSetting(
        tx,
        seed.cast.priya,
        {
          alerts: ["email"],
          digests: null,
          notices: null,
          fallback: ["slack", "teams", "email"],
          quiet: { from: null, to: null, weekend: false },
        },
        now,
      ),
    );
    expect(await mailsOf("alert")).toEqual(["email", "inbox"]);
    expect(await mailsOf("digest")).toEqual(["inbox"]);
  });

  test("ends nothing when it was forged, altered, cut short or sealed for something else", async () => {
    const good = tokenFor("notices");
    const place = { tenantId: "any", column: "mail.other" };
    const content = JSON.stringify([seed.cast.tenantId, seed.cast.priya, "notices"]);
    const forged = [
      "",
      "x",
      good.slice(0, -2),
      `${good.slice(0, 60)}${good[60] === "A" ? "B" : "A"}${good.slice(61)}`,
      Buffer.from(content).toString("base64url"),
      secrets.seal(content, place).toString("base64url"),
      createSecrets(Buffer.alloc(32, 8))
        .seal(content, { ...place, column: "mail.unsubscribe" })
        .toString("base64url"),
      secrets.seal('["a","b","notices"]', { ...place, column: "mail.unsubscribe" }).toString("base64url"),
      "A".repeat(5_000),
    ];
    for (const token of forged) {
      const path = unsubscribePath(token);
      expect([(await get(path, "")).status, (await post(path, {}, "", null)).status], token).toEqual([
        404, 404,
      ]);
    }
    expect((await post(unsubscribePath(good), {}, "", null)).status).toBe(200);
  });

  test("says so to who has left", async () => {
    await owner.rows("update app.member set removed_at = now() where id = $1", [seed.cast.jonas]);
    const page = await post(unsubscribePath(tokenFor("alerts", seed.cast.jonas)), {}, "", null);
    expect(await page.text()).toContain("Nothing is mailed to you");
  });
});

describe("a report by mail", () => {
  test("comes as a file, made when it is sent, under its reader's rights, and is in the audit log", async () => {
    const page = await post("/mail/report", {
      account: seed.acme,
      format: "pdf",
      back: `/accounts/${seed.acme}`,
    });
    expect(await page.text()).toContain("is on its way to shah@orrery.example.");
    await sendAll();
    const mail = parseMail(server.letters[0]?.bytes ?? Buffer.alloc(0));
    expect(headerOf(mail, "Subject")).toBe("Acme: report to 19 November");
    expect(shapeOf(mail)).toBe(
      "multipart/mixed(multipart/alternative(text/plain, text/html), application/pdf)",
    );
    const file = partOf(mail, "application/pdf");
    expect(headerOf(file, "Content-Disposition")).toBe("attachment; filename=Acme-health-2026-11-19.pdf");
    expect(file.body.toString()).toBe("%PDF-1.7 test");
    expect(mail.headers.has("list-unsubscribe")).toBe(false);
    const audit = (await readAudit(db, seed.cast.tenantId)).slice(-2);
    expect(audit.map(({ verb }) => verb)).toEqual(["asked for report by mail", "exported account"]);
    expect(audit[1]).toMatchObject({ memberId: seed.cast.priya, surface: "job" });
  });

  test("comes as a workbook where one is asked for", async () => {
    const page = await post("/mail/report", { format: "xlsx" });
    expect(await page.text()).toContain("Portfolio.xlsx");
    await sendAll();
    const mail = parseMail(server.letters[0]?.bytes ?? Buffer.alloc(0));
    expect(headerOf(mail, "Subject")).toBe("Your accounts: figures to 19 November");
    const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    expect(headerOf(partOf(mail, type), "Content-Disposition")).toContain("Portfolio-health-2026-11-19.xlsx");
    expect(await (await get("/confirm/export-portfolio/xlsx")).text()).toContain("Your accounts as XLSX");
  });

  test("larger than 10 MB is a link", async () => {
    pdf = new Uint8Array(10 * 1024 * 1024 + 1);
    await post("/mail/report", { format: "pdf" });
    await sendAll();
    pdf = new TextEncoder().encode("%PDF-1.7 test");
    const mail = parseMail(server.letters[0]?.bytes ?? Buffer.alloc(0));
    expect(shapeOf(mail)).toBe("multipart/alternative(text/plain, text/html)");
    const text = partOf(mail, "text/plain").body.toString();
    expect(text).toContain("is too large for a mail: download it");
    expect(text).toMatch(
      /http:\/\/localhost:3000\/exports\/portfolio\/portfolio\.pdf\?from=\S+&to=2026-11-19/,
    );
  });

  test("whose file can't be made is said once, elsewhere, with the other format at hand", async () => {
    pdf = new Error("a glyph of no font");
    await post("/mail/report", { account: seed.acme, format: "pdf", from: "2026-10-01", to: "2026-11-10" });
    await sendAll();
    pdf = new TextEncoder().encode("%PDF-1.7 test");
    expect(faults).toEqual([new Error("a glyph of no font")]);
    const [report] = await owner.rows<{ state: string; error_code: string; error: string }>(
      "select state, error_code, error from app.delivery where subject_kind = 'report'",
    );
    const sentence =
      "I couldn't make the PDF. The data is fine; the file took too long. Try CSV, or try again.";
    expect(report).toEqual({ state: "failed", error_code: "file-not-made", error: sentence });
    // Nothing picks it up again, and what was not sent is told in the inbox.
    const later = new Date(now.getTime() + 3 * 86_400_000);
    await asSystem(db, seed.cast.tenantId, (tx) => enqueueStranded(tx, later));
    await sendAll(later);
    expect(server.letters).toHaveLength(0);
    const inbox = await (await get("/inbox?show=all")).text();
    expect(inbox).toContain("I couldn&#39;t make your report");
    expect(inbox).toContain(`${sentence.replaceAll("'", "&#39;")} It was to come by mail.`);
    const file = `/exports/accounts/${seed.acme}/account.csv?from=2026-10-01&amp;to=2026-11-10`;
    expect(inbox).toContain(file);
    expect((await get(file.replaceAll("&amp;", "&"))).status).toBe(200);
  });

  test("that is tried again is one export in the audit log", async () => {
    await post("/mail/report", { account: seed.acme, format: "csv" });
    const before = (await readAudit(db, seed.cast.tenantId)).length;
    let refusals = 0;
    server.behave.mailFrom = () => (refusals++ < 2 ? { code: 451, text: "4.3.0 Later" } : undefined);
    for (let time = 0; time < 3; time++) await sendAll();
    server.behave.mailFrom = undefined;
    expect(refusals).toBe(3);
    expect(server.letters).toHaveLength(1);
    const audit = (await readAudit(db, seed.cast.tenantId)).slice(before);
    expect(audit.map(({ verb }) => verb)).toEqual(["exported account"]);
  });

  test("on days that are not there any more is refused, in words", async () => {
    await post("/mail/report", { account: seed.acme, format: "csv" });
    await owner.rows(
      `update app.delivery set facts = facts || '{"from": "2026-11-10", "to": "2026-10-01"}' where subject_kind = 'report'`,
    );
    await sendAll();
    const [row] = await owner.rows(
      "select state, error_code, error from app.delivery where subject_kind = 'report'",
    );
    expect(row).toEqual({ state: "failed", error_code: "bad-input", error: "The end is before the start." });
  });

  test("of an account that was taken away meanwhile is not sent", async () => {
    await post("/mail/report", { account: seed.acme, format: "csv" });
    await owner.rows("delete from app.account_member where account_id = $1 and member_id = $2", [
      seed.acme,
      seed.cast.priya,
    ]);
    await sendAll();
    expect(server.letters).toHaveLength(0);
    const [row] = await owner.rows(
      "select state, error_code from app.delivery where subject_kind = 'report' and facts ->> 'format' = 'csv'",
    );
    expect(row).toEqual({ state: "failed", error_code: "not-visible" });
  });

  test("is not for somebody else's account, nor for a customer's admin", async () => {
    expect((await post("/mail/report", { account: seed.orbis, format: "pdf" })).status).toBe(404);
    const token = await signInToken(db, seed, "meyer@orrery.example");
    const meyer = (await post("/sign-in", { token }, "")).headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await post("/mail/report", { format: "pdf" }, meyer)).status).toBe(404);
    expect((await post("/mail/report", { account: seed.acme, format: "docx" })).status).toBe(400);
  });
});
