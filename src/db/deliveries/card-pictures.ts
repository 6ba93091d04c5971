import { sql } from "kysely";
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

/** Keeps a picture, or lets the same one live as long as the newest message that shows it. @returns its id */
export async function saveCardPicture(tx: TenantTx, picture: CardPicture & { now: Date }): Promise<string> {
  const { id, memberId, accountId, contentHash, chart, now, expiresAt } = picture;
  const found = await sql<{ id: string }>`
    insert into app.card_picture (tenant_id, id, member_id, account_id, content_hash, chart, created_at, expires_at)
    values (${tx.tenantId}, ${id}, ${memberId}, ${accountId}, ${contentHash}, ${JSON.stringify(chart)}::jsonb, ${now}, ${expiresAt})
    on conflict (tenant_id, content_hash) do update set expires_at = excluded.expires_at, revoked_at = null
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

/** Takes back every picture that a member was sent. */
export async function revokeCardPictures(
  tx: TenantTx,
  input: { memberId: string; now: Date },
): Promise<void> {
  await tx.db
    .updateTable("app.card_picture")
    .set({ revoked_at: input.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", input.memberId)
    .where("revoked_at", "is", null)
    .execute();
}

/** Forgets pictures that nobody can see any more. */
export async function deleteOldPictures(tx: TenantTx, before: Date): Promise<void> {
  await tx.db
    .deleteFrom("app.card_picture")
    .where("tenant_id", "=", tx.tenantId)
    .where("expires_at", "<", before)
    .execute();
}
