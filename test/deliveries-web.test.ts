import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "../src/ids.ts";
import type { Printable } from "../src/render/render-job.ts";
import { renderXlsx } from "../src/render/xlsx.ts";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { openVisits, origin, signInCookie, type Visit } from "./browser/visits.ts";
import { testWebApp } from "./browser/web-app.ts";
import { now, readAudit } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";
import { tabLines, workbookCells, workbookParts } from "./workbook-parts.ts";

let db: TestDb;
let owner: Owner;
let web: Awaited<ReturnType<typeof testWebApp>>;
let seed: Seed;
let ask: Visit;
let round = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  web = await testWebApp(db);
  ask = openVisits(db, web.app, () => seed);
});
beforeEach(async () => {
  seed = await seedTenant(db, `orrery-${++round}`);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const page = async (who: string, query = "") =>
  (await ask(who, "GET", `/settings/deliveries${query}`)).text();

/** A delivery by Slack, or whatever is said. @returns its id */
async function deliver(memberId: string, over: Record<string, unknown> = {}): Promise<string> {
  const row = {
    tenant_id: seed.cast.tenantId,
    id: newId(),
    member_id: memberId,
    channel: "slack",
    subject: `alert:${seed.drop}`,
    subject_kind: "alert",
    subject_id: seed.drop,
    facts: {},
    state: "sent",
    attempts: 1,
    queued_at: now,
    due_at: now,
    sent_at: now,
    ...over,
  };
  await owner.rows(
    `insert into app.delivery select (jsonb_populate_record(null::app.delivery, $1::jsonb)).*`,
    [JSON.stringify(row)],
  );
  return row.id;
}
const failed = {
  state: "failed",
  sent_at: null,
  error_code: "is_archived",
  error: "Slack says the channel is archived.",
};
const uncertain = { state: "uncertain", sent_at: null, error_code: "timeout" };
const jobs = async (deliveryId: string) =>
  (
    await owner.rows("select 1 from pgboss.job where name = 'deliver' and data ->> 'deliveryId' = $1", [
      deliveryId,
    ])
  ).length;
const stateOf = async (deliveryId: string) =>
  (await owner.rows<{ state: string }>("select state from app.delivery where id = $1", [deliveryId]))[0]
    ?.state;

describe("the log", () => {
  test("says what went where, and what became of it", async () => {
    const { priya } = seed.cast;
    await deliver(priya, failed);
    await deliver(priya, { ...uncertain, channel: "teams" });
    const summary = await deliver(priya, {
      channel: "email",
      subject_kind: "held",
      subject: "held:1",
      facts: { alertIds: [seed.drop, newId()] },
      queued_at: "2026-11-23T07:00:00Z",
      sent_at: "2026-11-23T07:01:00Z",
    });
    await deliver(priya, { channel: "email", state: "merged", sent_at: null, merged_into: summary });
    const late = { state: "held", sent_at: null, due_at: "2026-11-23T07:00:00Z", attempts: 0 };
    await deliver(priya, { ...late, subject: "digest:x", subject_kind: "digest", subject_id: newId() });
    const html = (await page("shah")).replaceAll("&#39;", "'");
    expect(html).toContain("Acme: usage down 49%");
    expect(html).toContain("failed: Slack says the channel is archived.");
    expect(html).toContain("not confirmed by Teams: it may be there");
    expect(html).toContain("told in the summary of Mon 23 Nov, 8:00");
    expect(html).toContain("While you were away: 2 alerts");
    expect(html).toContain("held until Mon 23 Nov, 8:00");
    expect(html.match(/Send again/g)).toHaveLength(2);
    expect(html).not.toContain("everybody");
    const inbox = await (await ask("shah", "GET", "/inbox")).text();
    expect(inbox.match(/Send again/g)).toHaveLength(2);
  });

  test("shows a member their own, a lead too, and an admin everybody's, which is audited", async () => {
    const { priya, dana, tenantId } = seed.cast;
    await deliver(priya);
    await deliver(dana, { channel: "email" });
    expect((await page("shah")).match(/id="delivery-/g)).toHaveLength(1);
    expect((await page("okafor")).match(/id="delivery-/g)).toHaveLength(1);
    expect(await page("okafor", `?member=${priya}`)).toContain('<td class="log-by">mail</td>');
    const all = await page("reyes");
    expect(all.match(/id="delivery-/g)).toHaveLength(2);
    expect(all).toContain("<td>Priya Shah</td>");
    expect((await page("reyes", `?member=${priya}`)).match(/id="delivery-/g)).toHaveLength(1);
    expect((await page("reyes", "?by=email")).match(/id="delivery-/g)).toHaveLength(1);
    expect(await page("reyes", "?state=failed")).toContain("No message is like that.");
    expect((await page("reyes", "?from=2026-11-20&to=2026-11-20")).match(/id="delivery-/g)).toHaveLength(2);
    expect(await page("reyes", "?to=2026-11-19")).toContain("No message is like that.");
    const looks = (await readAudit(db, tenantId)).filter(({ verb }) => verb === "looked at deliveries");
    expect(looks).toHaveLength(6);
  });

  test("names no account that its reader may not see any more", async () => {
    await deliver(seed.cast.jonas);
    const html = (await page("lind")).replaceAll("&#39;", "'");
    expect(html).toContain("An alert of an account that you can't see");
    expect(html).not.toContain("Acme");
  });

  test("has pages, says what is wrong with a range, and reads any address", async () => {
    const { priya, tenantId } = seed.cast;
    await owner.rows(
      `insert into app.delivery (tenant_id, id, member_id, channel, subject, subject_kind, subject_id, state, queued_at, due_at)
       select $1, gen_random_uuid(), $2, 'slack', 'feed:' || n, 'feed', gen_random_uuid(), 'queued', $3::timestamptz + n * interval '1 s', now()
         from generate_series(1, 120) n`,
      [tenantId, priya, now],
    );
    expect(await page("shah")).toContain("1–50 of 120");
    expect(await page("shah", "?page=3")).toContain("101–120 of 120");
    const past = await ask("shah", "GET", "/settings/deliveries?page=9");
    expect(past.headers.get("location")).toBe("/settings/deliveries?page=3");
    const wrong = await ask("shah", "GET", "/settings/deliveries?from=2026-11-20&to=2026-11-10");
    expect(wrong.status).toBe(400);
    const html = await wrong.text();
    expect(html).toContain("The end is before the start.");
    expect(html).toContain('name="to" value="2026-11-10" aria-invalid="true"');
    for (const days of ["from=2026-99-99", "to=2026-02-30", "from=soon", "from=0001-01-01&to=2026-11-20"]) {
      const unread = await ask("shah", "GET", `/settings/deliveries?${days}`);
      expect(unread.status, days).toBe(400);
      const page = (await unread.text()).replaceAll("&#39;", "'");
      expect(page).toContain("I can't read that date. Write it as 2026-11-19.");
      expect(page).toContain(`name="${days.split("=")[0]}" value="" aria-invalid="true"`);
      for (const format of ["csv", "xlsx"])
        expect((await ask("shah", "GET", `/settings/deliveries/deliveries.${format}?${days}`)).status).toBe(
          400,
        );
    }
    for (const query of ["?from=&to=", "?page=-1", "?member=x&by=x&state=x", "?page=1e99"])
      expect((await ask("shah", "GET", `/settings/deliveries${query}`)).status).toBe(200);
  });

  test("comes as a file that no spreadsheet takes for formulas", async () => {
    await owner.rows("update app.account set name = '=1+1' where id = $1", [seed.acme]);
    await deliver(seed.cast.priya, failed);
    const csv = await ask("shah", "GET", "/settings/deliveries/deliveries.csv?state=failed");
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="Deliveries-2026-11-20.csv"');
    const [head, line] = (await csv.text()).split("\r\n");
    expect(head).toContain("When,To,What,By,State,Sent,Reason,Tries");
    expect(line).toBe(
      "2026-11-20T07:30:00.000Z,Priya Shah,'=1+1: usage down 49%,Slack,failed: Slack says the channel is archived.,,is_archived,1",
    );
  });

  test("comes as a workbook, by the reader's own clock, with what was asked for", async () => {
    await deliver(seed.cast.priya, failed);
    const painter = {
      print: (made: Printable) =>
        made.kind === "workbook" ? renderXlsx(made) : Promise.reject(new Error("?")),
    };
    const { app } = await testWebApp(db, { painter });
    const file = await openVisits(db, app, () => seed)(
      "shah",
      "GET",
      "/settings/deliveries/deliveries.xlsx?state=failed",
    );
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="Deliveries-2026-11-20.xlsx"');
    const parts = workbookParts(new Uint8Array(await file.arrayBuffer()));
    const cells = workbookCells(parts);
    const line = [...(cells.get("Deliveries")?.[1]?.values() ?? [])];
    // 8:30 in Berlin on 20 November 2026, which was 7:30 in UTC.
    expect(line[0]).toEqual({ type: "n", value: "46346.3541666667", format: "d mmm yyyy hh:mm" });
    expect(line.slice(1).map(({ value }) => value)).toEqual([
      "Priya Shah",
      expect.stringContaining("usage down 49%"),
      "Slack",
      "failed: Slack says the channel is archived.",
      "",
      "is_archived",
      "1",
    ]);
    expect(tabLines(cells, "About")).toEqual(
      expect.arrayContaining(["Filter | Failed", "Times | Berlin time", "What | Deliveries: 1 message"]),
    );
  });

  test("does not exist for a customer's own admin", async () => {
    for (const path of ["", "/deliveries.csv", "/deliveries.xlsx"])
      expect((await ask("meyer", "GET", `/settings/deliveries${path}`)).status).toBe(404);
  });
});

describe("sending again", () => {
  const again = (who: string, id: string, fields: Record<string, string> = {}) =>
    ask(who, "POST", `/settings/deliveries/${id}/again`, fields);

  test("puts what failed into the queue once, however often one clicks, and is audited", async () => {
    const id = await deliver(seed.cast.priya, failed);
    const answers = await Promise.all([again("shah", id), again("shah", id), again("shah", id)]);
    expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
    expect(answers[0]?.headers.get("location")).toBe(`/settings/deliveries#delivery-${id}`);
    expect([await jobs(id), await stateOf(id)]).toEqual([1, "queued"]);
    const audit = await readAudit(db, seed.cast.tenantId);
    expect(audit.filter(({ verb }) => verb === "sent again")).toMatchObject([
      { memberId: seed.cast.priya, detail: { deliveryId: id, was: "failed" } },
    ]);
  });

  test("asks once about what may have arrived", async () => {
    const id = await deliver(seed.cast.priya, uncertain);
    const asked = await again("shah", id, { back: "/inbox" });
    expect(await asked.text()).toContain("It may be there: look before sending again.");
    expect([await jobs(id), await stateOf(id)]).toEqual([0, "uncertain"]);
    const sent = await again("shah", id, { back: "/inbox", confirmed: "1" });
    expect(sent.headers.get("location")).toBe("/inbox");
    expect([await jobs(id), await stateOf(id)]).toEqual([1, "queued"]);
  });

  test("leads its own reader to where it may be in Slack, and nobody else", async () => {
    const id = await deliver(seed.cast.priya, uncertain);
    const look = async (who: string) => (await ask(who, "GET", `/settings/deliveries/${id}/again`)).text();
    expect(await look("shah")).not.toContain("Open Slack");
    const { tenantId, priya } = seed.cast;
    await owner.rows(
      "insert into app.installation (tenant_id, id, platform, workspace_id, token_encrypted, created_at) values ($1, $2, 'slack', $3, 'sealed', now())",
      [tenantId, newId(), `T${round}`],
    );
    await owner.rows("update app.member set slack_conversation = 'D42' where tenant_id = $1 and id = $2", [
      tenantId,
      priya,
    ]);
    expect(await look("shah")).toContain(
      `<a class="button" href="https://slack.com/app_redirect?team=T${round}&amp;channel=D42"`,
    );
    expect(await (await again("shah", id)).text()).toContain("Open Slack");
    expect(await look("reyes")).not.toContain("Open Slack");
  });

  test("is asked about by the page that a message of a failure leads to, which changes nothing", async () => {
    const gone = await deliver(seed.cast.priya, failed);
    const perhaps = await deliver(seed.cast.priya, { ...uncertain, subject: "alert:2", channel: "email" });
    const sent = await deliver(seed.cast.priya, { subject: "alert:3" });
    const look = (who: string, id: string) => ask(who, "GET", `/settings/deliveries/${id}/again`);
    expect(await (await look("shah", gone)).text()).toContain("Slack did not take this message.");
    expect(await (await look("reyes", perhaps)).text()).toContain("Mail didn&#39;t confirm this message.");
    const arrived = await look("shah", sent);
    expect([arrived.status, arrived.headers.get("location")]).toEqual([
      302,
      `/settings/deliveries#delivery-${sent}`,
    ]);
    for (const who of ["okafor", "lind", "meyer"]) expect((await look(who, gone)).status).toBe(404);
    for (const id of [newId(), "x"]) expect((await look("shah", id)).status).toBe(404);
    expect([await stateOf(gone), await stateOf(perhaps)]).toEqual(["failed", "uncertain"]);
    expect((await again("shah", gone, { confirmed: "1" })).status).toBe(303);
    expect([await jobs(gone), await stateOf(gone)]).toEqual([1, "queued"]);
  });

  test("is for one's own, and for admins; what arrived, waits or may not be seen stays", async () => {
    const { priya, meyer } = seed.cast;
    const id = await deliver(priya, failed);
    for (const who of ["okafor", "lind", "meyer"]) expect((await again(who, id)).status).toBe(404);
    const viewers = await deliver(meyer, { ...failed, subject: "alert:v" });
    expect((await again("meyer", viewers)).status).toBe(404);
    expect((await again("shah", newId())).status).toBe(404);
    expect((await again("shah", "x")).status).toBe(404);
    expect(await stateOf(id)).toBe("failed");
    expect((await again("reyes", id)).status).toBe(303);
    expect(await stateOf(id)).toBe("queued");
    for (const [subject, over] of [
      ["alert:1", {}],
      ["alert:2", { state: "held", sent_at: null }],
      ["alert:3", { ...failed, error_code: "not-visible" }],
      ["sign-in:4", { ...failed, subject_kind: "sign-in" }],
    ] as const) {
      const other = await deliver(priya, { ...over, subject });
      expect((await again("shah", other)).status).toBe(303);
      expect(await jobs(other)).toBe(0);
    }
  });

  test("is refused from another site", async () => {
    const id = await deliver(seed.cast.priya, failed);
    const headers = {
      cookie: await signInCookie(db, web.app, seed, "shah"),
      origin: "https://evil.example",
      "sec-fetch-site": "cross-site",
    };
    const path = `${origin}/settings/deliveries/${id}/again`;
    expect((await web.app.request(path, { method: "POST", headers })).status).toBe(403);
    expect(await stateOf(id)).toBe("failed");
  });
});
