import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import type { DeliverySubject } from "./deliveries.ts";

/** The newest digest of a kind: its facts. */
export async function findLatestDigest(tx: TenantTx, kind: string): Promise<unknown> {
  const { rows } = await sql<{ facts: unknown }>`
    select facts - 'told' as facts from app.digest_sent
     where tenant_id = ${tx.tenantId} and facts ->> 'kind' = ${kind}
     order by made_at desc limit 1`.execute(tx.db);
  return rows[0]?.facts;
}

/** The newest alert that is so: its id. Null: whichever. */
export async function findLatestAlert(
  tx: TenantTx,
  wanted: {
    readonly kind: string | null;
    readonly state: string | null;
    readonly closedHow: readonly string[] | null;
  },
): Promise<string | undefined> {
  const how = wanted.closedHow && [...wanted.closedHow];
  const { rows } = await sql<{ id: string }>`
    select id from app.alert
     where tenant_id = ${tx.tenantId}
       and (${wanted.kind}::text is null or kind = ${wanted.kind})
       and (${wanted.state}::text is null or state = ${wanted.state})
       and (${how}::text[] is null or closed_how = any (${how}::text[]))
     order by opened_at desc, id desc limit 1`.execute(tx.db);
  return rows[0]?.id;
}

/** The newest delivery of a kind: what it is about and its facts. @param state of what its facts tell: "failed", say */
export async function findLatestDelivery(
  tx: TenantTx,
  subjectKind: DeliverySubject,
  state: string | null = null,
): Promise<{ readonly subjectId: string; readonly facts: unknown } | undefined> {
  const { rows } = await sql<{ subjectId: string; facts: unknown }>`
    select subject_id as "subjectId", facts from app.delivery
     where tenant_id = ${tx.tenantId} and subject_kind = ${subjectKind}
       and (${state}::text is null or facts ->> 'state' = ${state})
     order by queued_at desc limit 1`.execute(tx.db);
  return rows[0];
}

/** The newest stop of a feed, over or not: its id. */
export async function findLatestOutage(tx: TenantTx, isOver: boolean): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from app.feed_outage
     where tenant_id = ${tx.tenantId} and (ended_at is not null) = ${isOver}
     order by found_at desc limit 1`.execute(tx.db);
  return rows[0]?.id;
}
