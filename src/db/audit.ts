import { newId } from "../ids.ts";
import type { TenantTx } from "./with-tenant.ts";

/** What is kept of a look or a change. Who and from where are the transaction's own. */
export interface AuditEntry {
  /** What was done, in the past tense, as the audit page prints it: "looked at account", "acknowledged alert". */
  readonly verb: string;
  /** Which account, when it was one. */
  readonly accountId?: string;
  /** Facts that tell this look from another: a filter, a period, a format. Never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly now: Date;
}

/** Writes one row into the audit log: who, what, which account, when, from where. Ends with the transaction it is part of. */
export async function writeAudit(tx: TenantTx, entry: AuditEntry): Promise<void> {
  const { actor, surface, requestId } = tx.context;
  const source = actor.kind === "source" ? { sourceId: actor.sourceId } : {};
  await tx.db
    .insertInto("app.audit_log")
    .values({
      tenant_id: tx.tenantId,
      id: newId(entry.now.getTime()),
      at: entry.now,
      actor: actor.kind,
      member_id: actor.kind === "member" ? actor.memberId : null,
      verb: entry.verb,
      account_id: entry.accountId ?? null,
      surface,
      request_id: requestId,
      detail: JSON.stringify({ ...entry.detail, ...source }),
    })
    .execute();
}
