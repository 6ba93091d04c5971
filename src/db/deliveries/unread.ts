import { type RawBuilder, sql } from "kysely";
import { awakeStates } from "../alerts/alert-states.ts";
import type { TenantTx } from "../with-tenant.ts";

/**
 * How many messages in their inbox a member has not read, as a part of a statement: of those that it shows first. What ended or sleeps calls for
 * nobody, and an alert of an account that the member may not see (any more) is no message.
 */
export function unreadOf(tx: TenantTx, memberId: string): RawBuilder<number> {
  return sql<number>`(
    select count(*) from app.delivery d
      left join app.alert a on a.tenant_id = d.tenant_id and d.subject_kind = 'alert' and a.id = d.subject_id
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId} and d.channel = 'inbox' and d.read_at is null
       and (d.subject_kind <> 'alert' or a.state in (${sql.join(awakeStates.map((state) => sql.lit(state)))})))`;
}
