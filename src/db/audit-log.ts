import { type RawBuilder, sql } from "kysely";
import type { AuditLine, AuditPerson, AuditVerb } from "../results/audit.ts";
import type { TenantTx } from "./with-tenant.ts";

/** Which rows, of [from, to). Null: all. */
export interface AuditFilter {
  /** What they did, and what was done about them. */
  readonly memberId: string | null;
  /** What nobody of the team did. */
  readonly actor: "system" | "source" | null;
  readonly accountId: string | null;
  readonly verb: AuditVerb | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** A place in the log: rows that come after it are older. */
export interface AuditPlace {
  readonly at: Date;
  readonly id: string;
}

/** Rows of the audit log, newest first, from a place on: each page costs what its rows cost, however far down. */
export async function readAuditLog(
  tx: TenantTx,
  filter: AuditFilter,
  page: { readonly after: AuditPlace | null; readonly limit: number },
): Promise<AuditLine[]> {
  const { memberId, actor, accountId, verb, from, to } = filter;
  const { after, limit } = page;
  const asked = [
    sql`l.tenant_id = ${tx.tenantId}`,
    ...(actor === null ? [] : [sql`l.actor = ${actor}`]),
    ...(accountId === null ? [] : [sql`l.account_id = ${accountId}`]),
    ...(verb === null ? [] : [sql`l.verb = ${verb}`]),
    ...(from === null ? [] : [sql`l.at >= ${from}`]),
    ...(to === null ? [] : [sql`l.at < ${to}`]),
    ...(after === null ? [] : [sql`(l.at, l.id) < (${after.at}::timestamptz, ${after.id}::uuid)`]),
  ];
  const newest = (...also: RawBuilder<unknown>[]) => sql`
    (select * from app.audit_log l where ${sql.join([...asked, ...also], sql` and `)} order by l.at desc, l.id desc limit ${limit})`;
  // Two questions, each with an index of its own: "or" would read the whole log for who is rare in it.
  const rowsOf =
    memberId === null
      ? newest()
      : sql`${newest(sql`l.member_id = ${memberId}`)} union ${newest(sql`l.about = ${memberId}`)}`;
  // The page first, then its names: the joins touch the rows that are shown and no other.
  const { rows } = await sql<AuditLine>`
    with page as (select * from (${rowsOf}) found order by at desc, id desc limit ${limit})
    select p.id, p.at, p.actor, p.member_id as "memberId", p.verb, p.account_id as "accountId", a.name as "accountName",
           k.source, p.surface, p.detail
      from page p
      left join app.account a on a.tenant_id = p.tenant_id and a.id = p.account_id
      left join app.write_key k on k.tenant_id = p.tenant_id and k.id::text = p.detail ->> 'sourceId'
     order by p.at desc, p.id desc`.execute(tx.db);
  return rows;
}

/** Everybody who is a member, or was one, by name. */
export async function listAuditPeople(tx: TenantTx): Promise<AuditPerson[]> {
  const rows = await tx.db
    .selectFrom("app.member")
    .select(["id", "name", "email", "removed_at"])
    .where("tenant_id", "=", tx.tenantId)
    .orderBy("name")
    .orderBy("id")
    .execute();
  return rows.map(({ removed_at, ...person }) => ({ ...person, removed: removed_at !== null }));
}
