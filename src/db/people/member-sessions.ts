import type { TenantTx } from "../with-tenant.ts";

/** A session as its member is shown it; never its token, nor the token's hash. */
export interface SessionRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Undefined: opened before this was kept, and not used since. */
  readonly lastSeenAt: Date | undefined;
  /** "link", or a provider's id. */
  readonly way: string;
  readonly browser: string | undefined;
  readonly networkAddress: string | undefined;
}

/** A member's live sessions, last seen first. */
export async function listLiveSessions(tx: TenantTx, memberId: string, now: Date): Promise<SessionRow[]> {
  const rows = await tx.db
    .selectFrom("app.session")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .select(["id", "created_at", "expires_at", "last_seen_at", "way", "browser", "network_address"])
    .orderBy((order) => order.fn.coalesce("last_seen_at", "created_at"), "desc")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at ?? undefined,
    way: row.way,
    browser: row.browser ?? undefined,
    networkAddress: row.network_address ?? undefined,
  }));
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
