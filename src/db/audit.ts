import { newId } from "../ids.ts";
import type { TenantTx } from "./with-tenant.ts";

/** What can be done, in the past tense, as the audit page prints it: looks first, then changes. */
export type AuditVerb =
  | "looked at account"
  | "looked at people"
  | "looked at portfolio"
  | "asked why"
  | "searched accounts"
  | "exported account"
  | "exported portfolio"
  | "shared into a conversation"
  | "acknowledged alert"
  | "released alert"
  | "snoozed alert"
  | "woke alert"
  | "resolved alert"
  | "reopened alert"
  | "judged alert"
  | "set alert rules"
  | "looked at alert rules"
  | "looked at untold signals"
  | "looked at alert report"
  | "asked for a digest"
  | "set digest"
  | "set notices"
  | "looked at deliveries"
  | "exported deliveries"
  | "sent again"
  | "described account"
  | "assigned account"
  | "added member"
  | "created tenant"
  | "created write key"
  | "created sign-in link"
  | "asked for sign-in link"
  | "asked for report by mail"
  | "stopped mail"
  | "signed in"
  | "signed out"
  | "drafted model"
  | "discarded model"
  | "published model"
  | "restored model"
  | "previewed model"
  | "calibrated model"
  | "imported file"
  | "defined metric"
  | "archived metric"
  | "supplied metrics"
  | "imported facts"
  | "looked at metrics"
  | "looked at renewals";

/** What is kept of a look or a change. Who and from where are the transaction's own. */
export interface AuditEntry {
  readonly verb: AuditVerb;
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
