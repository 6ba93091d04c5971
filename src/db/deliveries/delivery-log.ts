import { sql } from "kysely";
import type { SendingChannel } from "../../channels.ts";
import type { AlertOpening } from "../../results/alerts.ts";
import type { TenantTx } from "../with-tenant.ts";
import type { DeliveryState, DeliverySubject } from "./deliveries.ts";

/** A line of the delivery log. Account and alert are null where the reader may not see them (any more). */
export interface DeliveryLogRow {
  readonly id: string;
  readonly memberId: string;
  readonly memberName: string;
  readonly channel: SendingChannel;
  readonly subjectKind: DeliverySubject;
  readonly subjectId: string;
  readonly opening: AlertOpening | null;
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly digestKind: string | null;
  /** How many alerts a summary tells. */
  readonly heldAlerts: number | null;
  /** Of a summary: whether they were too many at once; else they waited for the end of quiet hours. */
  readonly atOnce: boolean | null;
  readonly reportFormat: string | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly errorCode: string | null;
  readonly error: string | null;
  readonly queuedAt: Date;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  /** When the summary that tells it was made. */
  readonly mergedAt: Date | null;
  /** The same message in its reader's inbox. */
  readonly inboxId: string | null;
}

/** Which deliveries: of whom, by which channel, in which states, queued in [from, to). Null: all. */
export interface DeliveryLogFilter {
  readonly memberId: string | null;
  readonly channel: SendingChannel | null;
  readonly states: readonly DeliveryState[] | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Deliveries by any channel but the inbox, newest first; `matching` counts them all. */
export async function readDeliveryLog(
  tx: TenantTx,
  filter: DeliveryLogFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: DeliveryLogRow[]; matching: number }> {
  const matches = sql`
    from app.delivery d
   where d.tenant_id = ${tx.tenantId} and d.channel <> 'inbox'
     and (${filter.memberId}::uuid is null or d.member_id = ${filter.memberId}::uuid)
     and (${filter.channel}::text is null or d.channel = ${filter.channel})
     and (${filter.states && [...filter.states]}::text[] is null or d.state = any (${filter.states && [...filter.states]}::text[]))
     and (${filter.from}::timestamptz is null or d.queued_at >= ${filter.from})
     and (${filter.to}::timestamptz is null or d.queued_at < ${filter.to})`;
  // The page first, then what its lines are about: the joins touch the lines that are shown and no other.
  const { rows } = await sql<DeliveryLogRow>`
    with page as (select d.* ${matches} order by d.queued_at desc, d.id desc limit ${page.limit} offset ${page.offset})
    select d.id, d.member_id as "memberId", m.name as "memberName", d.channel, d.subject_kind as "subjectKind",
           d.subject_id as "subjectId", a.figures as opening, c.id as "accountId", c.name as "accountName",
           s.facts ->> 'kind' as "digestKind", jsonb_array_length(d.facts -> 'alertIds') as "heldAlerts",
           (d.facts ->> 'atOnce')::boolean as "atOnce",
           d.facts ->> 'format' as "reportFormat", d.state, d.attempts, d.error_code as "errorCode", d.error,
           d.queued_at as "queuedAt", d.due_at as "dueAt", d.sent_at as "sentAt", merged.queued_at as "mergedAt",
           i.id as "inboxId"
      from page d
      join app.member m on m.tenant_id = d.tenant_id and m.id = d.member_id
      left join app.alert a
        on a.tenant_id = d.tenant_id and a.id = d.subject_id and d.subject_kind in ('alert', 'alert-closed')
      left join app.account c
        on c.tenant_id = d.tenant_id and c.id = coalesce(a.account_id, (d.facts ->> 'accountId')::uuid)
      left join app.digest_sent s on s.tenant_id = d.tenant_id and s.id = d.subject_id and d.subject_kind = 'digest'
      left join app.delivery merged on merged.tenant_id = d.tenant_id and merged.id = d.merged_into
      left join app.delivery i
        on i.tenant_id = d.tenant_id and i.subject = d.subject and i.member_id = d.member_id and i.channel = 'inbox'
     order by d.queued_at desc, d.id desc`.execute(tx.db);
  const counted = await sql<{ matching: number }>`select count(*) as matching ${matches}`.execute(tx.db);
  return { rows, matching: counted.rows[0]?.matching ?? 0 };
}
