import type { TenantTx } from "../with-tenant.ts";
import { type SessionRow, sessionColumns } from "./sessions.ts";

/** A member's live sessions, last seen first. */
export async function listLiveSessions(tx: TenantTx, memberId: string, now: Date): Promise<SessionRow[]> {
  return tx.db
    .selectFrom("app.session")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .select(sessionColumns)
    .orderBy((order) => order.fn.coalesce("last_seen_at", "created_at"), "desc")
    .orderBy("id")
    .execute();
}

/**
 * Ends sessions of a member on the server.
 * @param which one of them, all but the one that asks, or all
 * @returns how many were live until now
 */
export async function endLiveSessions(
  tx: TenantTx,
  memberId: string,
  which: { readonly only: string } | { readonly allBut: string } | "all",
  now: Date,
): Promise<number> {
  const live = tx.db
    .updateTable("app.session")
    .set({ ended_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now);
  const those =
    which === "all"
      ? live
      : "only" in which
        ? live.where("id", "=", which.only)
        : live.where("id", "!=", which.allBut);
  const ended = await those.executeTakeFirst();
  return Number(ended.numUpdatedRows);
}

/** Notes that a session was used now. */
export async function touchSession(tx: TenantTx, sessionId: string, now: Date): Promise<void> {
  await tx.db
    .updateTable("app.session")
    .set({ last_seen_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", sessionId)
    .execute();
}
