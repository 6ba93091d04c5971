import { sql } from "kysely";
import type { ModelDocument } from "../../scoring/models/model.ts";
import type { TenantTx } from "../with-tenant.ts";

/** What is worked out over a tenant's history: a draft beside the live model, two versions, or bands for a model. */
export type PreviewKind = "draft" | "versions" | "bands";

/** A preview that was asked for. `result` is what the use case wrote. */
export interface PreviewRow {
  readonly id: string;
  readonly kind: PreviewKind;
  readonly document: ModelDocument;
  /** What it is held against. */
  readonly oldVersion: number;
  /** Of two versions: the later one. */
  readonly nextVersion: number | null;
  readonly state: "waiting" | "running" | "done" | "failed" | "superseded";
  readonly done: number;
  readonly total: number;
  readonly result: unknown;
  readonly error: string | null;
  readonly askedAt: Date;
}

/** Previews of a kind that are kept; older ones go when a new one is asked for. */
const kept = 10;

/** Notes a new preview; one of its kind that waits or runs is superseded: only the newest is of use. */
export async function insertPreview(
  tx: TenantTx,
  preview: Pick<PreviewRow, "id" | "kind" | "document" | "oldVersion" | "nextVersion"> & {
    readonly memberId: string | null;
    readonly now: Date;
  },
): Promise<void> {
  await tx.db
    .updateTable("app.model_preview")
    .set({ state: "superseded", ended_at: preview.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("kind", "=", preview.kind)
    .where("state", "in", ["waiting", "running"])
    .execute();
  await tx.db
    .insertInto("app.model_preview")
    .values({
      tenant_id: tx.tenantId,
      id: preview.id,
      document: JSON.stringify(preview.document),
      kind: preview.kind,
      live_version: preview.oldVersion,
      next_version: preview.nextVersion,
      state: "waiting",
      asked_by: preview.memberId,
      asked_at: preview.now,
    })
    .execute();
  await sql`
    delete from app.model_preview
     where tenant_id = ${tx.tenantId} and kind = ${preview.kind} and id not in (
       select id from app.model_preview where tenant_id = ${tx.tenantId} and kind = ${preview.kind}
        order by asked_at desc, id desc limit ${kept})`.execute(tx.db);
}

/** A preview by id, or the newest of a kind, which no other took the place of; undefined when there is none. */
export async function findPreview(
  tx: TenantTx,
  which: { readonly id: string } | { readonly kind: PreviewKind },
): Promise<PreviewRow | undefined> {
  const row = await tx.db
    .selectFrom("app.model_preview")
    .selectAll()
    .where("tenant_id", "=", tx.tenantId)
    .where((where) => ("id" in which ? where("id", "=", which.id) : where("kind", "=", which.kind)))
    .orderBy(sql`state = 'superseded'`)
    .orderBy("asked_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      kind: row.kind,
      document: row.document,
      oldVersion: row.live_version,
      nextVersion: row.next_version,
      state: row.state,
      done: row.done,
      total: row.total,
      result: row.result,
      error: row.error,
      askedAt: row.asked_at,
    }
  );
}

/** What changes of a preview while it is computed. */
export interface PreviewChange {
  readonly state?: PreviewRow["state"];
  readonly done?: number;
  readonly total?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly endedAt?: Date;
}

/** Notes how a preview goes on. @returns false when a newer one took its place */
export async function updatePreview(tx: TenantTx, id: string, change: PreviewChange): Promise<boolean> {
  const { result, endedAt, ...rest } = change;
  const updated = await tx.db
    .updateTable("app.model_preview")
    .set({
      ...rest,
      ...(result === undefined ? {} : { result: JSON.stringify(result) }),
      ...(endedAt === undefined ? {} : { ended_at: endedAt }),
    })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", id)
    .where("state", "in", ["waiting", "running"])
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Notes that what was found was shown to somebody. @returns whether it was for the first time */
export async function noteSeen(tx: TenantTx, id: string, now: Date): Promise<boolean> {
  const updated = await tx.db
    .updateTable("app.model_preview")
    .set({ seen_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", id)
    .where("seen_at", "is", null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}
