import { type RawBuilder, sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";

/** How many messages in their inbox a member has not read, as a part of a statement. */
export function unreadOf(tx: TenantTx, memberId: string): RawBuilder<number> {
  return sql<number>`(
    select count(*) from app.delivery d
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId} and d.channel = 'inbox' and d.read_at is null)`;
}
