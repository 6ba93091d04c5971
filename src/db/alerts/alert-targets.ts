import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";

/** Who is told of an account's alert: its owner, else the leads, else the admins. */
export async function readAlertTargets(tx: TenantTx, accountId: string): Promise<string[]> {
  const result = await sql<{ id: string; rank: number }>`
    select m.id, case when m.id = a.owner_id then 1 when m.role = 'lead' then 2 else 3 end as rank
      from app.account a
      join app.member m on m.tenant_id = a.tenant_id and m.removed_at is null and (m.id = a.owner_id or m.role in ('lead', 'admin'))
     where a.tenant_id = ${tx.tenantId} and a.id = ${accountId}`.execute(tx.db);
  const best = Math.min(...result.rows.map((row) => row.rank));
  return result.rows.filter((row) => row.rank === best).map((row) => row.id);
}

/**
 * Takes hold of an alert's messages as long as nobody was told: all that go to these members by a chat or by mail wait, and
 * none was tried. While the transaction lasts they stay so.
 * @returns false: somebody was told or is being told, or there is no such message
 */
export async function lockUntoldMessages(
  tx: TenantTx,
  input: { readonly alertId: string; readonly memberIds: readonly string[] },
): Promise<boolean> {
  const { rows: locked } = await sql<{ member_id: string; waits: boolean }>`
    select member_id, state = 'held' or (state = 'queued' and attempts = 0) as waits
      from app.delivery
     where tenant_id = ${tx.tenantId} and subject_kind = 'alert' and subject_id = ${input.alertId} and channel <> 'inbox'
       for update skip locked`.execute(tx.db);
  const { rows } = await sql<{ all: number }>`
    select count(*)::int as all from app.delivery
     where tenant_id = ${tx.tenantId} and subject_kind = 'alert' and subject_id = ${input.alertId} and channel <> 'inbox'`.execute(
    tx.db,
  );
  const members = new Set(locked.map((row) => row.member_id));
  return (
    locked.length > 0 &&
    locked.length === rows[0]?.all &&
    locked.every((row) => row.waits) &&
    input.memberIds.every((id) => members.has(id))
  );
}

/** Marks an alert's message as unread in every inbox: it says more than it did. */
export async function markUnread(tx: TenantTx, alertId: string): Promise<void> {
  await sql`
    update app.delivery set read_at = null
     where tenant_id = ${tx.tenantId} and subject_kind = 'alert' and subject_id = ${alertId} and channel = 'inbox'`.execute(
    tx.db,
  );
}
