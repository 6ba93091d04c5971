-- Pictures of a whole portfolio (account_id null) name accounts, and no wall can look into a picture. So they are taken back from
-- who sees fewer accounts than before, in the transaction that takes an account away; and what was painted for a lead or an admin
-- is shown only to who still sees all.

-- Painted for who saw all accounts.
alter table app.card_picture add column of_all boolean not null default false;
create index card_picture_portfolio on app.card_picture (tenant_id, member_id) where account_id is null and revoked_at is null;

-- A picture that was taken back keeps its address and gives up its content: the same drawing is a new picture with a new address,
-- and the old one never works again. The migration's own role is held by the walls too: it steps over them for two statements.
alter table app.card_picture no force row level security;
alter table app.member no force row level security;
update app.card_picture set content_hash = content_hash || ' ' || id where revoked_at is not null;
update app.card_picture p set of_all = true
  from app.member m where m.tenant_id = p.tenant_id and m.id = p.member_id and m.role in ('admin', 'lead') and p.account_id is null;
alter table app.member force row level security;
alter table app.card_picture force row level security;

alter policy tenant_wall on app.card_picture
  using (tenant_id = app.current_tenant() and (app.sees_all() or member_id = app.current_member())
         and (case when account_id is null then app.sees_all() or not of_all else app.sees(account_id) end))
  with check (tenant_id = app.current_tenant() and (app.sees_all() or member_id = app.current_member())
         and (case when account_id is null then app.sees_all() or not of_all else app.sees(account_id) end));

-- Stores facts of accounts, as before; with an account goes what its old owner was sent of all of theirs. The last word of a request
-- wins, fact by fact. Only what changes is written, with an audit row that says from what to what. A new owner sees the account, the
-- one before no longer. Answers what could not be stored.
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
  ), taken_pictures as (
    update app.card_picture p set revoked_at = p_at, content_hash = p.content_hash || ' ' || p.id
      from changed c
     where p.tenant_id = p_tenant and p.member_id = c.old_owner and c.old_owner is distinct from c.owner_id
       and p.account_id is null and not p.of_all and p.revoked_at is null
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
