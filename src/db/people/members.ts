import { sql } from "kysely";
import type { Role } from "../../context.ts";
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

/** A member, as rules ask about them. */
export interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly role: Exclude<Role, "system">;
  readonly tenantName: string;
  /** Null: they are one today. */
  readonly removedAt: Date | null;
}

/** Who has an address, or had it before they were removed. @param email in lower case */
export async function findMemberByEmail(tx: TenantTx, email: string): Promise<MemberRow | undefined> {
  const row = await membersOf(tx).where("email", "=", email).executeTakeFirst();
  return row && memberOf(row);
}

/** A member by id; one who was removed is none. */
export async function findMember(tx: TenantTx, memberId: string): Promise<MemberRow | undefined> {
  const row = await membersOf(tx)
    .where("id", "=", memberId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row && memberOf(row);
}

/** Who works for the tenant itself today, by name: everybody but customers' own admins. */
export async function listTeam(tx: TenantTx): Promise<MemberRow[]> {
  const rows = await membersOf(tx)
    .where("role", "<>", "viewer")
    .where("removed_at", "is", null)
    .orderBy("name")
    .execute();
  return rows.map(memberOf);
}

/** The tenant's admins today. */
export async function listAdmins(tx: TenantTx): Promise<string[]> {
  const rows = await membersOf(tx).where("role", "=", "admin").where("removed_at", "is", null).execute();
  return rows.map(({ id }) => id);
}

/** Locks an admin who is not this member, for the rest of the transaction. @returns false: there is no other */
export async function lockOtherAdmin(tx: TenantTx, memberId: string): Promise<boolean> {
  const other = await membersOf(tx)
    .where("role", "=", "admin")
    .where("removed_at", "is", null)
    .where("id", "<>", memberId)
    .forUpdate()
    .executeTakeFirst();
  return other !== undefined;
}

/**
 * Locks a member for the rest of the transaction, so that what is counted of them stays true. @returns false: there is none
 */
export async function lockMember(tx: TenantTx, memberId: string): Promise<boolean> {
  const row = await membersOf(tx)
    .where("id", "=", memberId)
    .where("removed_at", "is", null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Makes a member, or takes one back who was removed. */
export async function writeMember(
  tx: TenantTx,
  member: Pick<MemberRow, "id" | "name" | "role"> & {
    readonly email: string;
    readonly zone: string;
    readonly now: Date;
  },
): Promise<void> {
  const { id, email, name, role, zone, now } = member;
  const facts = { name, role, zone, removed_at: null };
  await tx.db
    .insertInto("app.member")
    .values({ tenant_id: tx.tenantId, id, email, created_at: now, ...facts })
    .onConflict((conflict) => conflict.columns(["tenant_id", "id"]).doUpdateSet(facts))
    .execute();
}

/** Notes that somebody is a member no more. */
export async function markRemoved(tx: TenantTx, memberId: string, now: Date): Promise<void> {
  await tx.db
    .updateTable("app.member")
    .set({ removed_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", memberId)
    .execute();
}

function membersOf(tx: TenantTx) {
  return tx.db
    .selectFrom("app.member")
    .select((select) => [
      "id",
      "name",
      "role",
      "removed_at as removedAt",
      select.selectFrom("app.tenant as t").select("t.name").where("t.id", "=", tx.tenantId).as("tenantName"),
    ])
    .where("tenant_id", "=", tx.tenantId);
}

function memberOf(
  row: Omit<MemberRow, "role" | "tenantName"> & { role: string; tenantName: string | null },
): MemberRow {
  return { ...row, role: row.role as MemberRow["role"], tenantName: row.tenantName ?? "" };
}
