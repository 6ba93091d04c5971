import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { RoutingTx, TenantTx } from "../with-tenant.ts";
import { endOpened } from "./member-sessions.ts";

/** Under which a provider's session is found before the tenant is known. */
export function providerSessionHash(of: { readonly issuer: string; readonly session: string }): string {
  return createHash("sha256")
    .update(JSON.stringify(["session", of.issuer, of.session]))
    .digest("hex");
}

/** Whose sessions were opened from the provider's session that is presented; ended ones among them. */
export async function findByProviderSession(
  tx: RoutingTx,
  hash: string,
): Promise<{ readonly tenantId: string; readonly memberId: string }[]> {
  return tx.db
    .selectFrom("app.session")
    .select(["tenant_id as tenantId", "member_id as memberId"])
    .distinct()
    .where("provider_session", "=", hash)
    .execute();
}

/**
 * Ends a member's sessions that were opened with a provider, and what could still open one.
 * @param of.providerSession of this one of its sessions, and of those of which it never said; undefined: of all
 * @returns how many were live until now
 */
export async function endProviderSessionsOf(
  tx: TenantTx,
  of: { readonly memberId: string; readonly way: string; readonly providerSession: string | undefined },
  now: Date,
): Promise<number> {
  const { memberId, way, providerSession } = of;
  const opened = sql<boolean>`member_id = ${memberId} and way = ${way}`;
  if (providerSession === undefined) return endOpened(tx, { opened }, now);
  const sessions = sql<boolean>`(provider_session = ${providerSession} or provider_session is null)`;
  return endOpened(tx, { opened, sessions }, now);
}
