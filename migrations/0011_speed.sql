-- The same walls, promises and answers, at less cost. What was measured stands in docs/benchmarks.md.

-- Wall 2, in constant time. It searched the text of all that a member sees, for every row: a manager of 1,000 accounts paid
-- for a thousand ids a row. Now ids lie in 256 settings by their last two digits (random in a UUIDv7), and a row searches
-- one: app.accounts says '*' (all), 'listed' (those in app.accounts_00 to _ff) or nothing; app.account_list is the same list
-- in one piece, for queries that want an array once. Still plain settings of the transaction, without a subquery.
create or replace function app.sees(account_id uuid) returns boolean language sql stable parallel safe
  return case current_setting('app.accounts', true)
    when '*' then true
    when 'listed' then strpos(current_setting('app.accounts_' || right(account_id::text, 2), true), account_id::text) > 0
    else false end;
create or replace function app.current_accounts() returns uuid[] language sql stable parallel safe
  return case when current_setting('app.accounts', true) = 'listed'
              then coalesce(nullif(current_setting('app.account_list', true), ''), '{}') else '{}' end::uuid[];

-- The ways in, as before; assignments, because a statement inside a function costs as much as the rest of the way in.
create or replace function app.enter_as_system(p_tenant uuid) returns void language plpgsql volatile as $$
declare set_to text;
begin
  set_to := set_config('app.tenant', p_tenant::text, true);
  set_to := set_config('app.member', '', true);
  set_to := set_config('app.role', 'system', true);
  set_to := set_config('app.accounts', '*', true);
end $$;

create or replace function app.enter_with_key(p_presented text) returns void language plpgsql volatile as $$
declare set_to text;
begin
  set_to := set_config('app.tenant', '', true);
  set_to := set_config('app.member', '', true);
  set_to := set_config('app.role', '', true);
  set_to := set_config('app.accounts', '', true);
  set_to := set_config('app.presented', p_presented, true);
end $$;

create or replace function app.enter_as_member(p_tenant uuid, p_member uuid) returns table (role text, name text, zone text)
language plpgsql volatile as $$
declare found_role text; found_name text; found_zone text; list text; set_to text;
begin
  list := current_setting('app.account_list', true);
  if list <> '' then
    -- Somebody was entered before in this transaction: what they saw is forgotten.
    perform set_config('app.accounts_' || tail, '', true) from (select distinct right(id::text, 2) from unnest(list::uuid[]) id) x (tail);
    set_to := set_config('app.account_list', '', true);
  end if;
  perform app.enter_as_system(p_tenant);
  set_to := set_config('app.member', p_member::text, true);
  select m.role, m.name, m.zone into found_role, found_name, found_zone
    from app.member m where m.tenant_id = p_tenant and m.id = p_member and m.removed_at is null;
  if found_role is null then
    set_to := set_config('app.tenant', '', true);
    set_to := set_config('app.role', '', true);
    set_to := set_config('app.accounts', '', true);
    return;
  end if;
  if found_role not in ('admin', 'lead') then
    list := array(select am.account_id from app.account_member am where am.tenant_id = p_tenant and am.member_id = p_member)::text;
    set_to := set_config('app.account_list', list, true);
    perform set_config('app.accounts_' || tail, string_agg(id, ' '), true)
       from (select id::text, right(id::text, 2) from unnest(list::uuid[]) id) x (id, tail) group by tail;
    set_to := set_config('app.accounts', 'listed', true);
  end if;
  set_to := set_config('app.role', found_role, true);
  return query select found_role, found_name, found_zone;
end $$;

-- One mark a request and day, with all its accounts, where there was one for each account. Only the roll-up reads them.
drop policy tenant_wall on app.rollup_due;
alter table app.rollup_due add column account_ids uuid[];
-- The owner of a managed server is held by forced row security too, and would find no row to change.
alter table app.rollup_due no force row level security;
update app.rollup_due set account_ids = array[account_id];
alter table app.rollup_due force row level security;
create policy tenant_wall on app.rollup_due to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());

-- Requests of one source waited at its hour's row for each other's commit. Now each connection counts in a lane of its own,
-- and an hour is the sum of its lanes.
alter table app.feed_hour add column lane smallint not null default 0, drop constraint feed_hour_pkey,
  add constraint feed_hour_pkey primary key (tenant_id, source_id, hour, lane);

-- An activity says its account by position in p_accounts (a, from 1), so that each account is looked up once a request.
drop function app.grouped_within(uuid, jsonb, jsonb, integer[]);
alter type app.sent_activity drop attribute g, add attribute a integer;
create function app.grouped_within(p_tenant uuid, p_activity jsonb, p_facts jsonb, p_fresh integer[])
returns table (i integer, account_id uuid) language sql stable
begin atomic
  with step as (
    select a.i, a.u, null::text as g from jsonb_populate_recordset(null::app.sent_activity, p_activity) a where a.a is null
    union all
    select f.i, f.u, f.g from jsonb_populate_recordset(null::app.sent_fact, p_facts) f where f.k = 'group' and f.i = any (p_fresh)
  ), ordered as (
    select step.i, step.g,
           max(step.i) filter (where step.g is not null) over (partition by coalesce(k.joined_to, step.u) order by step.i) as by
      from step left join app.tracked_user k on k.tenant_id = p_tenant and k.user_key = step.u
  )
  select ordered.i, a.id
    from ordered join step grouped on grouped.i = ordered.by
    join app.account a on a.tenant_id = p_tenant and a.external_id = grouped.g
   where ordered.g is null;
end;
grant execute on function app.grouped_within(uuid, jsonb, jsonb, integer[]) to bellwether_app;

create or replace function app.mark_days_of(p_tenant uuid, p_keys text[], p_zone text, p_at timestamptz) returns void language sql volatile
begin atomic
  insert into app.rollup_due (tenant_id, day, account_ids, marked_at)
  select p_tenant, app.day_in(e.at, p_zone), array_agg(distinct e.account_id), p_at
    from app.event e
   where e.tenant_id = p_tenant and e.user_key = any (p_keys) and e.account_id is not null
   group by 2;
end;

create or replace function app.assign_waiting(p_tenant uuid, p_keys text[], p_zone text, p_at timestamptz) returns void language sql volatile
begin atomic
  with root as (
    select distinct r.user_key, r.account_id
      from app.tracked_user k
      join app.tracked_user r on r.tenant_id = p_tenant and r.user_key = coalesce(k.joined_to, k.user_key)
     where k.tenant_id = p_tenant and k.user_key = any (p_keys) and r.account_id is not null
  ), known as (
    select root.user_key, root.account_id from root
    union
    select t.user_key, root.account_id from root join app.tracked_user t on t.tenant_id = p_tenant and t.joined_to = root.user_key
  ), assigned as (
    update app.event e set account_id = known.account_id from known
     where e.tenant_id = p_tenant and e.user_key = known.user_key and e.account_id is null
    returning e.account_id, e.at
  )
  insert into app.rollup_due (tenant_id, day, account_ids, marked_at)
  select p_tenant, app.day_in(at, p_zone), array_agg(distinct account_id), p_at from assigned group by 2;
end;

alter table app.rollup_due drop column account_id, alter column account_ids set not null;

-- Notes message ids for 30 days; answers the positions of those that were not known. Nearly always none is, and a plain
-- insert takes half the time of one that is ready for a conflict: it is tried first.
create function app.note_messages(p_tenant uuid, p_messages text[], p_at timestamptz) returns integer[] language plpgsql volatile as $$
declare fresh integer[];
begin
  begin
    insert into app.event_seen (tenant_id, message_id, seen_at)
    select p_tenant, message, p_at from unnest(p_messages) message order by message;
    return array(select generate_subscripts(p_messages, 1));
  exception when unique_violation then
    null;
  end;
  with noted as (
    insert into app.event_seen as seen (tenant_id, message_id, seen_at)
    select p_tenant, message, p_at from unnest(p_messages) message order by message
    on conflict on constraint event_seen_pkey do update set seen_at = excluded.seen_at
     where seen.seen_at <= excluded.seen_at - interval '30 days'
    returning message_id
  )
  select coalesce(array_agg(sent.i::integer), '{}') into fresh
    from unnest(p_messages) with ordinality sent (message, i) join noted on noted.message_id = sent.message;
  return fresh;
end $$;

-- The accounts of the names in p_accounts, in their order; makes those that are new.
create function app.name_accounts(p_tenant uuid, p_accounts jsonb, p_at timestamptz) returns uuid[] language plpgsql volatile as $$
declare ids uuid[];
begin
  for attempt in 1..2 loop
    select array_agg(a.id order by named.place) into ids
      from jsonb_populate_recordset(null::app.named_account, p_accounts) with ordinality named (x, id, place)
      left join app.account a on a.tenant_id = p_tenant and a.external_id = named.x;
    exit when array_position(ids, null) is null;
    insert into app.account (tenant_id, id, external_id, name, created_at)
    select p_tenant, named.id, named.x, named.x, p_at
      from jsonb_populate_recordset(null::app.named_account, p_accounts) with ordinality named (x, id, place)
     where ids[named.place] is null order by named.x
    on conflict do nothing;
  end loop;
  return ids;
end $$;

create or replace function app.ingest(p_key_hash text, p_at timestamptz, p_messages text[], p_accounts jsonb, p_activity jsonb, p_facts jsonb)
returns table (tenant uuid, fresh integer[]) language plpgsql volatile as $$
declare
  this_tenant uuid; this_source uuid; zone text; alone boolean; fresh_ones integer[]; all_fresh boolean;
  named uuid[]; moved text[]; grouped_i integer[] := '{}'; grouped_account uuid[] := '{}';
begin
  perform app.enter_with_key(p_key_hash);
  select k.tenant_id, k.id into this_tenant, this_source
    from app.write_key k where k.key_hash = p_key_hash and k.revoked_at is null;
  if this_tenant is null then return; end if;
  perform app.enter_as_system(this_tenant);
  select t.zone into zone from app.tenant t where t.id = this_tenant;

  alone := p_facts is not null and app.changes_identity(this_tenant, p_facts);
  perform app.hold_ingest(this_tenant, alone);
  fresh_ones := app.note_messages(this_tenant, p_messages, p_at);
  all_fresh := cardinality(fresh_ones) = cardinality(p_messages);
  named := app.name_accounts(this_tenant, p_accounts, p_at);

  if p_facts is not null then
    if alone then moved := app.join_keys(this_tenant, p_facts, fresh_ones, p_at); end if;
    perform app.describe_accounts(this_tenant, this_source, p_facts, fresh_ones, p_at);
    select coalesce(array_agg(g.i), '{}'), coalesce(array_agg(g.account_id), '{}') into grouped_i, grouped_account
      from app.grouped_within(this_tenant, p_activity, p_facts, fresh_ones) g;
  end if;

  -- Users are looked up row by row as well. In two steps, because a condition that holds a subquery is no index condition
  -- behind a row policy.
  with sent as materialized (
    select a.*, case when a.a is null then coalesce(
             (select k.joined_to from app.tracked_user k where k.tenant_id = this_tenant and k.user_key = a.u), a.u) end as root
      from jsonb_populate_recordset(null::app.sent_activity, p_activity) a
     where all_fresh or a.i = any (fresh_ones)
  ), placed as materialized (
    select s.*, case when s.a is not null then named[s.a]
             else coalesce(grouped_account[array_position(grouped_i, s.i)], (
               select t.account_id from app.tracked_user t where t.tenant_id = this_tenant and t.user_key = s.root))
           end as account_id
      from sent s
  ), stored as (
    insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, source_id, received_at, properties)
    select this_tenant, p.at, p.id, p.account_id, p.u, p.k, p.n, this_source, p_at, p.p from placed p
  )
  insert into app.rollup_due (tenant_id, day, account_ids, marked_at)
  select this_tenant, app.day_in(p.at, zone), array_agg(distinct p.account_id), p_at
    from placed p where p.account_id is not null group by 2;

  if p_facts is not null then
    perform app.describe_users(this_tenant, p_facts, fresh_ones, p_at);
    perform app.group_users(this_tenant, p_facts, fresh_ones, p_at);
    if alone then
      perform app.mark_days_of(this_tenant, moved, zone, p_at);
      perform app.assign_waiting(this_tenant, moved || array(
        select f.u from jsonb_populate_recordset(null::app.sent_fact, p_facts) f where f.k = 'group' and f.i = any (fresh_ones)
      ), zone, p_at);
    end if;
  end if;

  if cardinality(fresh_ones) > 0 then
    insert into app.feed_hour as hour (tenant_id, source_id, hour, lane, events)
    values (this_tenant, this_source, date_trunc('hour', p_at, 'UTC'), pg_backend_pid() % 32, cardinality(fresh_ones))
    on conflict on constraint feed_hour_pkey do update set events = hour.events + excluded.events;
  end if;
  return query select this_tenant, fresh_ones;
end $$;
grant execute on function app.note_messages(uuid, text[], timestamptz), app.name_accounts(uuid, jsonb, timestamptz) to bellwether_app;

-- A pass counts the users of small accounts again: all of it from the index, without the rows.
drop index app.user_day_by_account;
create index user_day_by_account on app.user_day (tenant_id, account_id, day) include (user_key);

-- A pass writes a row an account, each for an account that it read a moment before and that is never deleted; looking each
-- of them up once more took as long as writing it.
alter table app.score drop constraint score_tenant_id_account_id_fkey;

-- Lists read one row an account: the band of a week before stands in it, beside the score of that day.
alter table app.score_latest add column band_7d text;
alter table app.score_latest no force row level security;
alter table app.score no force row level security;
update app.score_latest l set band_7d = w.band from app.score w
 where w.tenant_id = l.tenant_id and w.account_id = l.account_id and w.day = l.day - 7;
alter table app.score force row level security;
alter table app.score_latest force row level security;
