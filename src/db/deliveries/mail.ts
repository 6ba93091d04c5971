import type { TenantTx } from "../with-tenant.ts";

/** Who a mail goes to, and what it says of its tenant. */
export interface Addressee {
  readonly name: string;
  readonly email: string;
  readonly tenantName: string;
}

/** A member as mail knows them; undefined for one who left. */
export async function findAddressee(tx: TenantTx, memberId: string): Promise<Addressee | undefined> {
  return tx.db
    .selectFrom("app.member as m")
    .innerJoin("app.tenant as t", "t.id", "m.tenant_id")
    .select(["m.name", "m.email", "t.name as tenantName"])
    .where("m.tenant_id", "=", tx.tenantId)
    .where("m.id", "=", memberId)
    .where("m.removed_at", "is", null)
    .executeTakeFirst();
}

/**
 * The deliveries that were mailed to a member before in one thread, oldest first: each has its Message-ID. One that was not
 * confirmed counts: it may be in their mailbox.
 * @param thread what belongs together, such as `alert:ID`
 */
export async function listMailedBefore(
  tx: TenantTx,
  input: { readonly memberId: string; readonly thread: string; readonly deliveryId: string },
): Promise<string[]> {
  const [kind = "", subjectId = ""] = input.thread.split(":");
  const rows = await tx.db
    .selectFrom("app.delivery")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", input.memberId)
    .where("channel", "=", "email")
    .where("subject_kind", "in", kind === "alert" ? ["alert", "alert-closed"] : [kind])
    .where("subject_id", "=", subjectId)
    .where("state", "in", ["sent", "uncertain"])
    .where("id", "<>", input.deliveryId)
    .orderBy("queued_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

/** How many sign-in links a member asked for since then. */
export async function countSignInMails(tx: TenantTx, memberId: string, since: Date): Promise<number> {
  const row = await tx.db
    .selectFrom("app.delivery")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("subject_kind", "=", "sign-in")
    .where("queued_at", ">", since)
    .executeTakeFirstOrThrow();
  return row.count;
}
