-- What accounts were told apart by, day by day: a replay of the past, and a pass that scores a past day for the first time, take
-- each account's segment from the facts of that day.

-- A fact that segments ask for, as it changed on a day of the tenant's zone. Two changes of one day are one: before the first,
-- after the last. Null: none was known, or it was taken away.
create table app.fact_change (
  tenant_id uuid not null,
  account_id uuid not null,
  fact text not null check (fact in ('plan', 'stage', 'seats')),
  day date not null,
  before text,
  after text,
  primary key (tenant_id, account_id, fact, day),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);

-- What the audit log tells of the past. The migration's own role is held by the walls too, unless it is a superuser: it steps
-- over them for one statement.
alter table app.audit_log no force row level security;
alter table app.tenant no force row level security;
insert into app.fact_change (tenant_id, account_id, fact, day, before, after)
select l.tenant_id, l.account_id, c.key, app.day_in(l.at, t.zone),
       (array_agg(c.value ->> 0 order by l.at, l.id))[1], (array_agg(c.value ->> 1 order by l.at desc, l.id desc))[1]
  from app.audit_log l
  join app.tenant t on t.id = l.tenant_id
 cross join lateral jsonb_each(l.detail -> 'changes') c
 where l.verb = 'described account' and l.account_id is not null and jsonb_typeof(l.detail -> 'changes') = 'object'
   and c.key in ('plan', 'stage', 'seats')
 group by l.tenant_id, l.account_id, c.key, app.day_in(l.at, t.zone);
alter table app.tenant force row level security;
alter table app.audit_log force row level security;

alter table app.fact_change enable row level security;
alter table app.fact_change force row level security;
create policy tenant_wall on app.fact_change to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees(account_id))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, update on app.fact_change to bellwether_app;

-- Stores facts of accounts, as before; what segments are told apart by is kept by the tenant's day as well. The last word of a
-- request wins, fact by fact. Only what changes is written, with an audit row that says from what to what. A new owner sees the account, the one before no longer. Answers what could not be stored.
create or replace function app.store_facts(p_tenant uuid, p_rows jsonb, p_at timestamptz, p_actor text, p_surface text, p_detail jsonb)
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
  ), dated as (
    insert into app.fact_change (tenant_id, account_id, fact, day, before, after)
    select p_tenant, c.id, b.key, app.day_in(p_at, t.zone), b.value, c.after ->> b.key
      from changed c
      join app.tenant t on t.id = p_tenant
     cross join lateral jsonb_each_text(c.before) b
     where b.key in ('plan', 'stage', 'seats') and b.value is distinct from c.after ->> b.key
     order by c.id, b.key
    on conflict (tenant_id, account_id, fact, day) do update set after = excluded.after
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
