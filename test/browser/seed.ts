import { sql } from "kysely";
import type { Db } from "../../src/db/connection.ts";
import { newId } from "../../src/ids.ts";
import { addDays } from "../../src/scoring/days.ts";
import { createSignInToken } from "../../src/usecases/sign-in/sign-in.ts";
import { addAccount, addAlert, addUse, asSystem, type Cast, dataDay, makeCast, now } from "../fixture.ts";

/** A tenant whose pages have something to show, and the ids that tests go by. */
export interface Seed {
  readonly cast: Cast;
  readonly acme: string;
  /** Jonas's account: Priya may not see it. */
  readonly orbis: string;
  readonly drop: string;
  /** A member's address, by its first part: "shah". */
  email(name: string): string;
}

/** The sample cast with accounts, use, an open alert and Priya's inbox. */
export async function seedTenant(db: Db, slug: string): Promise<Seed> {
  const cast = await makeCast(db, slug);
  const { tenantId, priya, jonas, meyer } = cast;
  const acme = await addAccount(db, tenantId, {
    name: "Acme",
    externalId: "acme",
    ownerId: priya,
    seenBy: [meyer],
    score: { recent: 20.8, habit: 32.1, trend: 14.2, people: 12 },
    weekAgo: 86,
    monthAgo: { recent: 22, habit: 32, trend: 25, people: 15 },
    actual: 47,
    expected: 92,
    users28: 8,
    users28Before: 14,
    plan: "Business",
    renewalOn: "2027-01-14",
  });
  const drop = await addAlert(db, tenantId, acme);
  await addUse(db, tenantId, acme, useOf(acme));
  await addHistory(db, tenantId, acme);
  const rows: readonly [string, number, number, number, number][] = [
    ["Çelik Systems", 55, 55, 80, 0],
    ["Düsseldorfer Einzelhandelsgesellschaft mbH", 68, 70, 73, 4],
    ["Borealis Logistics", 63, 64, 66, 3],
    ["Meridian Foods", 63, 60, 66, 2],
    ["Vela Freight", 88, 96, 96, 21],
    ["Nordwind", 77, 79, 84, 6],
    ["Yarrow Schools", 93, 92, 95, 24],
    ["Fjord Energy", 100, 100, 100, 107],
    ["Saffron Street", 85, 85, 85, 11],
  ];
  for (const [name, score, weekAgo, monthAgo, actual] of rows) {
    const silentDays = actual === 0 ? 36 : 0;
    await addAccount(db, tenantId, {
      name,
      ownerId: priya,
      score,
      weekAgo,
      monthAgo,
      actual,
      expected: 17,
      silentDays,
    });
  }
  const firstDay = addDays(dataDay, -20);
  await addAccount(db, tenantId, {
    name: "Brightside Media",
    ownerId: priya,
    score: 87,
    weekAgo: 85,
    expected: null,
    firstDay,
  });
  await addAccount(db, tenantId, { name: "Silent Inc", ownerId: priya });
  const orbis = await addAccount(db, tenantId, { name: "Orbis", ownerId: jonas, score: 48, monthAgo: 61 });
  await addDelivery(db, tenantId, priya, drop);
  return { cast, acme, orbis, drop, email: (name) => `${name}@${slug}.example` };
}

/** A fresh one-time sign-in token of a member of the cast. */
export async function signInToken(db: Db, seed: Seed, email: string, at: Date = now): Promise<string> {
  const { token } = await asSystem(db, seed.cast.tenantId, (tx) => createSignInToken(tx, { email, now: at }));
  return token;
}

function useOf(_: string) {
  return Array.from({ length: 91 }, (__, back) => {
    const day = addDays(dataDay, -back);
    const people = back < 28 ? 2 : 4;
    return {
      day,
      users: Array.from({ length: people }, (___, index) => `u:person${index + 1}`),
      features: { "Planning board": back < 28 ? 1 : 3, Reports: 1 },
    };
  });
}

/** A score for every day between the ones that the fixture wrote. */
async function addHistory(db: Db, tenantId: string, accountId: string): Promise<void> {
  await asSystem(db, tenantId, (tx) =>
    sql`
      insert into app.score (tenant_id, day, account_id, score, recent, habit, trend, people, band, recent_sum, habit_sum,
                             actual, base, base_days, expected, users28, silent_days, established)
      select s.tenant_id, d::date, s.account_id, s.score, s.recent, s.habit, s.trend, s.people, s.band, 0, 0, 92, 120, 84, 92, 14, 0, true
        from app.score s, generate_series(${addDays(dataDay, -90)}::date, ${addDays(dataDay, -1)}::date, interval '1 day') d
       where s.tenant_id = ${tenantId} and s.account_id = ${accountId} and s.day = ${addDays(dataDay, -28)}::date
          on conflict do nothing`.execute(tx.db),
  );
}

async function addDelivery(db: Db, tenantId: string, memberId: string, alertId: string): Promise<void> {
  await asSystem(db, tenantId, (tx) =>
    tx.db
      .insertInto("app.delivery")
      .values({
        tenant_id: tenantId,
        id: newId(),
        member_id: memberId,
        channel: "inbox",
        subject: `alert:${alertId}`,
        subject_kind: "alert",
        subject_id: alertId,
        state: "sent",
        conversation: null,
        message_ref: null,
        shown_version: null,
        error_code: null,
        error: null,
        queued_at: now,
        due_at: now,
        sent_at: now,
        read_at: null,
      })
      .execute(),
  );
}
