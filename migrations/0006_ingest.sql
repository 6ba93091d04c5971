-- Events come in: one call a request does everything, as the app's role and behind the walls like any other statement.
--
-- Words used here. A key is how tracking knows a user: "u:" + userId or "a:" + anonymousId. A key's root is the key that
-- it was joined to, else itself; joins are flat (a root is never joined) and final: a key is joined once, so a shared
-- browser never merges two people. Only a root's row carries an account. Facts are what identify, alias and group say.
--
-- Locks. Every request holds its tenant's ingest lock, shared; a request that joins keys, or names the first account of
-- a user, holds it alone. So nobody adds an event of a user while their waiting events are being assigned, or their days
-- marked for a recount. Rows are written in the order of their keys, so that requests do not wait in a circle.

-- These rows come in hundreds a request, and the row policies let them carry no tenant but the transaction's own, which
-- exists and is never deleted: a key would look the same tenant up once a row, at twice the cost of the row itself.
alter table app.event_seen drop constraint event_seen_tenant_id_fkey;
alter table app.rollup_due drop constraint rollup_due_tenant_id_fkey;

-- What is sent to be stored: track, page and screen. i = position in p_messages; g = account named by the context.
create type app.sent_activity as (i integer, k text, at timestamptz, u text, g text, n text, id uuid, p jsonb);
-- identify, alias, group. j = keys to join to u; f = the account's facts, read from traits; id = of its audit row.
create type app.sent_fact as (i integer, k text, at timestamptz, u text, g text, n text, id uuid, p jsonb, j text[], f jsonb);
-- An account that is named, with the id that it gets if it is new.
create type app.named_account as (x text, id uuid);

-- A tenant's calendar day of an instant.
create function app.day_in(p_at timestamptz, p_zone text) returns date language sql stable parallel safe
  return (p_at at time zone p_zone)::date;

-- Takes the tenant's ingest lock until the end of the transaction: alone, or with others who only add events.
create function app.hold_ingest(p_tenant uuid, p_alone boolean) returns void language plpgsql volatile as $$
declare lock_key bigint := hashtextextended('app.ingest:' || p_tenant, 0);
begin
  if p_alone then perform pg_advisory_xact_lock(lock_key); else perform pg_advisory_xact_lock_shared(lock_key); end if;
end $$;

-- Whether events come from a key that is in use: then the clock says which days are over, not the last file.
create function app.has_live_source(p_tenant uuid) returns boolean language sql stable
begin atomic
  select exists (select from app.write_key k join app.feed_hour h on h.tenant_id = p_tenant and h.source_id = k.id
                  where k.tenant_id = p_tenant and k.revoked_at is null);
end;

-- Whether the facts join keys or name a user's first account. Never turns from no to yes while one waits for a lock:
-- joins are final, and an account is replaced but never taken away.
create function app.changes_identity(p_tenant uuid, p_facts jsonb) returns boolean language sql stable
begin atomic
  select exists (
    select from jsonb_populate_recordset(null::app.sent_fact, p_facts) f
     cross join lateral unnest(f.j) key
     where not exists (select from app.tracked_user t
                        where t.tenant_id = p_tenant and t.user_key = key and t.joined_to is not null)
  ) or exists (
    select from jsonb_populate_recordset(null::app.sent_fact, p_facts) f
      left join app.tracked_user k on k.tenant_id = p_tenant and k.user_key = f.u
      left join app.tracked_user root on root.tenant_id = p_tenant and root.user_key = coalesce(k.joined_to, k.user_key)
     where f.k = 'group' and root.account_id is null
  );
end;

-- Marks every day on which a user of these keys was active: their users are to be counted again.
create function app.mark_days_of(p_tenant uuid, p_keys text[], p_zone text, p_at timestamptz) returns void language sql volatile
begin atomic
  insert into app.rollup_due (tenant_id, account_id, day, marked_at)
  select distinct p_tenant, e.account_id, app.day_in(e.at, p_zone), p_at
    from app.event e
   where e.tenant_id = p_tenant and e.user_key = any (p_keys) and e.account_id is not null;
end;

-- Joins keys in the order in which they were sent, each to the root of its target. The root takes the newer account of
-- the two. Answers the keys whose root changed.
create function app.join_keys(p_tenant uuid, p_facts jsonb, p_fresh integer[], p_at timestamptz) returns text[]
language plpgsql volatile as $$
declare pair record; root_key text; moved text[]; all_moved text[] := '{}';
begin
  for pair in
    select f.u as target, j.key from jsonb_populate_recordset(null::app.sent_fact, p_facts) f
     cross join lateral unnest(f.j) with ordinality j (key, o)
     where f.i = any (p_fresh) order by f.i, j.o
  loop
    continue when exists (select from app.tracked_user t
                           where t.tenant_id = p_tenant and t.user_key = pair.key and t.joined_to is not null);
    select coalesce(t.joined_to, t.user_key) into root_key from app.tracked_user t
     where t.tenant_id = p_tenant and t.user_key = pair.target;
    root_key := coalesce(root_key, pair.target);
    continue when root_key = pair.key;
    insert into app.tracked_user (tenant_id, user_key, joined_to, updated_at)
    values (p_tenant, root_key, null, p_at), (p_tenant, pair.key, null, p_at) on conflict do nothing;
    update app.tracked_user root set account_id = old.account_id, grouped_at = old.grouped_at, updated_at = p_at
      from app.tracked_user old
     where root.tenant_id = p_tenant and root.user_key = root_key
       and old.tenant_id = p_tenant and old.user_key = pair.key and old.account_id is not null
       and (root.grouped_at is null or root.grouped_at < old.grouped_at);
    with joined as (
      update app.tracked_user t set joined_to = root_key, account_id = null, grouped_at = null, updated_at = p_at
       where t.tenant_id = p_tenant and (t.user_key = pair.key or t.joined_to = pair.key)
      returning t.user_key)
    select array_agg(user_key) into moved from joined;
    all_moved := all_moved || moved;
  end loop;
  return all_moved;
end $$;

-- The accounts that come into force within a request: for an activity without one of its own, that of the last group of
-- the same user before it. Positions and accounts.
create function app.grouped_within(p_tenant uuid, p_activity jsonb, p_facts jsonb, p_fresh integer[])
returns table (i integer, account_id uuid) language sql stable
begin atomic
  with step as (
    select a.i, a.u, null::text as g from jsonb_populate_recordset(null::app.sent_activity, p_activity) a where a.g is null
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

-- What identify said of users: name and traits, key by key; the last word of a request wins.
create function app.describe_users(p_tenant uuid, p_facts jsonb, p_fresh integer[], p_at timestamptz) returns void language sql volatile
begin atomic
  with said as (
    select f.i, coalesce(k.joined_to, f.u) as root, f.n, coalesce(f.p, '{}') as p
      from jsonb_populate_recordset(null::app.sent_fact, p_facts) f
      left join app.tracked_user k on k.tenant_id = p_tenant and k.user_key = f.u
     where f.k = 'identify' and f.i = any (p_fresh)
  )
  insert into app.tracked_user as t (tenant_id, user_key, name, traits, updated_at)
  select p_tenant, root, (array_agg(n order by i desc) filter (where n is not null))[1],
         coalesce(jsonb_object_agg(trait.key, trait.value order by i) filter (where trait.key is not null), '{}'), p_at
    from said left join lateral jsonb_each(said.p) trait on true
   group by root order by root
  on conflict (tenant_id, user_key) do update
    set name = coalesce(excluded.name, t.name), traits = t.traits || excluded.traits, updated_at = excluded.updated_at
   where (t.name, t.traits) is distinct from (coalesce(excluded.name, t.name), t.traits || excluded.traits);
end;

-- The account that the last group of each user named, by the time at which it was said.
create function app.group_users(p_tenant uuid, p_facts jsonb, p_fresh integer[], p_at timestamptz) returns void language sql volatile
begin atomic
  insert into app.tracked_user as t (tenant_id, user_key, account_id, grouped_at, updated_at)
  select distinct on (coalesce(k.joined_to, f.u)) p_tenant, coalesce(k.joined_to, f.u), a.id, f.at, p_at
    from jsonb_populate_recordset(null::app.sent_fact, p_facts) f
    join app.account a on a.tenant_id = p_tenant and a.external_id = f.g
    left join app.tracked_user k on k.tenant_id = p_tenant and k.user_key = f.u
   where f.k = 'group' and f.i = any (p_fresh)
   order by coalesce(k.joined_to, f.u), f.at desc, f.i desc
  on conflict (tenant_id, user_key) do update
    set account_id = excluded.account_id, grouped_at = excluded.grouped_at, updated_at = excluded.updated_at
   where t.grouped_at is null or t.grouped_at <= excluded.grouped_at;
end;

-- What group said of accounts: name, plan, contract value, renewal, owner (a member's e-mail address), other traits.
-- Only what changes is written, with an audit row. A new owner sees the account, the one before no longer.
create function app.describe_accounts(p_tenant uuid, p_source uuid, p_facts jsonb, p_fresh integer[], p_at timestamptz)
returns void language sql volatile
begin atomic
  with said as (
    select f.i, f.g, f.id, f.f, coalesce(f.p, '{}') as p
      from jsonb_populate_recordset(null::app.sent_fact, p_facts) f where f.k = 'group' and f.i = any (p_fresh)
  ), latest as (
    select g, (array_agg(id order by i))[1] as audit_id,
           (array_agg(f ->> 'name' order by i desc) filter (where f ? 'name'))[1] as name,
           (array_agg(f ->> 'plan' order by i desc) filter (where f ? 'plan'))[1] as plan,
           (array_agg((f ->> 'value')::numeric order by i desc) filter (where f ? 'value'))[1] as value,
           (array_agg(f ->> 'currency' order by i desc) filter (where f ? 'currency'))[1] as currency,
           (array_agg((f ->> 'renewal')::date order by i desc) filter (where f ? 'renewal'))[1] as renewal,
           (array_agg(f ->> 'owner' order by i desc) filter (where f ? 'owner'))[1] as owner
      from said group by g
  ), traits as (
    select g, jsonb_object_agg(trait.key, trait.value order by i) as p
      from said cross join lateral jsonb_each(said.p) trait group by g
  ), wanted as (
    select a.id, latest.audit_id, a.owner_id as old_owner, coalesce(latest.name, a.name) as name,
           coalesce(latest.plan, a.plan) as plan, coalesce(latest.value, a.contract_value) as contract_value,
           coalesce(latest.currency, a.currency) as currency, coalesce(latest.renewal, a.renewal_on) as renewal_on,
           coalesce(m.id, a.owner_id) as owner_id, a.traits || coalesce(traits.p, '{}') as traits
      from latest
      join app.account a on a.tenant_id = p_tenant and a.external_id = latest.g
      left join traits on traits.g = latest.g
      left join app.member m on m.tenant_id = p_tenant and m.email = latest.owner and m.removed_at is null and m.role <> 'viewer'
  ), changed as (
    update app.account a
       set name = w.name, plan = w.plan, contract_value = w.contract_value, currency = w.currency,
           renewal_on = w.renewal_on, owner_id = w.owner_id, traits = w.traits
      from wanted w
     where a.tenant_id = p_tenant and a.id = w.id
       and (a.name, a.plan, a.contract_value, a.currency, a.renewal_on, a.owner_id, a.traits)
           is distinct from (w.name, w.plan, w.contract_value, w.currency, w.renewal_on, w.owner_id, w.traits)
    returning a.id, w.audit_id, w.old_owner, a.owner_id
  ), left_behind as (
    delete from app.account_member am using changed c
     where am.tenant_id = p_tenant and am.account_id = c.id and am.member_id = c.old_owner and c.old_owner <> c.owner_id
  ), taken_on as (
    insert into app.account_member (tenant_id, account_id, member_id, since)
    select p_tenant, c.id, c.owner_id, p_at from changed c where c.owner_id is distinct from c.old_owner
    on conflict do nothing
  )
  insert into app.audit_log (tenant_id, id, at, actor, verb, account_id, surface, detail)
  select p_tenant, c.audit_id, p_at, 'source', 'described account', c.id, 'api', jsonb_build_object('sourceId', p_source)
    from changed c;
end;

-- Gives the waiting events of these users to the account that is now theirs, and marks the days.
create function app.assign_waiting(p_tenant uuid, p_keys text[], p_zone text, p_at timestamptz) returns void language sql volatile
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
  insert into app.rollup_due (tenant_id, account_id, day, marked_at)
  select distinct p_tenant, account_id, app.day_in(at, p_zone), p_at from assigned;
end;

-- Stores one request: what its key's tenant does not have yet. No row: the key is unknown or revoked.
--   p_messages  message ids, distinct; the position of one (from 1) is the i of its activity or fact
--   p_accounts  app.named_account[], p_activity app.sent_activity[], p_facts app.sent_fact[] or null when there are none
-- Answers the positions that were new.
create function app.ingest(p_key_hash text, p_at timestamptz, p_messages text[], p_accounts jsonb, p_activity jsonb, p_facts jsonb)
returns table (tenant uuid, fresh integer[]) language plpgsql volatile as $$
declare
  this_tenant uuid; this_source uuid; zone text; alone boolean; fresh_ones integer[]; all_fresh boolean;
  moved text[]; grouped_i integer[] := '{}'; grouped_account uuid[] := '{}';
begin
  perform app.enter_with_key(p_key_hash);
  select k.tenant_id, k.id into this_tenant, this_source
    from app.write_key k where k.key_hash = p_key_hash and k.revoked_at is null;
  if this_tenant is null then return; end if;
  perform app.enter_as_system(this_tenant);
  select t.zone into zone from app.tenant t where t.id = this_tenant;

  alone := p_facts is not null and app.changes_identity(this_tenant, p_facts);
  perform app.hold_ingest(this_tenant, alone);

  -- A message id counts once for 30 days.
  with noted as (
    insert into app.event_seen as seen (tenant_id, message_id, seen_at)
    select this_tenant, message, p_at from unnest(p_messages) message order by message
    on conflict on constraint event_seen_pkey do update set seen_at = excluded.seen_at
     where seen.seen_at <= excluded.seen_at - interval '30 days'
    returning message_id
  )
  select coalesce(array_agg(sent.i::integer), '{}') into fresh_ones
    from unnest(p_messages) with ordinality sent (message, i) join noted on noted.message_id = sent.message;
  all_fresh := cardinality(fresh_ones) = cardinality(p_messages);

  insert into app.account (tenant_id, id, external_id, name, created_at)
  select this_tenant, named.id, named.x, named.x, p_at
    from jsonb_populate_recordset(null::app.named_account, p_accounts) named
   where not exists (select from app.account a where a.tenant_id = this_tenant and a.external_id = named.x)
   order by named.x
  on conflict do nothing;

  if p_facts is not null then
    if alone then moved := app.join_keys(this_tenant, p_facts, fresh_ones, p_at); end if;
    perform app.describe_accounts(this_tenant, this_source, p_facts, fresh_ones, p_at);
    select coalesce(array_agg(g.i), '{}'), coalesce(array_agg(g.account_id), '{}') into grouped_i, grouped_account
      from app.grouped_within(this_tenant, p_activity, p_facts, fresh_ones) g;
  end if;

  -- Looked up row by row, each by its whole key: right for three accounts and for three hundred thousand. In two steps,
  -- because a condition that holds a subquery is no index condition behind a row policy.
  with sent as materialized (
    select a.*, case when a.g is null then coalesce(
             (select k.joined_to from app.tracked_user k where k.tenant_id = this_tenant and k.user_key = a.u), a.u) end as root
      from jsonb_populate_recordset(null::app.sent_activity, p_activity) a
     where all_fresh or a.i = any (fresh_ones)
  ), placed as materialized (
    select s.*, case when s.g is not null
             then (select a.id from app.account a where a.tenant_id = this_tenant and a.external_id = s.g)
             else coalesce(grouped_account[array_position(grouped_i, s.i)], (
               select t.account_id from app.tracked_user t where t.tenant_id = this_tenant and t.user_key = s.root))
           end as account_id
      from sent s
  ), stored as (
    insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, source_id, received_at, properties)
    select this_tenant, p.at, p.id, p.account_id, p.u, p.k, p.n, this_source, p_at, p.p from placed p
  )
  insert into app.rollup_due (tenant_id, account_id, day, marked_at)
  select distinct this_tenant, p.account_id, app.day_in(p.at, zone), p_at from placed p where p.account_id is not null;

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

  -- Last, because requests of one source wait here for each other until they are committed.
  if cardinality(fresh_ones) > 0 then
    insert into app.feed_hour as hour (tenant_id, source_id, hour, events)
    values (this_tenant, this_source, date_trunc('hour', p_at, 'UTC'), cardinality(fresh_ones))
    on conflict on constraint feed_hour_pkey do update set events = hour.events + excluded.events;
  end if;
  return query select this_tenant, fresh_ones;
end $$;

grant execute on function
  app.day_in(timestamptz, text), app.hold_ingest(uuid, boolean), app.has_live_source(uuid),
  app.changes_identity(uuid, jsonb),
  app.mark_days_of(uuid, text[], text, timestamptz), app.join_keys(uuid, jsonb, integer[], timestamptz),
  app.grouped_within(uuid, jsonb, jsonb, integer[]), app.describe_users(uuid, jsonb, integer[], timestamptz),
  app.group_users(uuid, jsonb, integer[], timestamptz), app.describe_accounts(uuid, uuid, jsonb, integer[], timestamptz),
  app.assign_waiting(uuid, text[], text, timestamptz), app.ingest(text, timestamptz, text[], jsonb, jsonb, jsonb)
  to bellwether_app;
