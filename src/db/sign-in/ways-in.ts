import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import { endOpened } from "./member-sessions.ts";

/** The provider by which alone the tenant lets its own people in; null: by every way that there is. */
export async function readOnlyWayIn(tx: TenantTx): Promise<string | null> {
  return (await onlyWayIn(tx).executeTakeFirst())?.way ?? null;
}

/** Holds it as it is until the transaction ends. To be done first of all: who changes it waits for nothing else. */
export async function holdOnlyWayIn(tx: TenantTx): Promise<void> {
  await onlyWayIn(tx).forShare().execute();
}

/** The provider by which alone this member comes in; null: by every way, as viewers do (they are of customers), and who has left. */
export async function readOnlyWayInOf(tx: TenantTx, memberId: string): Promise<string | null> {
  const row = await onlyWayIn(tx)
    .innerJoin("app.member as m", "m.tenant_id", "t.id")
    .where("m.id", "=", memberId)
    .where("m.removed_at", "is", null)
    .where("m.role", "<>", "viewer")
    .executeTakeFirst();
  return row?.way ?? null;
}

function onlyWayIn(tx: TenantTx) {
  return tx.db.selectFrom("app.tenant as t").select("t.only_way_in as way").where("t.id", "=", tx.tenantId);
}

/** @returns false: it was so before */
export async function writeOnlyWayIn(tx: TenantTx, way: string | null): Promise<boolean> {
  const written = await tx.db
    .updateTable("app.tenant")
    .set({ only_way_in: way })
    .where("id", "=", tx.tenantId)
    .where("only_way_in", "is distinct from", way)
    .executeTakeFirst();
  return written.numUpdatedRows > 0n;
}

/** By which way a session came about. */
export async function findWayOfSession(tx: TenantTx, sessionId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom("app.session")
    .select("way")
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", sessionId)
    .executeTakeFirst();
  return row?.way;
}

/**
 * Ends what the tenant's own people opened by another way, and what could still open something for them. Viewers keep theirs.
 * @returns how many sessions were live until now
 */
export async function endOtherWaysIn(tx: TenantTx, way: string, now: Date): Promise<number> {
  const opened = sql<boolean>`member_id in ${ownPeople(tx).select("m.id")} and way <> ${way}`;
  return endOpened(tx, { opened }, now);
}

/** Members whom the rule is for: all but viewers. */
function ownPeople(tx: TenantTx) {
  return tx.db
    .selectFrom("app.member as m")
    .where("m.tenant_id", "=", tx.tenantId)
    .where("m.removed_at", "is", null)
    .where("m.role", "<>", "viewer");
}

/** Of the tenant's own people: how many there are, how many came in by a way at least once, and how many of their sessions live by others. */
export async function countWaysIn(
  tx: TenantTx,
  way: string,
  now: Date,
): Promise<{ members: number; came: number; otherSessions: number }> {
  const counted = await ownPeople(tx)
    .select((select) => [
      select.fn.countAll<number>().as("members"),
      select.fn
        .countAll<number>()
        .filterWhere(
          select.exists(
            select
              .selectFrom("app.session as s")
              .select("s.id")
              .where("s.tenant_id", "=", tx.tenantId)
              .whereRef("s.member_id", "=", "m.id")
              .where("s.way", "=", way),
          ),
        )
        .as("came"),
    ])
    .executeTakeFirstOrThrow();
  const { others } = await tx.db
    .selectFrom("app.session")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "in", ownPeople(tx).select("m.id"))
    .where("way", "<>", way)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .select((select) => select.fn.countAll<number>().as("others"))
    .executeTakeFirstOrThrow();
  return { ...counted, otherSessions: others };
}
