import { type RawBuilder, sql } from "kysely";
import type { Chart } from "../../render/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A chart that a message shows by its address. */
export interface CardPicture {
  readonly id: string;
  readonly memberId: string;
  /** Null: of the reader's own portfolio. */
  readonly accountId: string | null;
  readonly contentHash: string;
  readonly chart: Chart;
  readonly expiresAt: Date;
}

/**
 * Keeps a picture, or lets the same one live as long as the newest message that shows it. One that was taken back is another:
 * its address stays dead. @returns its id
 */
export async function saveCardPicture(tx: TenantTx, picture: CardPicture & { now: Date }): Promise<string> {
  const { id, memberId, accountId, contentHash, chart, now, expiresAt } = picture;
  const found = await sql<{ id: string }>`
    insert into app.card_picture (tenant_id, id, member_id, account_id, content_hash, chart, created_at, expires_at, of_all)
    select ${tx.tenantId}::uuid, ${id}::uuid, ${memberId}::uuid, ${accountId}::uuid, ${contentHash}, ${JSON.stringify(chart)}::jsonb, ${now}::timestamptz,
           ${expiresAt}::timestamptz, ${accountId}::uuid is null and m.role in ('admin', 'lead')
      from app.member m where m.tenant_id = ${tx.tenantId} and m.id = ${memberId}
    on conflict (tenant_id, content_hash) do update set expires_at = excluded.expires_at
    returning id`.execute(tx.db);
  return found.rows[0]?.id ?? id;
}

/** A picture that may still be shown to who is acting: not expired, not revoked, and of nothing they may not see. */
export async function findCardPicture(
  tx: TenantTx,
  input: { id: string; now: Date },
): Promise<Chart | undefined> {
  const row = await tx.db
    .selectFrom("app.card_picture")
    .select("chart")
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", input.id)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", input.now)
    .executeTakeFirst();
  return row?.chart as Chart | undefined;
}

/** Takes back every picture that a member was sent, for good. */
export async function revokeCardPictures(
  tx: TenantTx,
  { memberId, now }: { memberId: string; now: Date },
): Promise<void> {
  await revoke(tx, now, sql`member_id = ${memberId}`);
}

/**
 * Takes back what members were sent of all their accounts: for when an account is taken from them. `app.store_facts` does the same
 * by itself. What was painted for who sees all stays theirs for as long as they do.
 */
export async function revokePortfolioPictures(
  tx: TenantTx,
  { memberIds, now }: { memberIds: readonly string[]; now: Date },
): Promise<void> {
  await revoke(tx, now, sql`member_id = any (${memberIds}::uuid[]) and account_id is null and not of_all`);
}

/** A picture that is taken back gives up its content: the same drawing then gets an address of its own. */
async function revoke(tx: TenantTx, now: Date, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    update app.card_picture set revoked_at = ${now}, content_hash = content_hash || ' ' || id
     where tenant_id = ${tx.tenantId} and revoked_at is null and ${which}`.execute(tx.db);
}

/** Forgets pictures that nobody can see any more. */
export async function deleteOldPictures(tx: TenantTx, before: Date): Promise<void> {
  await tx.db
    .deleteFrom("app.card_picture")
    .where("tenant_id", "=", tx.tenantId)
    .where("expires_at", "<", before)
    .execute();
}
