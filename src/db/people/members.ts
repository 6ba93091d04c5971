import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";

/** A member as the operator lists them. */
export interface MemberEntry {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly zone: string;
  /** Accounts that they look after. */
  readonly accounts: number;
}

/** The tenant's members, by name; who was removed is none. */
export async function listMembers(tx: TenantTx): Promise<MemberEntry[]> {
  const { rows } = await sql<MemberEntry>`
    select m.id, m.email, m.name, m.role, m.zone, coalesce(owned.accounts, 0) as accounts
      from app.member m
      left join (select a.owner_id, count(*) as accounts from app.account a where a.tenant_id = ${tx.tenantId} group by a.owner_id) owned
        on owned.owner_id = m.id
     where m.tenant_id = ${tx.tenantId} and m.removed_at is null
     order by lower(m.name), m.email`.execute(tx.db);
  return rows;
}
