import { type RawBuilder, sql } from "kysely";
import type { ModelDocument } from "../../scoring/models/model.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A version that was published, as statements carry it. */
export interface PublishedModel {
  readonly version: number;
  readonly document: ModelDocument;
}

/** The tenant's published versions as JSON, for a statement that reads something else; null where there is none. */
export function publishedModels(tx: TenantTx): RawBuilder<PublishedModel[] | null> {
  return sql`(select jsonb_agg(jsonb_build_object('version', sm.version, 'document', sm.document))
                from app.scoring_model sm where sm.tenant_id = ${tx.tenantId} and sm.state = 'published')`;
}

/** A stored version, with who made it. Version 1 is not stored. */
export interface ModelRow extends PublishedModel {
  readonly state: "draft" | "published";
  readonly note: string | null;
  readonly restores: number | null;
  readonly savedBy: string | null;
  readonly savedAt: Date;
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
}

/** Every stored version, the newest first: the draft, if there is one, leads. */
export async function readModels(tx: TenantTx): Promise<ModelRow[]> {
  const { rows } = await sql<ModelRow>`
    select sm.version, sm.document, sm.state, sm.note, sm.restores, saver.name as "savedBy", sm.saved_at as "savedAt",
           publisher.name as "publishedBy", sm.published_at as "publishedAt"
      from app.scoring_model sm
      left join app.member saver on saver.tenant_id = sm.tenant_id and saver.id = sm.saved_by
      left join app.member publisher on publisher.tenant_id = sm.tenant_id and publisher.id = sm.published_by
     where sm.tenant_id = ${tx.tenantId}
     order by sm.version desc`.execute(tx.db);
  return rows;
}

/** The first day that was scored by a version; before there is one, the day that will be. Null before the first final day. */
export async function readScoresFrom(tx: TenantTx, version: number): Promise<Day | null> {
  const { rows } = await sql<{ day: Day | null }>`
    select coalesce(
      (select min(m.day) from app.market_day m where m.tenant_id = ${tx.tenantId} and m.model = ${version}),
      (select c.last_final_day + 1 from app.tenant_clock c where c.tenant_id = ${tx.tenantId})) as day`.execute(
    tx.db,
  );
  return rows[0]?.day ?? null;
}

/** Writes the draft: a new one, or over the one there is. */
export async function writeDraft(
  tx: TenantTx,
  draft: {
    version: number;
    document: ModelDocument;
    memberId: string | null;
    restores: number | null;
    now: Date;
  },
): Promise<void> {
  const values = {
    document: JSON.stringify(draft.document),
    restores: draft.restores,
    saved_by: draft.memberId,
    saved_at: draft.now,
  };
  await tx.db
    .insertInto("app.scoring_model")
    .values({ tenant_id: tx.tenantId, version: draft.version, state: "draft", ...values })
    .onConflict((conflict) => conflict.columns(["tenant_id", "version"]).doUpdateSet(values))
    .execute();
}

/** Makes the draft a version that scores. @returns false when there is no such draft (any more) */
export async function publishDraft(
  tx: TenantTx,
  draft: { version: number; note: string; memberId: string | null; now: Date },
): Promise<boolean> {
  const result = await tx.db
    .updateTable("app.scoring_model")
    .set({ state: "published", note: draft.note, published_by: draft.memberId, published_at: draft.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("version", "=", draft.version)
    .where("state", "=", "draft")
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Throws the draft away. @returns whether there was one */
export async function deleteDraft(tx: TenantTx): Promise<boolean> {
  const result = await tx.db
    .deleteFrom("app.scoring_model")
    .where("tenant_id", "=", tx.tenantId)
    .where("state", "=", "draft")
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** The segments in which a version scored accounts on days that are scored already, by "account day". */
export async function readScoredSegments(
  tx: TenantTx,
  input: { from: Day; to: Day; accountIds: readonly string[] | null; model: number },
): Promise<Map<string, string | null>> {
  const { accountIds } = input;
  const rows = await tx.db
    .selectFrom("app.score")
    .select(["account_id", "day", "segment"])
    .where("tenant_id", "=", tx.tenantId)
    .where("day", ">=", input.from)
    .where("day", "<=", input.to)
    .where("model", "=", input.model)
    .$if(accountIds !== null, (query) => query.where("account_id", "in", [...(accountIds ?? [])]))
    .execute();
  return new Map(rows.map(({ account_id, day, segment }) => [`${account_id} ${day}`, segment]));
}
