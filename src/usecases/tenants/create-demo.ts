import { systemContext } from "../../context.ts";
import { describeAccount } from "../../db/accounts/account-facts.ts";
import { changeOwner, letSee } from "../../db/accounts/owners.ts";
import { readAlerts } from "../../db/alerts/alerts.ts";
import type { Db } from "../../db/connection.ts";
import { storeMetricValues } from "../../db/metrics/metric-values.ts";
import { listTeam } from "../../db/people/members.ts";
import { ensureEventMonths } from "../../db/usage/events.ts";
import { ensureAccounts, insertUsers, storeImported } from "../../db/usage/imports.ts";
import { analyzeUsage } from "../../db/usage/roll-up.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { demoMetrics, simulateMetrics } from "../../demo/metrics.ts";
import { type Demo, type DemoAccount, type DemoEvent, demoTenant, simulate } from "../../demo/simulate.ts";
import { newId } from "../../ids.ts";
import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { dayIn, startOfDay } from "../../zones.ts";
import { announce } from "../deliveries/announce.ts";
import { sendDigestFor } from "../digests/send-digest.ts";
import { defineMetric } from "../metrics/define-metric.ts";
import { runPass } from "../scoring/run-pass.ts";
import { addMember, getMemberByEmail } from "./add-member.ts";
import { createTenant } from "./create-tenant.ts";

/** Who the printed link signs in: sees every account. */
export const demoAdminEmail = "tomas.reyes@orrery.example";

/** The demo is the same for everybody who starts it on the same day. */
const seed = "bellwether";
/** Events in one transaction. */
const eventsPerStep = 20_000;
/** Years of owner history: "Priya has looked after it since …". */
const ownedForDays = 610;

/**
 * Creates the demo tenant: simulated accounts with two years of use, scored day by day, with the alerts that are open today
 * and this morning's digest in everybody's inbox. Marked as sample data wherever it is shown.
 */
export async function createDemo(
  db: Db,
  input: {
    now: Date;
    requestId: string;
    onStep?: (step: string) => void;
    onProgress?: (progress: { day: Day; done: number; total: number }) => void;
  },
): Promise<{ tenantId: string; adminEmail: string; accounts: number; events: number }> {
  const { now, requestId } = input;
  const today = dayIn(now, demoTenant.zone);
  const demo = simulate({ today, seed });
  const { tenantId } = await createTenant(db, { ...demoTenant, kind: "b2b", demo: true, now, requestId });
  const context = systemContext(tenantId, requestId);
  const accountIds = await withTenant(db, context, (tx) => createCast(tx, demo, now));
  const events = await storeEvents(demo, (batch) =>
    withTenant(db, context, (tx) => storeBatch(tx, batch, accountIds, now)),
  );
  await withTenant(db, context, (tx) => storeMetrics(tx, today, now));
  await withTenant(db, context, analyzeUsage);
  input.onStep?.(
    `Scoring two years of ${accountIds.size} accounts (${events.toLocaleString("en-GB")} events)`,
  );
  // Yesterday as it was at 8:30, then today: so that this morning's digest says what changed since a real one.
  const today830 = startOfDay(today, demoTenant.zone).getTime() + 8.5 * 3_600_000;
  for (const at of [new Date(today830 - 86_400_000), now]) {
    await runPass(db, tenantId, {
      now: at,
      requestId,
      full: false,
      onProgress: (progress) => input.onProgress?.(progress),
    });
    await writeDigests(db, tenantId, at, requestId);
  }
  await withTenant(db, context, (tx) => showAlertsToAdmin(tx, now));
  return { tenantId, adminEmail: demoAdminEmail, accounts: accountIds.size, events };
}

/** Alerts go to an account's owner; who tries the demo signs in as the admin, and should find them too. */
async function showAlertsToAdmin(tx: TenantTx, now: Date): Promise<void> {
  const admin = await getMemberByEmail(tx, demoAdminEmail);
  const alerts = await readAlerts(tx, { accountIds: null, closedSince: dayIn(now, demoTenant.zone) });
  for (const alert of alerts.filter(({ state }) => state === "open")) {
    await announce(tx, {
      subjectKind: "alert",
      subjectId: alert.id,
      memberIds: [admin.id],
      channels: ["inbox"],
      now: alert.openedAt < now ? alert.openedAt : now,
    });
  }
}

/** Members, accounts with their facts, and who looks after what. */
async function createCast(tx: TenantTx, demo: Demo, now: Date): Promise<Map<string, string>> {
  const memberIds = new Map<string, string>();
  for (const member of demo.members) {
    const { memberId } = await addMember(tx, { ...member, zone: demoTenant.zone, now });
    memberIds.set(member.email, memberId);
  }
  const accountIds = await ensureAccounts(
    tx,
    demo.accounts.map((account) => account.externalId),
    now,
  );
  for (const account of demo.accounts) await writeFacts(tx, account, accountIds, memberIds, now);
  const users = demo.accounts.flatMap(({ externalId, users }) =>
    users.map(({ id, name }) => ({ key: `u:${id}`, name, accountId: accountIds.get(externalId) ?? "" })),
  );
  await insertUsers(tx, users, now);
  return accountIds;
}

async function writeFacts(
  tx: TenantTx,
  account: DemoAccount,
  accountIds: ReadonlyMap<string, string>,
  memberIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const id = accountIds.get(account.externalId) ?? "";
  const ownerId = memberIds.get(account.ownerEmail) ?? null;
  const { name, plan, seats, contractValue, renewalOn, churnedOn } = account;
  await describeAccount(tx, id, {
    name,
    plan,
    seats,
    contract_value: contractValue.amount,
    currency: contractValue.currency,
    renewal_on: renewalOn,
    churned_on: churnedOn,
  });
  if (ownerId === null) return;
  const since = startOfDay(addDays(dayIn(now, demoTenant.zone), -ownedForDays), demoTenant.zone);
  await letSee(tx, { accountId: id, memberId: ownerId, since });
  await changeOwner(tx, { accountId: id, memberId: ownerId });
}

/** @returns how many events there were */
async function storeEvents(
  demo: Demo,
  store: (batch: readonly DemoEvent[]) => Promise<void>,
): Promise<number> {
  let batch: DemoEvent[] = [];
  let count = 0;
  for (const event of demo.events) {
    batch.push(event);
    count += 1;
    if (batch.length === eventsPerStep) {
      await store(batch);
      batch = [];
    }
  }
  await store(batch);
  return count;
}

async function storeBatch(
  tx: TenantTx,
  batch: readonly DemoEvent[],
  accountIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  if (batch.length === 0) return;
  const days = batch.map((event) => event.day).sort();
  await ensureEventMonths(tx, days[0] ?? "", days.at(-1) ?? "");
  await storeImported(
    tx,
    {
      ids: batch.map((event) => newId(Date.parse(event.at))),
      accountIds: batch.map((event) => accountIds.get(event.account) ?? ""),
      userKeys: batch.map((event) => `u:${event.user}`),
      names: batch.map((event) => event.event),
      times: batch.map((event) => event.at),
    },
    demoTenant.zone,
    now,
  );
}

/** Tickets, NPS and invoices of a year, as a feed would have sent them. */
async function storeMetrics(tx: TenantTx, today: Day, now: Date): Promise<void> {
  for (const metric of demoMetrics)
    await defineMetric(tx, { draft: { ...metric, source: { from: "supplied" } }, now });
  const values = [...simulateMetrics({ today, seed })].map(({ metric, account, day, value }, i) => ({
    i,
    m: metric,
    a: account,
    d: day,
    v: value,
  }));
  const covered = demoMetrics.map(({ name }) => ({ m: name, d: addDays(today, -1) }));
  await storeMetricValues(tx, { values, covered, today });
}

/** Everybody's digest of that moment. */
async function writeDigests(db: Db, tenantId: string, now: Date, requestId: string): Promise<void> {
  const system = systemContext(tenantId, requestId);
  const readers = await withTenant(db, system, listTeam);
  for (const { id: memberId } of readers) {
    await withTenant(db, { ...system, actor: { kind: "member", memberId } }, (tx) =>
      sendDigestFor(tx, memberId, now),
    );
  }
}
