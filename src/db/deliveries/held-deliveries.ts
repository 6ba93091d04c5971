import type { TenantTx } from "../with-tenant.ts";

/** Makes what a member is held from due at another time. @returns how many messages wait */
export async function moveHeld(tx: TenantTx, memberId: string, dueAt: Date): Promise<number> {
  const moved = await tx.db
    .updateTable("app.delivery")
    .set({ due_at: dueAt })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("state", "=", "held")
    .executeTakeFirst();
  return Number(moved.numUpdatedRows);
}

/** How many of a member's alerts wait for the end of quiet hours. */
export async function countHeld(tx: TenantTx, memberId: string): Promise<number> {
  const row = await tx.db
    .selectFrom("app.delivery")
    .select((select) => select.fn.count<number>("subject_id").distinct().as("count"))
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("state", "=", "held")
    .executeTakeFirstOrThrow();
  return row.count;
}
