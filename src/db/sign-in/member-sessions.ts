import { type RawBuilder, sql } from "kysely";
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
  const those =
    which === "all"
      ? sql<boolean>`true`
      : "only" in which
        ? sql<boolean>`id = ${which.only}`
        : sql<boolean>`id <> ${which.allBut}`;
  return endLive(tx, sql<boolean>`member_id = ${memberId} and ${those}`, now);
}

/**
 * Ends sessions on the server, and the links that could still open one like them. Links before sessions, as who signs in takes them:
 * two who end both wait for one another in one order.
 * @param of.opened which ones, by columns that links and sessions have
 * @param of.sessions which of these sessions; undefined: all
 * @returns how many sessions were live until now
 */
export async function endOpened(
  tx: TenantTx,
  { opened, sessions = sql`true` }: { opened: RawBuilder<boolean>; sessions?: RawBuilder<boolean> },
  now: Date,
): Promise<number> {
  await tx.db
    .updateTable("app.sign_in_token")
    .set({ expires_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .where(opened)
    .execute();
  return endLive(tx, sql<boolean>`${opened} and ${sessions}`, now);
}

async function endLive(tx: TenantTx, those: RawBuilder<boolean>, now: Date): Promise<number> {
  const ended = await tx.db
    .updateTable("app.session")
    .set({ ended_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .where(those)
    .executeTakeFirst();
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
