import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import type { SendingChannel } from "../../channels.ts";
import { lockMessageAlerts } from "../../db/alerts/alerts.ts";
import { updateAlert } from "../../db/alerts/write-alerts.ts";
import { openDb } from "../../db/connection.ts";
import { type NoticeSetting, writeNoticeSetting } from "../../db/deliveries/notice-settings.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import type { Senders } from "../../jobs/note-try.ts";
import type { SendOutcome } from "../../results/send-outcome.ts";
import { deliveryState } from "../../web/deliveries/delivery-words.ts";
import { announce } from "./announce.ts";
import { announceAlerts } from "./announce-alerts.ts";
import { getNoticeSetting } from "./get-notice-setting.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { refreshAlert } from "./refresh-alert.ts";
import { releaseHeld } from "./release-held.ts";

let db: TestDb;
let owner: Owner;
let cast: Cast;
let tenants = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
});
beforeEach(async () => {
  cast = await makeCast(db, `orrery-${++tenants}`);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const usual: NoticeSetting = {
  alerts: null,
  digests: null,
  notices: null,
  fallback: ["slack", "teams", "email"],
  quiet: { from: null, to: null, weekend: false },
};
const night = { from: "18:00", to: "08:00", weekend: true };
const friday = new Date("2026-11-20T21:00:00Z");
const monday = new Date("2026-11-23T07:00:00Z");

async function connect(...platforms: SendingChannel[]): Promise<void> {
  for (const platform of platforms) {
    await owner.rows(
      "insert into app.installation (tenant_id, id, platform, workspace_id, created_at) values ($1::uuid, $2, $3, $1::uuid::text, now())",
      [cast.tenantId, newId(), platform],
    );
  }
}

async function prefer(setting: Partial<NoticeSetting>): Promise<void> {
  await asSystem(db, cast.tenantId, (tx) =>
    writeNoticeSetting(tx, cast.priya, { ...usual, ...setting }, now),
  );
}

/** An open alert of one of Priya's accounts that she was told of. */
async function alertPriya(at = now, name = "Acme"): Promise<string> {
  const account = await addAccount(db, cast.tenantId, { name, ownerId: cast.priya, score: 70 });
  const alertId = await addAlert(db, cast.tenantId, account, { openedAt: at });
  const what = { subjectKind: "alert", subjectId: alertId, memberIds: [cast.priya], now: at } as const;
  await asSystem(db, cast.tenantId, (tx) => announce(tx, what));
  return alertId;
}

/** What lies where for Priya: "slack alert queued". */
async function deliveries(): Promise<string[]> {
  const rows = await owner.rows<{ line: string }>(
    `select channel || ' ' || subject_kind || ' ' || state as line from app.delivery
      where tenant_id = $1 and member_id = $2 order by queued_at, id`,
    [cast.tenantId, cast.priya],
  );
  return rows.map((row) => row.line).sort();
}

/** Runs the tenant's jobs until none is left, or that many times what is due. Each look at the clock is a millisecond later. */
async function runJobs(senders: Senders, at = now, rounds = 20): Promise<void> {
  let looks = 0;
  const clock = () => new Date(at.getTime() + looks++);
  const deliver = createDeliverer({ db, senders, now: clock });
  for (let round = 0; round < rounds; round++) {
    const jobs = await owner.rows<{
      name: string;
      data: { tenantId: string; deliveryId: string; alertId: string };
    }>(
      "delete from pgboss.job where data ->> 'tenantId' = $1 and start_after <= greatest(now(), $2) returning name, data",
      [cast.tenantId, at],
    );
    if (jobs.length === 0) return;
    for (const { name, data } of jobs) {
      if (name === "deliver") await deliver(data, "test");
      else await refreshAlert(db, data, { now: at, requestId: "test" });
    }
  }
}

/** A channel that answers as it is told, and keeps the first lines of what it was given. */
function channel(outcome: SendOutcome = { ok: true, conversation: "C1", messageRef: "1.1" }) {
  const posted: string[] = [];
  const sender = {
    post: async ({ message }: { message: { summary: string } }) => {
      posted.push(message.summary);
      return outcome;
    },
    update: undefined,
  };
  return { posted, sender };
}

describe("a member is told", () => {
  test("in the inbox and by the first channel that is connected", async () => {
    await alertPriya();
    expect(await deliveries()).toEqual(["inbox alert sent"]);
    await connect("email", "teams");
    await alertPriya(now, "Orbis");
    expect(await deliveries()).toEqual(["inbox alert sent", "inbox alert sent", "teams alert queued"]);
  });

  test("by what they chose, as far as it is connected", async () => {
    await connect("slack", "email");
    await prefer({ alerts: ["email", "slack"] });
    await alertPriya();
    expect(await deliveries()).toEqual(["email alert queued", "inbox alert sent", "slack alert queued"]);
    await prefer({ alerts: ["teams"] });
    await alertPriya(now, "Orbis");
    expect((await deliveries()).filter((line) => line.startsWith("slack"))).toHaveLength(2);
  });

  test("in the inbox alone, if they want no more", async () => {
    await connect("slack", "email");
    await prefer({ alerts: [] });
    await alertPriya();
    expect(await deliveries()).toEqual(["inbox alert sent"]);
  });
});

describe("a channel that fails", () => {
  const gone = {
    ok: false,
    kind: "failed",
    code: "users_not_found",
    sentence: "Slack does not know them.",
  } as const;

  test("hands on to the next in the reader's order, and they are told in the inbox", async () => {
    await connect("slack", "teams", "email");
    await prefer({ fallback: ["slack", "email", "teams"] });
    await alertPriya();
    const slack = channel(gone);
    const email = channel();
    await runJobs({ slack: slack.sender, email: email.sender });
    expect(await deliveries()).toEqual([
      "email alert sent",
      "inbox alert sent",
      "inbox delivery-failed sent",
      "slack alert failed",
    ]);
    expect(email.posted).toEqual(slack.posted);
    const [told] = await owner.rows(
      "select facts ->> 'instead' as instead, facts -> 'again' as again from app.delivery where tenant_id = $1 and subject_kind = 'delivery-failed'",
      [cast.tenantId],
    );
    expect(told).toEqual({ instead: "email", again: true });
  });

  test("whose settings were taken away is not waited for: what was queued goes on at once, in order, and the log says why", async () => {
    await connect("slack", "teams", "email");
    await prefer({ fallback: ["slack", "email", "teams"] });
    await alertPriya();
    await alertPriya(new Date(now.getTime() + 1), "Orbis");
    const email = channel();
    await runJobs({ email: email.sender, teams: channel().sender });
    expect(email.posted.map((line) => line.split(":")[0])).toEqual(["Acme", "Orbis"]);
    const log = await withTenant(db, as(cast.tenantId, cast.priya), (tx) => listDeliveries(tx, { now }));
    const said = log.lines.map((line) => `${line.channel} ${deliveryState(line, "Europe/Berlin", now)}`);
    expect(said.sort()).toEqual([
      "email sent 8:30",
      "email sent 8:30",
      "slack failed: This service is no longer set up for Slack.",
      "slack failed: This service is no longer set up for Slack.",
    ]);
    const told = await owner.rows<{ member: string; instead: string; count: number }>(
      `select member_id as member, facts ->> 'instead' as instead, count(*)::int from app.delivery
        where tenant_id = $1 and subject_kind = 'delivery-failed' and channel = 'inbox' group by 1, 2 order by 3 desc`,
      [cast.tenantId],
    );
    // The whole service is at fault: its admin hears of it, once.
    expect(told).toEqual([
      { member: cast.priya, instead: "email", count: 2 },
      { member: cast.tomas, instead: "email", count: 1 },
    ]);
  });

  test("when it tells once more is followed by the next as well, whatever became of the first telling", async () => {
    await connect("slack", "teams", "email");
    const alertId = await alertPriya();
    const slack = channel(gone);
    const teams = channel();
    await runJobs({ slack: slack.sender, teams: teams.sender });
    const still = { how: "still", day: "2027-01-15", actual: 12, usual: 92 } as const;
    const again = new Date("2027-01-15T07:30:00Z");
    await asSystem(db, cast.tenantId, async (tx) => {
      const [alert] = await lockMessageAlerts(tx, alertId);
      const { id, accountId } = alert ?? { id: "", accountId: "" };
      await announceAlerts(tx, [{ id, accountId, at: again, again: still }], { history: false, now: again });
    });
    await runJobs({ slack: slack.sender, teams: teams.sender }, again);
    expect((await deliveries()).filter((line) => !line.startsWith("inbox"))).toEqual([
      "slack alert failed",
      "slack alert failed",
      "teams alert sent",
      "teams alert sent",
    ]);
    expect(teams.posted).toEqual([
      expect.stringMatching(/^Acme: usage down 49%/),
      expect.stringMatching(/^Acme: still down after \d+ days\. 12 user-days in 28 days, usual 92\./),
    ]);
  });

  test("ends in the inbox when every channel has failed, each tried once", async () => {
    await connect("slack", "email");
    await alertPriya();
    const slack = channel(gone);
    const email = channel({ ...gone, code: "550", sentence: "Nobody has that address." });
    await runJobs({ slack: slack.sender, email: email.sender });
    // The alert by each, once. What a notice of that becomes is told to nobody: it lies in the inbox.
    expect([...slack.posted, ...email.posted].filter((line) => line.startsWith("Acme"))).toHaveLength(2);
    expect((await deliveries()).filter((line) => line === "inbox delivery-failed sent")).toHaveLength(2);
  });

  test("by a fault of our own is given up after a day, and told in the inbox and by the next channel", async () => {
    await connect("slack", "email");
    await alertPriya();
    const [job] = await owner.rows<{ data: { tenantId: string; deliveryId: string } }>(
      "delete from pgboss.job where data ->> 'tenantId' = $1 and name = 'deliver' returning data",
      [cast.tenantId],
    );
    if (!job) throw new Error("nothing was queued");
    let tries = 0;
    const broken = {
      post: async () => {
        tries++;
        throw new TypeError("a part of no kind");
      },
      update: undefined,
    };
    const tryAt = (hours: number) =>
      createDeliverer({
        db,
        senders: { slack: broken },
        now: () => new Date(now.getTime() + hours * 3_600_000),
      })(job.data, "test");
    // As often as may be within the day, it is still tried: what is wrong may pass.
    for (let hour = 0; hour < 24; hour++) await expect(tryAt(hour)).rejects.toThrow("a part of no kind");
    expect(await deliveries()).toContain("slack alert sending");
    await tryAt(24);
    expect(tries).toBe(24);
    expect(await deliveries()).toEqual([
      "email alert queued",
      "inbox alert sent",
      "inbox delivery-failed sent",
      "slack alert failed",
    ]);
    // One that was queued while the service was away for longer is not given up untried.
    const other = await alertPriya(now, "Nordwind");
    const [waiting] = await owner.rows<{ id: string }>(
      "select id from app.delivery where subject_id = $1 and channel = 'slack'",
      [other],
    );
    const late = { ...job.data, deliveryId: waiting?.id ?? "" };
    const clock = () => new Date(now.getTime() + 50 * 3_600_000);
    await createDeliverer({ db, senders: { slack: channel().sender }, now: clock })(late, "test");
    expect(await deliveries()).toContain("slack alert sent");
  });

  test("is not followed by another when the message may have arrived", async () => {
    await connect("slack", "email");
    await alertPriya();
    const slack = channel({ ok: false, kind: "uncertain", code: "timeout" });
    const email = channel();
    await runJobs({ slack: slack.sender, email: email.sender });
    expect(email.posted).toEqual([expect.stringMatching(/^Slack didn't confirm a message/)]);
    expect(await deliveries()).toEqual([
      "email delivery-failed sent",
      "inbox alert sent",
      "inbox delivery-failed sent",
      "slack alert uncertain",
    ]);
  });

  test("is told to the admins when the whole channel is at fault, once a day however many messages meet it", async () => {
    await connect("slack", "email");
    await alertPriya();
    await alertPriya(now, "Orbis");
    const revoked = {
      ...gone,
      code: "token_revoked",
      sentence: "Slack was disconnected.",
      wholeChannel: true,
    } as const;
    await runJobs({ slack: channel(revoked).sender, email: channel().sender });
    const told = await owner.rows<{ channel: string }>(
      "select channel from app.delivery where tenant_id = $1 and member_id = $2 order by channel",
      [cast.tenantId, cast.tomas],
    );
    expect(told.map((row) => row.channel)).toEqual(["email", "inbox"]);
  });
});

describe("quiet hours", () => {
  test("hold what is sent, never what is seen; one open alert then comes as itself", async () => {
    await connect("slack");
    await prefer({ quiet: night });
    await alertPriya(friday);
    const slack = channel();
    await runJobs({ slack: slack.sender }, friday);
    expect(await deliveries()).toEqual(["inbox alert sent", "slack alert held"]);
    await releaseHeld(db, cast.tenantId, { now: new Date(monday.getTime() - 1), requestId: "test" });
    expect(await deliveries()).toContain("slack alert held");
    await releaseHeld(db, cast.tenantId, { now: monday, requestId: "test" });
    await releaseHeld(db, cast.tenantId, { now: monday, requestId: "test" });
    await runJobs({ slack: slack.sender }, monday);
    expect(await deliveries()).toEqual(["inbox alert sent", "slack alert sent"]);
    expect(slack.posted).toEqual(["Acme: usage down 49%. 47 user-days in 28 days, usual 92."]);
  });

  test("end with one summary of several, which says what became of each", async () => {
    await connect("slack");
    await prefer({ quiet: night });
    await alertPriya(friday);
    const settled = await alertPriya(friday, "Orbis");
    const closing = {
      state: "resolved",
      closed_at: friday,
      closed_day: "2026-11-20",
      closed_how: "recovered",
    } as const;
    await asSystem(db, cast.tenantId, (tx) => updateAlert(tx, settled, closing));
    await Promise.all(
      [1, 2, 3].map(() => releaseHeld(db, cast.tenantId, { now: monday, requestId: "test" })),
    );
    const slack = channel();
    await runJobs({ slack: slack.sender }, monday);
    expect(slack.posted).toEqual(["While you were away: 1 new alert, 1 resolved. Acme: usage down 49%."]);
    expect(await deliveries()).toEqual([
      "inbox alert sent",
      "inbox alert sent",
      "slack alert merged",
      "slack alert merged",
      "slack held sent",
    ]);
  });

  test("hold no digest and no stopped feed", async () => {
    await connect("slack");
    await prefer({ quiet: night });
    const told = { subjectKind: "feed", subjectId: newId(), memberIds: [cast.priya], now: friday } as const;
    await asSystem(db, cast.tenantId, (tx) => announce(tx, told));
    expect(await deliveries()).toEqual(["inbox feed sent", "slack feed queued"]);
  });
});

describe("the end of an alert", () => {
  const closing = (at: Date) =>
    ({ state: "resolved", closed_at: at, closed_day: "2026-11-24", closed_how: "by-hand" }) as const;

  test("is mailed once to whom its opening was mailed, and once again if it opened and ended again", async () => {
    await connect("email");
    const alertId = await alertPriya();
    const email = channel();
    await runJobs({ email: email.sender });
    const change = (to: Parameters<typeof updateAlert>[2]) =>
      asSystem(db, cast.tenantId, (tx) => updateAlert(tx, alertId, to));
    const refresh = () =>
      refreshAlert(db, { tenantId: cast.tenantId, alertId }, { now: monday, requestId: "test" });
    await change({ state: "acknowledged", acknowledged_by: cast.priya, acknowledged_at: now });
    await refresh();
    expect(await deliveries()).toEqual(["email alert sent", "inbox alert sent"]);
    await change(closing(monday));
    await refresh();
    await refresh();
    await runJobs({ email: email.sender }, monday);
    expect(await deliveries()).toEqual(["email alert sent", "email alert-closed sent", "inbox alert sent"]);
    await change({ state: "open", closed_at: null, closed_day: null, closed_how: null });
    await refresh();
    await change(closing(new Date(monday.getTime() + 60_000)));
    await refresh();
    expect((await deliveries()).filter((line) => line.startsWith("email alert-closed"))).toHaveLength(2);
  });

  test("is mailed to nobody who was not mailed its opening", async () => {
    await connect("slack", "email");
    const alertId = await alertPriya();
    await runJobs({ slack: channel().sender });
    await asSystem(db, cast.tenantId, (tx) => updateAlert(tx, alertId, closing(monday)));
    await refreshAlert(db, { tenantId: cast.tenantId, alertId }, { now: monday, requestId: "test" });
    expect((await deliveries()).filter((line) => line.startsWith("email"))).toEqual([]);
  });
});

test("what this service is not configured for is not connected: settings say so, and what is new goes the next way at once", async () => {
  await connect("slack", "email");
  const told = async (channels: readonly SendingChannel[]) => {
    const here = openDb(db.ownerUrl, { max: 1, channels });
    try {
      const name = `of ${channels.length}`;
      const account = await addAccount(db, cast.tenantId, { name, ownerId: cast.priya, score: 70 });
      const alert = await addAlert(db, cast.tenantId, account);
      await asSystem(here, cast.tenantId, (tx) =>
        announce(tx, { subjectKind: "alert", subjectId: alert, memberIds: [cast.priya], now }),
      );
      const settings = await withTenant(here, as(cast.tenantId, cast.priya), (tx) =>
        getNoticeSetting(tx, { now }),
      );
      const rows = await owner.rows<{ channel: string }>(
        "select channel from app.delivery where subject_id = $1 order by channel",
        [alert],
      );
      return { connected: settings.connected, by: rows.map(({ channel }) => channel) };
    } finally {
      await here.close();
    }
  };
  expect(await told(["slack", "teams", "email"])).toEqual({
    connected: ["slack", "email"],
    by: ["inbox", "slack"],
  });
  expect(await told(["email"])).toEqual({ connected: ["email"], by: ["email", "inbox"] });
  expect(await told([])).toEqual({ connected: [], by: ["inbox"] });
});
