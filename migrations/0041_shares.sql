-- A rate without a unit of its own is a share, shown in per cent (src/words/metrics.ts): a part that is below nothing or above its whole
-- is refused. It was taken, and shown as "155%".

-- As in 0036; `sent` refuses what is no share.
create or replace function app.store_metric_values(p_tenant uuid, p_rows jsonb, p_covered jsonb, p_today date)
returns table (i integer, refusal text) language sql volatile
begin atomic
  with sent as materialized (
    select r.i, r.d, r.v, r.n, r.b, m.id as metric_id, m.covered_from, m.covered_to, m.scored, m.kind, a.id as account_id,
           case when m.id is null then 'unknown-metric'
                when m.source <> 'supplied' then 'counted-metric'
                when a.id is null then 'unknown-account'
                when r.d > p_today then 'in-future'
                when (m.kind = 'rate') <> (r.n is not null) or (m.kind = 'histogram') <> (r.b is not null) then 'wrong-kind'
                when m.kind = 'rate' and m.unit in ('', '%') and (r.v < 0 or r.v > r.n) then 'not-a-share'
           end as refusal
      from jsonb_populate_recordset(null::app.sent_value, p_rows) r
      left join app.metric m on m.tenant_id = p_tenant and m.name = r.m and m.archived_at is null
      left join app.account a on a.tenant_id = p_tenant and a.external_id = r.a
  ), latest as materialized (
    select distinct on (metric_id, account_id, d) * from sent where refusal is null order by metric_id, account_id, d, sent.i desc
  ), claimed as materialized (
    select (-c.n)::integer as i, c.d, m.id as metric_id,
           case when m.id is null then 'unknown-metric'
                when m.source <> 'supplied' then 'counted-metric'
                when c.d > p_today then 'in-future'
           end as refusal
      from jsonb_populate_recordset(null::app.covered_metric, p_covered) with ordinality c (m, d, n)
      left join app.metric m on m.tenant_id = p_tenant and m.name = c.m and m.archived_at is null
  ), stored as (
    insert into app.metric_day as old (tenant_id, metric_id, day, account_id, value, denominator, buckets)
    select p_tenant, metric_id, d, account_id, v, n, b from latest order by metric_id, account_id, d
    on conflict (tenant_id, metric_id, day, account_id) do update
      set value = excluded.value, denominator = excluded.denominator, buckets = excluded.buckets
     where (old.value, old.denominator, old.buckets) is distinct from (excluded.value, excluded.denominator, excluded.buckets)
    returning old.metric_id, old.account_id, old.day
  ), reached as (
    select m.id, m.kind, m.scored, m.covered_to as before, greatest(m.covered_to, max(said.d)) as covered_to, min(said.d) as first
      from (select metric_id, d from latest
            union all
            select metric_id, d from claimed where refusal is null) said
      join app.metric m on m.tenant_id = p_tenant and m.id = said.metric_id
     group by m.id, m.kind, m.scored, m.covered_to
  ), noted as (
    update app.metric m
       set covered_to = reached.covered_to,
           covered_from = least(m.covered_from, (select min(l.d) from latest l where l.metric_id = m.id))
      from reached where m.tenant_id = p_tenant and m.id = reached.id
    returning m.id
  ), changed as (
    select stored.account_id, min(stored.day) as from_day
      from stored join latest on latest.metric_id = stored.metric_id and latest.account_id = stored.account_id and latest.d = stored.day
     where latest.scored group by stored.account_id
    union all
    -- While the feed was late each day was scored with the last window known: it is scored with its own from now on, of every
    -- account.
    select a.id, min(reached.before) + 1
      from reached join app.account a on a.tenant_id = p_tenant and a.first_day is not null
     where reached.scored and reached.covered_to > reached.before
     group by a.id
    union all
    -- A counter's days without a row are known from its first day on, of every account.
    select a.id, min(begun.d)
      from (select l.d from latest l where l.scored and l.kind = 'counter' and l.d < coalesce(l.covered_from, 'infinity')) begun
      join app.account a on a.tenant_id = p_tenant and a.first_day is not null
     group by a.id
  ), rescored as (
    insert into app.rescore_due as due (tenant_id, account_id, from_day)
    select p_tenant, account_id, min(from_day) from changed group by account_id having min(from_day) < p_today order by account_id
    on conflict (tenant_id, account_id) do update set from_day = least(due.from_day, excluded.from_day)
  )
  select refused.i, refused.refusal
    from (select sent.i, sent.refusal from sent union all select claimed.i, claimed.refusal from claimed) refused
   where refused.refusal is not null order by refused.i;
end;
