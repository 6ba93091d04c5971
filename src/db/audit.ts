import { type RawBuilder, sql } from "kysely";
import { newId } from "../ids.ts";
import { storableJson } from "../ingest/clean-text.ts";
import type { AuditVerb } from "../results/audit.ts";
import { prepared } from "./prepared.ts";
import type { TenantTx } from "./with-tenant.ts";

/** What is kept of a look or a change. Who and from where are the transaction's own. */
export interface AuditEntry {
  readonly verb: AuditVerb;
  /** Which account, when it was one. */
  readonly accountId?: string;
  /** Facts that tell this look from another: a filter, a period, a format. Never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly now: Date;
  /** The row's own id, where one look may be tried several times and is one row; undefined: a new one. */
  readonly id?: string | undefined;
}

/** Writes one row into the audit log: who, what, which account, when, from where. Ends with the transaction it is part of. */
export async function writeAudit(tx: TenantTx, entry: AuditEntry): Promise<void> {
  await prepared(auditInsert(tx, entry)).execute(tx.db);
}

/**
 * The same row as a part of the statement that looks.
 * @param found jsonb: what that statement finds, beside the entry's own detail
 */
export function auditInsert(
  tx: TenantTx,
  entry: AuditEntry,
  found: RawBuilder<unknown> = sql`'{}'::jsonb`,
): RawBuilder<unknown> {
  const { actor, surface, requestId } = tx.context;
  const source = actor.kind === "source" ? { sourceId: actor.sourceId } : {};
  const memberId = actor.kind === "member" ? actor.memberId : null;
  return sql`
    insert into app.audit_log (tenant_id, id, at, actor, member_id, verb, account_id, surface, request_id, detail)
    values (${tx.tenantId}, ${entry.id ?? newId(entry.now.getTime())}, ${entry.now}, ${actor.kind}, ${memberId}, ${entry.verb},
            ${entry.accountId ?? null}, ${surface}, ${requestId}, ${storableJson({ ...entry.detail, ...source })}::jsonb || ${found})
    ${entry.id === undefined ? sql`` : sql`on conflict do nothing`}`;
}
