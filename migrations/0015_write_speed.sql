-- Events come in at less cost, with the same walls, promises and answers. What was measured stands in docs/benchmarks.md.

-- What tells messages apart, in 16 bytes: a UUID is itself, any other id the head of its SHA-256. A text that is compared
-- byte by byte, in a row and an index twice the size, took twice the time. (ingest/message-key.ts makes the same.)
alter table app.event_seen alter column message_id type uuid using
  case when message_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then message_id
       else encode(substring(sha256(convert_to(message_id, 'UTF8')) for 16), 'hex') end::uuid;

-- Only of accounts that somebody owns: as long as the table has no statistics, the planner took this index for any search of
-- an account, and read all accounts of the tenant for each name.
drop index app.account_owner;
create index account_owner on app.account (tenant_id, owner_id) where owner_id is not null;

-- Takes the tenant's ingest lock until the end of the transaction, as before; an assignment costs less than a statement.
create or replace function app.hold_ingest(p_tenant uuid, p_alone boolean) returns void language plpgsql volatile as $$
declare held text;
begin
  if p_alone then held := pg_advisory_xact_lock(hashtextextended('app.ingest:' || p_tenant, 0));
  else held := pg_advisory_xact_lock_shared(hashtextextended('app.ingest:' || p_tenant, 0)); end if;
end $$;

-- A version before this one runs beside it while it is upgraded, and goes on calling what there was: its app.ingest stays,
-- with what that calls, until a later version takes it away. It speaks of messages by their text.
create or replace function app.note_messages(p_tenant uuid, p_messages text[], p_at timestamptz) returns integer[] language plpgsql volatile as $$
declare known integer[];
begin
  known := app.note_messages(p_tenant, array(
    select case when message ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then message
                else encode(substring(sha256(convert_to(message, 'UTF8')) for 16), 'hex') end::uuid
      from unnest(p_messages) with ordinality sent (message, i) order by i), p_at);
  return array(select i from generate_subscripts(p_messages, 1) i where i <> all (known));
end $$;

-- Notes message ids for 30 days; answers the positions of those that were known. Nearly always none is, and a plain insert
-- takes half the time of one that is ready for a conflict: it is tried first.
create function app.note_messages(p_tenant uuid, p_messages uuid[], p_at timestamptz) returns integer[] language plpgsql volatile as $$
declare found integer[];
begin
  begin
    insert into app.event_seen (tenant_id, message_id, seen_at)
    select p_tenant, message, p_at from unnest(p_messages) message order by message;
    return '{}';
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
  select coalesce(array_agg(sent.i::integer), '{}') into found
    from unnest(p_messages) with ordinality sent (message, i)
    left join noted on noted.message_id = sent.message where noted.message_id is null;
  return found;
end $$;

-- The accounts of these names, in their order; those that are new are made, with the ids in p_ids. Each is looked up by its
-- whole key: right for three accounts and for three hundred thousand.
create function app.name_accounts(p_tenant uuid, p_names text[], p_ids uuid[], p_at timestamptz) returns uuid[] language plpgsql volatile as $$
declare found uuid[];
begin
  for attempt in 1..2 loop
    found := array(
      select (select a.id from app.account a where a.tenant_id = p_tenant and a.external_id = named.x)
        from unnest(p_names) with ordinality named (x, place) order by place);
    exit when array_position(found, null) is null;
    insert into app.account (tenant_id, id, external_id, name, created_at)
    select p_tenant, named.id, named.x, named.x, p_at
      from unnest(p_names, p_ids) with ordinality named (x, id, place)
     where found[named.place] is null order by named.x
    on conflict do nothing;
  end loop;
  return found;
end $$;

-- The accounts of activities that name none, in the order of all; null where one names its own, or where none is known: the
-- last group of the same user before it within the request, else the account that the user's last group named.
create function app.accounts_by_user(
  p_tenant uuid, p_places integer[], p_users text[], p_accounts integer[], p_facts jsonb, p_fresh integer[])
returns uuid[] language plpgsql stable as $$
declare roots text[]; grouped uuid[];
begin
  -- In steps, because a condition that holds a subquery is no index condition behind a row policy.
  roots := array(
    select case when sent.account is null then coalesce(
             (select k.joined_to from app.tracked_user k where k.tenant_id = p_tenant and k.user_key = sent.u), sent.u) end
      from unnest(p_users, p_accounts) with ordinality sent (u, account, n) order by n);
  if p_facts is not null then
    grouped := array(
      with step as (
        select sent.place, sent.root, null::text as g, sent.n
          from unnest(p_places, roots) with ordinality sent (place, root, n)
        union all
        select f.i, coalesce((select k.joined_to from app.tracked_user k where k.tenant_id = p_tenant and k.user_key = f.u), f.u), f.g, null
          from jsonb_populate_recordset(null::app.sent_fact, p_facts) f where f.k = 'group' and f.i = any (p_fresh)
      ), ordered as (
        select step.n, max(step.place) filter (where step.g is not null) over (partition by step.root order by step.place) as by
          from step
      )
      select a.id
        from ordered
        left join step said on said.place = ordered.by and said.g is not null
        left join app.account a on a.tenant_id = p_tenant and a.external_id = said.g
       where ordered.n is not null order by ordered.n);
  end if;
  return array(
    select case when user_.root is not null then coalesce(grouped[user_.n], (
             select t.account_id from app.tracked_user t where t.tenant_id = p_tenant and t.user_key = user_.root)) end
      from unnest(roots) with ordinality user_ (root, n) order by n);
end $$;

-- Stores what requests of one key hold and their tenant does not have yet. No row: the key is unknown or revoked.
--   p_messages   message ids, distinct; the position of one, from 1, is the place of its activity or the i of its fact
--   p_names      accounts that are named, distinct, with the ids that they get if they are new
--   p_places …   activities, column by column; an account is the position of its name, null where the activity names none
--   p_facts      app.sent_fact[], or null when there are none
-- Answers the positions that were known already.
create function app.ingest(
  p_key_hash text, p_at timestamptz, p_messages uuid[], p_names text[], p_ids uuid[],
  p_places integer[], p_kinds text[], p_times timestamptz[], p_users text[], p_accounts integer[], p_events text[],
  p_event_ids uuid[], p_properties jsonb[], p_facts jsonb)
returns table (tenant uuid, known integer[]) language plpgsql volatile
-- Its statements find rows by whole keys, whatever the values: a plan for each call would cost more than the call.
set plan_cache_mode = force_generic_plan
-- Also where tables have just been empty and no statistics say yet that they grew.
set enable_seqscan = off as $$
declare
  this_tenant uuid; this_source uuid; this_zone text; alone boolean; done text; known_ones integer[]; all_new boolean;
  named uuid[]; by_user uuid[]; moved text[]; first_at timestamptz; last_at timestamptz; fresh integer[];
begin
  done := app.enter_with_key(p_key_hash);
  select k.tenant_id, k.id into this_tenant, this_source
    from app.write_key k where k.key_hash = p_key_hash and k.revoked_at is null;
  if this_tenant is null then return; end if;
  done := app.enter_as_system(this_tenant);
  select t.zone into this_zone from app.tenant t where t.id = this_tenant;

  alone := p_facts is not null and app.changes_identity(this_tenant, p_facts);
  done := app.hold_ingest(this_tenant, alone);
  known_ones := app.note_messages(this_tenant, p_messages, p_at);
  all_new := cardinality(known_ones) = 0;
  named := app.name_accounts(this_tenant, p_names, p_ids, p_at);

  if p_facts is not null then
    fresh := array(select i from generate_subscripts(p_messages, 1) i where i <> all (known_ones));
    if alone then moved := app.join_keys(this_tenant, p_facts, fresh, p_at); end if;
    done := app.describe_accounts(this_tenant, this_source, p_facts, fresh, p_at);
  end if;
  if array_position(p_accounts, null) is not null then
    by_user := app.accounts_by_user(this_tenant, p_places, p_users, p_accounts, p_facts, fresh);
  end if;

  insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, source_id, received_at, properties)
  select this_tenant, sent.at, sent.id, coalesce(named[sent.account], by_user[sent.n]), sent.u, sent.kind, sent.name, this_source, p_at, sent.properties
    from unnest(p_times, p_event_ids, p_accounts, p_users, p_kinds, p_events, p_properties, p_places)
         with ordinality sent (at, id, account, u, kind, name, properties, place, n)
   where all_new or sent.place <> all (known_ones);

  -- Nearly always a request is of one day and its events name their accounts.
  select min(t), max(t) into first_at, last_at from unnest(p_times) t;
  if all_new and p_facts is null and by_user is null and app.day_in(first_at, this_zone) = app.day_in(last_at, this_zone) then
    insert into app.rollup_due (tenant_id, day, account_ids, marked_at) values (this_tenant, app.day_in(first_at, this_zone), named, p_at);
  else
    insert into app.rollup_due (tenant_id, day, account_ids, marked_at)
    select this_tenant, placed.day, array_agg(distinct placed.account_id), p_at
      from (select app.day_in(sent.at, this_zone) as day, coalesce(named[sent.account], by_user[sent.n]) as account_id
              from unnest(p_times, p_accounts, p_places) with ordinality sent (at, account, place, n)
             where all_new or sent.place <> all (known_ones)) placed
     where placed.account_id is not null group by placed.day;
  end if;

  if p_facts is not null then
    done := app.describe_users(this_tenant, p_facts, fresh, p_at);
    done := app.group_users(this_tenant, p_facts, fresh, p_at);
    if alone then
      done := app.mark_days_of(this_tenant, moved, this_zone, p_at);
      done := app.assign_waiting(this_tenant, moved || array(
        select f.u from jsonb_populate_recordset(null::app.sent_fact, p_facts) f where f.k = 'group' and f.i = any (fresh)
      ), this_zone, p_at);
    end if;
  end if;

  if cardinality(known_ones) < cardinality(p_messages) then
    insert into app.feed_hour as hour (tenant_id, source_id, hour, lane, events)
    values (this_tenant, this_source, date_trunc('hour', p_at, 'UTC'), pg_backend_pid() % 32, cardinality(p_messages) - cardinality(known_ones))
    on conflict on constraint feed_hour_pkey do update set events = hour.events + excluded.events;
  end if;
  return query select this_tenant, known_ones;
end $$;
grant execute on function
  app.note_messages(uuid, uuid[], timestamptz), app.name_accounts(uuid, text[], uuid[], timestamptz),
  app.accounts_by_user(uuid, integer[], text[], integer[], jsonb, integer[]),
  app.ingest(text, timestamptz, uuid[], text[], uuid[], integer[], text[], timestamptz[], text[], integer[], text[], uuid[], jsonb[], jsonb)
  to bellwether_app;
