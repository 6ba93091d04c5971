import { sql } from "kysely";
import type { AlertState } from "../../results/alerts.ts";
import type { DigestFacts } from "../../results/digests.ts";
import type { Day } from "../../scoring/types.ts";
import { openStates } from "../alerts/alert-states.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A member's digest rule. */
export interface DigestSubscription {
  readonly id: string;
  readonly memberId: string;
  readonly localTime: string;
  readonly weekdays: readonly number[];
  readonly zone: string;
  readonly skipQuiet: boolean;
  readonly active: boolean;
  readonly nextDueAt: Date;
}

/** Members whose digest is due, oldest due first. */
export async function listDueMembers(tx: TenantTx, now: Date): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.digest_subscription as s")
    .innerJoin("app.member as m", (join) =>
      join.onRef("m.tenant_id", "=", "s.tenant_id").onRef("m.id", "=", "s.member_id"),
    )
    .select("s.member_id")
    .where("s.tenant_id", "=", tx.tenantId)
    .where("s.active", "=", true)
    .where("s.next_due_at", "<=", now)
    .where("m.removed_at", "is", null)
    .orderBy("s.next_due_at")
    .execute();
  return rows.map((row) => row.member_id);
}

/** The acting member's own rule, locked; undefined: none, or another replica is at it. */
export async function lockSubscription(
  tx: TenantTx,
  memberId: string,
): Promise<DigestSubscription | undefined> {
  const row = await subscriptionOf(tx, memberId).forUpdate().skipLocked().executeTakeFirst();
  return row && toSubscription(row);
}

/** The acting member's own rule. */
export async function findSubscription(
  tx: TenantTx,
  memberId: string,
): Promise<DigestSubscription | undefined> {
  const row = await subscriptionOf(tx, memberId).executeTakeFirst();
  return row && toSubscription(row);
}

function subscriptionOf(tx: TenantTx, memberId: string) {
  return tx.db
    .selectFrom("app.digest_subscription")
    .selectAll()
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId);
}

/** Makes or replaces a member's rule. */
export async function writeSubscription(tx: TenantTx, rule: DigestSubscription): Promise<void> {
  const values = {
    local_time: rule.localTime,
    weekdays: sql<number[]>`${[...rule.weekdays]}::smallint[]`,
    zone: rule.zone,
    skip_quiet: rule.skipQuiet,
    active: rule.active,
    next_due_at: rule.nextDueAt,
  };
  await tx.db
    .insertInto("app.digest_subscription")
    .values({ tenant_id: tx.tenantId, id: rule.id, member_id: rule.memberId, ...values })
    .onConflict((conflict) => conflict.columns(["tenant_id", "member_id"]).doUpdateSet(values))
    .execute();
}

/** Sends a member no digest any more; their rule is kept. */
export async function stopSubscription(tx: TenantTx, memberId: string): Promise<void> {
  await tx.db
    .updateTable("app.digest_subscription")
    .set({ active: false })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .execute();
}

/** The last digest that a member was sent. */
export interface LastDigest {
  readonly dueAt: Date;
  readonly madeAt: Date;
  readonly dataDay: Day | null;
  readonly facts: DigestFacts;
}

/** The last digest of a member, of whatever day or of that of its data; undefined: none. */
export async function findLastDigest(
  tx: TenantTx,
  memberId: string,
  dataDay?: Day,
): Promise<LastDigest | undefined> {
  const row = await tx.db
    .selectFrom("app.digest_sent")
    .select(["due_at", "made_at", "data_day", "facts"])
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .$if(dataDay !== undefined, (query) => query.where("data_day", "=", dataDay ?? null))
    .orderBy("made_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && { dueAt: row.due_at, madeAt: row.made_at, dataDay: row.data_day, facts: row.facts as DigestFacts }
  );
}

/** Digests by id, as they were made, without what only the next one asks for; those that the actor may not see are missing. */
export async function readDigests(tx: TenantTx, ids: readonly string[]): Promise<Map<string, DigestFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom("app.digest_sent")
    .select(["id", sql<DigestFacts>`facts - 'told'`.as("facts")])
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.facts]));
}

/** Days of data after which no digest compares with one any more: what it told of each account is let go. */
const comparedDays = 14;

/** Keeps a digest. A due slot is kept once. @returns whether it was new */
export async function insertDigest(
  tx: TenantTx,
  digest: { id: string; memberId: string; dueAt: Date; madeAt: Date; facts: DigestFacts },
): Promise<boolean> {
  const result = await sql`
    insert into app.digest_sent (tenant_id, id, member_id, due_at, made_at, data_day, facts)
    values (${tx.tenantId}, ${digest.id}, ${digest.memberId}, ${digest.dueAt}, ${digest.madeAt}, ${digest.facts.dataDay}::date,
            ${JSON.stringify(digest.facts)}::jsonb)
    on conflict (tenant_id, member_id, due_at) do nothing`.execute(tx.db);
  await sql`
    update app.digest_sent set facts = facts - 'told'
     where tenant_id = ${tx.tenantId} and member_id = ${digest.memberId} and facts ? 'told'
       and data_day < ${digest.facts.dataDay}::date - ${sql.lit(comparedDays)}`.execute(tx.db);
  return result.numAffectedRows === 1n;
}

/** Alerts that matter to a digest: open ones, and those that were closed since `since`. */
export interface DigestAlert {
  readonly id: string;
  readonly accountId: string;
  readonly state: AlertState;
  readonly openedAt: Date;
  readonly snoozedUntil: Date | null;
  readonly closedAt: Date | null;
  readonly closedHow: string | null;
  readonly closedByName: string | null;
}

/** Reads them, newest first. */
export async function readDigestAlerts(tx: TenantTx, since: Date): Promise<DigestAlert[]> {
  const rows = await tx.db
    .selectFrom("app.alert as a")
    .leftJoin("app.member as m", (join) =>
      join.onRef("m.tenant_id", "=", "a.tenant_id").onRef("m.id", "=", "a.closed_by"),
    )
    .select([
      "a.id",
      "a.account_id",
      "a.state",
      "a.opened_at",
      "a.snoozed_until",
      "a.closed_at",
      "a.closed_how",
      "m.name as closed_by_name",
    ])
    .where("a.tenant_id", "=", tx.tenantId)
    .where((where) =>
      where.or([
        where("a.state", "in", [...openStates]),
        // What one message says ends once: with the alert whose message it is, when nothing of it is open.
        where.and([
          where("a.closed_at", ">", since),
          where("a.lead_id", "is", null),
          where.not(
            where.exists(
              where
                .selectFrom("app.alert as f")
                .select("f.id")
                .where("f.tenant_id", "=", tx.tenantId)
                .whereRef("f.lead_id", "=", "a.id")
                .where("f.closed_at", "is", null),
            ),
          ),
        ]),
      ]),
    )
    .orderBy("a.opened_at", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    state: row.state as AlertState,
    openedAt: row.opened_at,
    snoozedUntil: row.snoozed_until,
    closedAt: row.closed_at,
    closedHow: row.closed_how,
    closedByName: row.closed_by_name,
  }));
}

function toSubscription(row: {
  id: string;
  member_id: string;
  local_time: string;
  weekdays: number[];
  zone: string;
  skip_quiet: boolean;
  active: boolean;
  next_due_at: Date;
}): DigestSubscription {
  return {
    id: row.id,
    memberId: row.member_id,
    localTime: row.local_time.slice(0, 5),
    weekdays: row.weekdays,
    zone: row.zone,
    skipQuiet: row.skip_quiet,
    active: row.active,
    nextDueAt: row.next_due_at,
  };
}
