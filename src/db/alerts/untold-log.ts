import { sql } from "kysely";
import type { AlertOpening } from "../../results/alerts.ts";
import type { NotTold } from "../../results/untold.ts";
import type { AlertScope } from "../../scoring/detect/alert-settings.ts";
import type { Day, SignalKind } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A signal that was not told by itself, from whatever table says so. */
export interface UntoldRow {
  readonly id: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly kind: SignalKind;
  readonly at: Date;
  readonly why: NotTold;
  readonly scope: AlertScope | null;
  readonly opening: AlertOpening;
  readonly members: readonly string[];
  readonly alertId: string | null;
  readonly endedHow: "told" | "over" | "undone" | "left" | null;
  readonly endedDay: Day | null;
  readonly until: Date | null;
  readonly matching: number;
}

/**
 * What was seen and not told by itself, newest first: signals that a rule, an outage or a weekly check kept back or that another
 * message says; alerts that late data undid; messages that wait for the end of quiet hours, or came in a summary.
 * @param filter.whys null: all
 */
export async function readUntoldLog(
  tx: TenantTx,
  filter: { readonly accountId: string | null; readonly whys: readonly NotTold[] | null },
  page: { readonly limit: number; readonly offset: number },
): Promise<UntoldRow[]> {
  const { accountId, whys } = filter;
  const { rows } = await sql<UntoldRow>`
    with line as (
      select s.id, s.account_id, s.kind, s.seen_at as at, s.why, s.scope, s.opening, s.member_ids, s.alert_id,
             s.ended_how, s.ended_day, null::timestamptz as until
        from app.untold_signal s
       where s.tenant_id = ${tx.tenantId} and (${accountId}::uuid is null or s.account_id = ${accountId}::uuid)
      union all
      select x.id, x.account_id, x.kind, x.opened_at, case when x.state = 'withdrawn' then 'withdrawn' else 'merged' end, null, x.figures,
             array(select distinct d.member_id from app.delivery d
                    where d.tenant_id = x.tenant_id and d.subject_kind = 'alert' and d.subject_id = coalesce(x.lead_id, x.id)),
             coalesce(x.lead_id, x.id), case when x.state = 'withdrawn' then 'undone' end, case when x.state = 'withdrawn' then x.closed_day end, null
        from app.alert x
       where x.tenant_id = ${tx.tenantId} and (x.state = 'withdrawn' or x.lead_id is not null)
         and (${accountId}::uuid is null or x.account_id = ${accountId}::uuid)
      union all
      select x.id, x.account_id, x.kind, x.opened_at,
             case when bool_or(d.state = 'held') or not coalesce(bool_or((s.facts ->> 'atOnce')::boolean), false)
                  then 'quiet-hours' else 'summary' end,
             null, x.figures, array_agg(distinct d.member_id), x.id,
             case when bool_or(d.state = 'held') then null else 'told' end,
             case when bool_or(d.state = 'held') then null else max((coalesce(s.sent_at, s.queued_at) at time zone t.zone)::date) end,
             max(d.due_at) filter (where d.state = 'held')
        from app.delivery d
        join app.tenant t on t.id = d.tenant_id
        join app.alert x on x.tenant_id = d.tenant_id and x.id = d.subject_id
        left join app.delivery s on s.tenant_id = d.tenant_id and s.id = d.merged_into
       where d.tenant_id = ${tx.tenantId} and d.subject_kind = 'alert' and d.state in ('held', 'merged')
         -- Not what is told of an alert once more.
         and d.subject = 'alert:' || d.subject_id
         and (${accountId}::uuid is null or x.account_id = ${accountId}::uuid)
       group by x.id, x.account_id, x.kind, x.opened_at, x.figures
    )
    select l.id, l.account_id as "accountId", a.name as "accountName", l.kind, l.at, l.why, l.scope, l.opening,
           array(select m.name from app.member m where m.tenant_id = ${tx.tenantId} and m.id = any (l.member_ids) order by m.name) as members,
           l.alert_id as "alertId", l.ended_how as "endedHow", l.ended_day as "endedDay", l.until,
           (count(*) over ())::int as matching
      from line l
      join app.account a on a.tenant_id = ${tx.tenantId} and a.id = l.account_id
     where ${whys}::text[] is null or l.why = any (${whys}::text[])
     order by l.at desc, l.id desc, l.why
     limit ${page.limit} offset ${page.offset}`.execute(tx.db);
  return rows;
}
