import type { TenantTx } from "../with-tenant.ts";

/** Whether a source of events has a key, or had one. */
export async function hasKey(tx: TenantTx, source: string): Promise<boolean> {
  const known = await tx.db
    .selectFrom("app.write_key")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("source", "=", source)
    .executeTakeFirst();
  return known !== undefined;
}

/** Keeps a source and what its key is known by. */
export async function insertWriteKey(
  tx: TenantTx,
  key: {
    readonly id: string;
    readonly source: string;
    /** SHA-256 of the key, hex. */
    readonly hash: string;
    readonly hint: string;
    readonly now: Date;
  },
): Promise<void> {
  const { id, source, hash, hint, now } = key;
  await tx.db
    .insertInto("app.write_key")
    .values({ tenant_id: tx.tenantId, id, source, key_hash: hash, hint, created_at: now })
    .execute();
}
