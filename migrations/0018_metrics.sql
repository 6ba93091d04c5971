-- A tenant's own metrics, by account and day; and more facts of an account.

-- What a metric is and where its values come from. Archived ones keep their days; their name may be used again.
create table app.metric (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  label text not null check (length(label) between 1 and 80),
  unit text not null check (length(unit) <= 24),
  kind text not null check (kind in ('counter', 'gauge', 'rate', 'histogram')),
  -- Which direction is good.
  good text not null check (good in ('up', 'down')),
  -- Of a histogram: the percentile that is its value.
  percentile smallint not null default 95 check (percentile between 1 and 99),
  source text not null check (source in ('event', 'supplied')),
  event_name text,
  -- Conditions on the event's properties, all of which must hold: [{"property": …, "op": …, "value": …}].
  filter jsonb not null default '[]',
  -- The property that holds the value; a counter without one counts events.
  value_property text,
  -- Of a rate: which of the events count (a share of all), or the properties that hold its two terms.
  share_filter jsonb,
  numerator_property text,
  denominator_property text,
  -- The first day with a value of any account, and the last day that the feed of a supplied metric covers: without a row, a
  -- counter is 0 between them, and unknown elsewhere.
  covered_from date,
  covered_to date,
  -- The month of history that is counted next, newest first; null: all is counted.
  count_next date,
  -- A live scoring model uses it: what changes its values scores the accounts again.
  scored boolean not null default false,
  created_at timestamptz not null,
  archived_at timestamptz,
  primary key (tenant_id, id),
  check ((source = 'event') = (event_name is not null))
);
create unique index metric_name on app.metric (tenant_id, name) where archived_at is null;
alter table app.metric enable row level security;
alter table app.metric force row level security;
create policy tenant_wall on app.metric to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, update on app.metric to bellwether_app;

-- A metric of an account on one day. value: of a counter the day's sum, of a gauge its last, of a rate the numerator.
create table app.metric_day (
  tenant_id uuid not null,
  metric_id uuid not null,
  day date not null,
  account_id uuid not null,
  value double precision,
  denominator double precision,
  -- Of a histogram: how many values by bucket (src/scoring/metric-buckets.ts).
  buckets jsonb,
  primary key (tenant_id, metric_id, day, account_id),
  foreign key (tenant_id, metric_id) references app.metric (tenant_id, id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index metric_day_by_account on app.metric_day (tenant_id, account_id, metric_id, day);
alter table app.metric_day enable row level security;
alter table app.metric_day force row level security;
create policy tenant_wall on app.metric_day to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees(account_id))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, update, delete on app.metric_day to bellwether_app;

-- The number that a property holds, also as a text; null for anything else, and beyond what a metric may be.
create function app.number_in(p_properties jsonb, p_name text) returns double precision language sql immutable parallel safe
begin atomic
  select case when abs(read.number) < 1e12 then read.number end
    from (select case
            when jsonb_typeof(p_properties -> p_name) = 'number' and length(p_properties ->> p_name) < 40
              then (p_properties ->> p_name)::double precision
            when jsonb_typeof(p_properties -> p_name) = 'string' and p_properties ->> p_name ~ '^-?[0-9]{1,12}([.][0-9]{1,12})?$'
              then (p_properties ->> p_name)::double precision end) read (number);
end;

-- Whether an event's properties meet all conditions of a filter. Texts are compared as they are written.
create function app.meets(p_properties jsonb, p_filter jsonb) returns boolean language sql immutable parallel safe
begin atomic
  select p_filter = '[]' or not exists (
    select from jsonb_array_elements(p_filter) c
     where not coalesce(case c ->> 'op'
       when 'is' then p_properties ->> (c ->> 'property') = c ->> 'value'
       when 'is-not' then p_properties ->> (c ->> 'property') is distinct from c ->> 'value'
       when 'at-least' then app.number_in(p_properties, c ->> 'property') >= (c ->> 'value')::double precision
       when 'at-most' then app.number_in(p_properties, c ->> 'property') <= (c ->> 'value')::double precision
     end, false));
end;

-- The bucket of a value, each 2% wide (src/scoring/metric-buckets.ts). Below nothing there is none.
create function app.bucket_of(p_value double precision) returns integer language sql immutable parallel safe
  return case when p_value < 0 then null when p_value < 1e-9 then -2000
              else ceil(ln(p_value) / ln(1.02::double precision))::integer end;

-- Counts event metrics of accounts between two instants again, of their days from p_from to p_to. p_accounts null: all.
-- Two events of one instant: the larger is a gauge's last, so that the order in which they came changes nothing.
create function app.count_metrics(
  p_tenant uuid, p_metrics uuid[], p_accounts uuid[], p_from date, p_to date, p_after timestamptz, p_before timestamptz, p_zone text)
returns table (metric_id uuid, account_id uuid, day date, value double precision, denominator double precision, buckets jsonb)
language sql stable
begin atomic
  with m as materialized (
    select * from app.metric m where m.tenant_id = p_tenant and m.id = any (p_metrics)
  ), hit as (
    select m.id, m.kind, m.value_property, m.share_filter, m.numerator_property, m.denominator_property,
           e.account_id, e.at, app.day_in(e.at, p_zone) as day, e.properties, app.number_in(e.properties, m.value_property) as number
      from app.event e join m on m.event_name = e.name
     where e.tenant_id = p_tenant and e.at >= p_after and e.at < p_before and e.account_id is not null
       and (p_accounts is null or e.account_id = any (p_accounts)) and app.meets(e.properties, m.filter)
  ), valued as (
    select hit.id, hit.kind, hit.account_id, hit.day, hit.at, hit.number,
           case hit.kind
             when 'counter' then case when hit.value_property is null then 1 else hit.number end
             when 'rate' then case when hit.numerator_property is not null then app.number_in(hit.properties, hit.numerator_property)
                                   when app.meets(hit.properties, hit.share_filter) then 1 else 0 end
           end as term,
           case when hit.denominator_property is not null then app.number_in(hit.properties, hit.denominator_property)
                when hit.kind = 'rate' then 1 end as below,
           case hit.kind when 'histogram' then app.bucket_of(hit.number) end as bucket
      from hit where hit.day between p_from and p_to
  ), summed as (
    select id, kind, account_id, day, bucket, count(*) as events,
           sum(round(term::numeric, 6)) filter (where kind = 'counter' or term is not null and below is not null) as term,
           sum(round(below::numeric, 6)) filter (where term is not null and below is not null) as below,
           (array_agg(number order by at desc, number desc) filter (where number is not null))[1] as last
      from valued
     where kind in ('counter', 'rate') or kind = 'gauge' and number is not null or bucket is not null
     group by id, kind, account_id, day, bucket
  )
  select id, account_id, day, (case kind when 'gauge' then max(last) when 'histogram' then null else max(term) end)::double precision,
         (case kind when 'rate' then max(below) end)::double precision,
         jsonb_object_agg(bucket, events) filter (where bucket is not null)
    from summed group by id, kind, account_id, day
  having kind in ('gauge', 'histogram') or max(term) is not null;
end;

-- Where a metric's values begin.
create function app.note_metric_start(p_tenant uuid, p_metrics uuid[]) returns void language sql volatile
begin atomic
  update app.metric m set covered_from = start.day
    from (select id, (select min(d.day) from app.metric_day d where d.tenant_id = p_tenant and d.metric_id = id) as day
            from unnest(p_metrics) id) start
   where m.tenant_id = p_tenant and m.id = start.id and m.covered_from is distinct from start.day;
end;

-- A value that is sent: metric and account by name, day; v = value or numerator, n = denominator, b = buckets.
create type app.sent_value as (i integer, m text, a text, d date, v double precision, n double precision, b jsonb);
-- Up to which day a feed says that it covers a metric.
create type app.covered_metric as (m text, d date);

-- Stores supplied values; each replaces its day's, the last of a request counts. Answers what was refused, by position and code.
create function app.store_metric_values(p_tenant uuid, p_rows jsonb, p_covered jsonb, p_today date)
returns table (i integer, refusal text) language sql volatile
begin atomic
  with sent as materialized (
    select r.i, r.d, r.v, r.n, r.b, m.id as metric_id, m.covered_to, m.scored, m.kind, a.id as account_id,
           case when m.id is null then 'unknown-metric'
                when m.source <> 'supplied' then 'counted-metric'
                when a.id is null then 'unknown-account'
                when r.d > p_today then 'in-future'
                when (m.kind = 'rate') <> (r.n is not null) or (m.kind = 'histogram') <> (r.b is not null) then 'wrong-kind'
           end as refusal
      from jsonb_populate_recordset(null::app.sent_value, p_rows) r
      left join app.metric m on m.tenant_id = p_tenant and m.name = r.m and m.archived_at is null
      left join app.account a on a.tenant_id = p_tenant and a.external_id = r.a
  ), latest as materialized (
    select distinct on (metric_id, account_id, d) * from sent where refusal is null order by metric_id, account_id, d, sent.i desc
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
            select m.id, least(c.d, p_today) from jsonb_populate_recordset(null::app.covered_metric, p_covered) c
              join app.metric m on m.tenant_id = p_tenant and m.name = c.m and m.archived_at is null and m.source = 'supplied') said
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
    -- A counter's days without a row are known from now on, of every account.
    select a.id, min(reached.before) + 1
      from reached join app.account a on a.tenant_id = p_tenant and a.first_day is not null
     where reached.scored and reached.kind = 'counter' and reached.covered_to > reached.before
     group by a.id
  ), rescored as (
    insert into app.rescore_due as due (tenant_id, account_id, from_day)
    select p_tenant, account_id, min(from_day) from changed group by account_id having min(from_day) < p_today order by account_id
    on conflict (tenant_id, account_id) do update set from_day = least(due.from_day, excluded.from_day)
  )
  select sent.i, sent.refusal from sent where sent.refusal is not null order by sent.i;
end;

-- The same for who presents a write key, with its audit row: one call a request. No row: the key is unknown or revoked.
create function app.supply_metrics(p_key_hash text, p_at timestamptz, p_rows jsonb, p_covered jsonb, p_audit uuid)
returns table (tenant uuid, refused jsonb) language plpgsql volatile as $$
declare this_tenant uuid; this_source uuid; zone text; refusals jsonb;
begin
  perform app.enter_with_key(p_key_hash);
  select k.tenant_id, k.id into this_tenant, this_source
    from app.write_key k where k.key_hash = p_key_hash and k.revoked_at is null;
  if this_tenant is null then return; end if;
  perform app.enter_as_system(this_tenant);
  select t.zone into zone from app.tenant t where t.id = this_tenant;
  select coalesce(jsonb_agg(jsonb_build_object('i', r.i, 'code', r.refusal) order by r.i), '[]') into refusals
    from app.store_metric_values(this_tenant, p_rows, p_covered, app.day_in(p_at, zone)) r;
  insert into app.audit_log (tenant_id, id, at, actor, verb, surface, detail)
  values (this_tenant, p_audit, p_at, 'source', 'supplied metrics', 'api', jsonb_build_object(
    'sourceId', this_source, 'rows', jsonb_array_length(p_rows), 'refused', jsonb_array_length(refusals),
    'metrics', (select coalesce(jsonb_agg(distinct r ->> 'm'), '[]') from jsonb_array_elements(p_rows) r)));
  return query select this_tenant, refusals;
end $$;

-- More facts of an account. One that left is kept, and nobody is told of it any more.
alter table app.account
  add column seats integer check (seats >= 0),
  add column stage text check (length(stage) between 1 and 80),
  add column churned_on date;

-- What is said of an account: its name at the source, facts in short names (null takes one away), further traits; id = of its
-- audit row.
create type app.said_of_account as (i integer, a text, id uuid, f jsonb, p jsonb);

-- Stores facts of accounts; the last word of a request wins, fact by fact. Only what changes is written, with an audit row
-- that says from what to what. A new owner sees the account, the one before no longer. Answers what could not be stored.
create function app.store_facts(p_tenant uuid, p_rows jsonb, p_at timestamptz, p_actor text, p_surface text, p_detail jsonb)
returns table (i integer, refusal text) language sql volatile
begin atomic
  with said as materialized (
    select s.i, a.id as account_id, s.id, coalesce(s.p, '{}') as p, m.id as owner_id,
           -- An owner whom nobody knows leaves the one there is.
           case when s.f ->> 'owner' is not null and m.id is null then s.f - 'owner' else coalesce(s.f, '{}') end as f,
           case when a.id is null then 'unknown-account'
                when s.f ->> 'owner' is not null and m.id is null then 'unknown-owner' end as refusal
      from jsonb_populate_recordset(null::app.said_of_account, p_rows) s
      left join app.account a on a.tenant_id = p_tenant and a.external_id = s.a
      left join app.member m on m.tenant_id = p_tenant and m.email = s.f ->> 'owner' and m.removed_at is null and m.role <> 'viewer'
  ), word as (
    select account_id, key, (array_agg(value order by said.i desc))[1] as value
      from said cross join lateral jsonb_each(said.f) group by account_id, key
  ), trait as (
    select account_id, jsonb_object_agg(t.key, t.value order by said.i) as p
      from said cross join lateral jsonb_each(said.p) t group by account_id
  ), latest as (
    select account_id, (array_agg(id order by said.i))[1] as audit_id,
           (array_agg(owner_id order by said.i desc) filter (where owner_id is not null))[1] as owner_id
      from said where account_id is not null group by account_id
  ), fact as (
    select latest.*, coalesce((select jsonb_object_agg(key, value) from word where word.account_id = latest.account_id), '{}') as f
      from latest
  ), wanted as (
    select a.id, fact.audit_id, a.owner_id as old_owner, a.traits || coalesce(trait.p, '{}') as traits, a.traits as old_traits,
           jsonb_build_object('name', a.name, 'plan', a.plan, 'value', a.contract_value, 'currency', a.currency, 'renewal', a.renewal_on,
             'seats', a.seats, 'stage', a.stage, 'churned', a.churned_on, 'owner', a.owner_id) as before,
           jsonb_build_object(
             'name', coalesce(f ->> 'name', a.name),
             'plan', case when f ? 'plan' then f ->> 'plan' else a.plan end,
             'value', case when f ? 'value' then (f ->> 'value')::numeric(14, 2) else a.contract_value end,
             'currency', case when f ? 'currency' then f ->> 'currency' else a.currency end,
             'renewal', case when f ? 'renewal' then (f ->> 'renewal')::date else a.renewal_on end,
             'seats', case when f ? 'seats' then (f ->> 'seats')::integer else a.seats end,
             'stage', case when f ? 'stage' then f ->> 'stage' else a.stage end,
             'churned', case when f ? 'churned' then (f ->> 'churned')::date else a.churned_on end,
             'owner', case when f ? 'owner' then fact.owner_id else a.owner_id end) as after
      from fact
      join app.account a on a.tenant_id = p_tenant and a.id = fact.account_id
      left join trait on trait.account_id = fact.account_id
  ), changed as (
    update app.account a
       set name = w.after ->> 'name', plan = w.after ->> 'plan', contract_value = (w.after ->> 'value')::numeric,
           currency = w.after ->> 'currency', renewal_on = (w.after ->> 'renewal')::date, seats = (w.after ->> 'seats')::integer,
           stage = w.after ->> 'stage', churned_on = (w.after ->> 'churned')::date, owner_id = (w.after ->> 'owner')::uuid, traits = w.traits
      from wanted w
     where a.tenant_id = p_tenant and a.id = w.id and (w.before <> w.after or w.old_traits <> w.traits)
    returning a.id, w.audit_id, w.old_owner, a.owner_id, w.before, w.after
  ), left_behind as (
    delete from app.account_member am using changed c
     where am.tenant_id = p_tenant and am.account_id = c.id and am.member_id = c.old_owner and c.old_owner is distinct from c.owner_id
  ), taken_on as (
    insert into app.account_member (tenant_id, account_id, member_id, since)
    select p_tenant, c.id, c.owner_id, p_at from changed c where c.owner_id is distinct from c.old_owner and c.owner_id is not null
    on conflict do nothing
  ), audited as (
    insert into app.audit_log (tenant_id, id, at, actor, member_id, verb, account_id, surface, detail)
    select p_tenant, c.audit_id, p_at, p_actor, app.current_member(), 'described account', c.id, p_surface,
           p_detail || jsonb_build_object('changes', (
             select coalesce(jsonb_object_agg(b.key, jsonb_build_array(b.value, c.after -> b.key)), '{}')
               from jsonb_each(c.before) b where b.value <> c.after -> b.key))
      from changed c
  )
  select said.i, said.refusal from said where said.refusal is not null order by said.i;
end;

-- What group said of accounts, as before; seats, stage and the day on which they left as well.
create or replace function app.describe_accounts(p_tenant uuid, p_source uuid, p_facts jsonb, p_fresh integer[], p_at timestamptz)
returns void language sql volatile
begin atomic
  select app.store_facts(p_tenant, (
    select coalesce(jsonb_agg(jsonb_build_object('i', f.i, 'a', f.g, 'id', f.id, 'f', f.f, 'p', f.p) order by f.i), '[]')
      from jsonb_populate_recordset(null::app.sent_fact, p_facts) f where f.k = 'group' and f.i = any (p_fresh)
  ), p_at, 'source', 'api', jsonb_build_object('sourceId', p_source));
end;

-- Facts for who presents a write key: one call a request. No row: the key is unknown or revoked.
create function app.supply_facts(p_key_hash text, p_at timestamptz, p_rows jsonb) returns table (tenant uuid, refused jsonb)
language plpgsql volatile as $$
declare this_tenant uuid; this_source uuid; refusals jsonb;
begin
  perform app.enter_with_key(p_key_hash);
  select k.tenant_id, k.id into this_tenant, this_source
    from app.write_key k where k.key_hash = p_key_hash and k.revoked_at is null;
  if this_tenant is null then return; end if;
  perform app.enter_as_system(this_tenant);
  select coalesce(jsonb_agg(jsonb_build_object('i', r.i, 'code', r.refusal) order by r.i), '[]') into refusals
    from app.store_facts(this_tenant, p_rows, p_at, 'source', 'api', jsonb_build_object('sourceId', this_source)) r;
  return query select this_tenant, refusals;
end $$;

grant execute on function
  app.store_facts(uuid, jsonb, timestamptz, text, text, jsonb), app.supply_facts(text, timestamptz, jsonb),
  app.number_in(jsonb, text), app.meets(jsonb, jsonb), app.bucket_of(double precision),
  app.count_metrics(uuid, uuid[], uuid[], date, date, timestamptz, timestamptz, text), app.note_metric_start(uuid, uuid[]),
  app.store_metric_values(uuid, jsonb, jsonb, date), app.supply_metrics(text, timestamptz, jsonb, jsonb, uuid)
  to bellwether_app;
