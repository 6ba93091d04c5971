-- The two walls of isolation, and the people behind them.
--
-- Wall 1: a row is visible only to the tenant whose id the transaction carries (app.tenant).
-- Wall 2: within it, a row of an account is visible only to whom may see that account (app.accounts).
-- Both are plain settings, local to a transaction, set by app.enter_* and read by plain STABLE functions
-- without a subquery, so that a policy is an index condition (and a distributed engine can push it down).

create schema app;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

do $$ begin
  if not exists (select from pg_roles where rolname = 'bellwether_app') then create role bellwether_app nologin; end if;
  if not exists (select from pg_roles where rolname = 'bellwether_system') then create role bellwether_system nologin; end if;
end $$;
grant bellwether_app, bellwether_system to current_user;
grant usage on schema app to bellwether_app, bellwether_system;
-- Of the whole database: "in schema app" could only add to what everybody has by default, never take away.
alter default privileges revoke execute on functions from public;

create function app.current_tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant', true), '')::uuid;
create function app.current_member() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.member', true), '')::uuid;
create function app.sees_all() returns boolean language sql stable parallel safe
  return coalesce(current_setting('app.accounts', true) = '*', false);
create function app.current_accounts() returns uuid[] language sql stable parallel safe
  return case when coalesce(current_setting('app.accounts', true), '') in ('', '*') then '{}'
              else current_setting('app.accounts', true) end::uuid[];
-- Wall 2 for one row. Ids have one length, so finding one in the text of the setting is exact, and five times cheaper than
-- parsing it into an array for every row.
create function app.sees(account_id uuid) returns boolean language sql stable parallel safe
  return current_setting('app.accounts', true) = '*' or strpos(current_setting('app.accounts', true), account_id::text) > 0;
-- Staff are the tenant's own people: everyone but a customer's admin (viewer).
create function app.is_staff() returns boolean language sql stable parallel safe
  return coalesce(current_setting('app.role', true) in ('admin', 'lead', 'manager', 'system'), false);
-- What is presented to find a tenant: the hash of a key or token, or "slack:T123". A routing row shows itself only to
-- who presents its key.
create function app.presented() returns text language sql stable parallel safe
  return nullif(current_setting('app.presented', true), '');
grant execute on all functions in schema app to bellwether_app, bellwether_system;

-- A search name: lower case, no accents, no punctuation, no legal form.
create function app.search_name(name text) returns text language sql immutable parallel safe
  set search_path = pg_catalog, public
  return trim(regexp_replace(regexp_replace(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, name)),
    '[^a-z0-9а-яα-ω]+', ' ', 'g'),
    '\m(gmbh|mbh|ag|kg|se|inc|llc|ltd|limited|corp|co|plc|sa|sas|sarl|srl|bv|nv|ab|as|oy|aps|spa|pty)\M', ' ', 'g'),
    '\s+', ' ', 'g'));
grant execute on function app.search_name(text) to bellwether_app;

create table app.tenant (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null check (length(name) between 1 and 200),
  zone text not null,
  kind text not null default 'b2b' check (kind in ('b2b', 'retail')),
  demo boolean not null default false,
  quiet boolean not null default false,
  at_risk_below smallint not null default 60,
  watch_below smallint not null default 70,
  band_leave smallint not null default 3,
  created_at timestamptz not null
);
alter table app.tenant enable row level security;
alter table app.tenant force row level security;
create policy tenant_wall on app.tenant to bellwether_app using (id = app.current_tenant()) with check (id = app.current_tenant());
-- Reason: schedules loop over the tenants; the system role reads this table and nothing else.
create policy tenant_list on app.tenant for select to bellwether_system using (true);
grant select, insert, update on app.tenant to bellwether_app;
grant select on app.tenant to bellwether_system;

create table app.member (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  email text not null check (email = lower(email) and position('@' in email) > 1),
  name text not null check (length(name) between 1 and 200),
  role text not null check (role in ('admin', 'lead', 'manager', 'viewer')),
  zone text not null,
  slack_user_id text,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, email)
);
create unique index member_slack on app.member (tenant_id, slack_user_id) where slack_user_id is not null;
alter table app.member enable row level security;
alter table app.member force row level security;
create policy tenant_wall on app.member to bellwether_app
  using (tenant_id = app.current_tenant() and (app.is_staff() or id = app.current_member()))
  with check (tenant_id = app.current_tenant() and app.is_staff());
grant select, insert, update on app.member to bellwether_app;

create table app.account (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  external_id text not null check (length(external_id) between 1 and 200),
  name text not null check (length(name) between 1 and 200),
  search_name text not null generated always as (app.search_name(name)) stored,
  owner_id uuid,
  plan text,
  contract_value numeric(14, 2),
  currency text,
  renewal_on date,
  traits jsonb not null default '{}',
  -- First and last day (tenant's zone) with activity; null = no event ever ("no data").
  first_day date,
  last_day date,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, external_id),
  foreign key (tenant_id, owner_id) references app.member (tenant_id, id)
);
create index account_search on app.account using gin (search_name gin_trgm_ops);
create index account_owner on app.account (tenant_id, owner_id);
alter table app.account enable row level security;
alter table app.account force row level security;
create policy tenant_wall on app.account to bellwether_app
  using (tenant_id = app.current_tenant() and app.sees(id))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees(id));
grant select, insert, update on app.account to bellwether_app;

-- Who, beside leads and admins, sees which account. The owner of an account always has a row here.
create table app.account_member (
  tenant_id uuid not null,
  account_id uuid not null,
  member_id uuid not null,
  since timestamptz not null,
  primary key (tenant_id, account_id, member_id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);
create index account_member_by_member on app.account_member (tenant_id, member_id, account_id);
alter table app.account_member enable row level security;
alter table app.account_member force row level security;
create policy tenant_wall on app.account_member to bellwether_app
  using (tenant_id = app.current_tenant() and app.sees(account_id))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, delete on app.account_member to bellwether_app;

-- Every look at account data and every change: who, what, which account, when, from where.
create table app.audit_log (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  at timestamptz not null,
  actor text not null check (actor in ('member', 'system', 'operator', 'source')),
  member_id uuid,
  verb text not null,
  account_id uuid,
  surface text not null,
  request_id text,
  detail jsonb not null default '{}',
  primary key (tenant_id, id)
);
create index audit_log_by_time on app.audit_log (tenant_id, at desc);
alter table app.audit_log enable row level security;
alter table app.audit_log force row level security;
create policy audit_write on app.audit_log for insert to bellwether_app with check (tenant_id = app.current_tenant());
create policy audit_read on app.audit_log for select to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert on app.audit_log to bellwether_app;

-- The way in for a member: sets both walls for the rest of the transaction, from the database's own facts.
-- No row: there is no such member any more, and nothing is visible.
create function app.enter_as_member(p_tenant uuid, p_member uuid) returns table (role text, name text, zone text)
language plpgsql volatile as $$
declare found_role text; found_name text; found_zone text;
begin
  perform set_config('app.tenant', p_tenant::text, true), set_config('app.member', p_member::text, true),
          set_config('app.role', 'system', true), set_config('app.accounts', '*', true);
  select m.role, m.name, m.zone into found_role, found_name, found_zone
    from app.member m where m.tenant_id = p_tenant and m.id = p_member and m.removed_at is null;
  if found_role is null then
    perform set_config('app.tenant', '', true), set_config('app.role', '', true), set_config('app.accounts', '', true);
    return;
  end if;
  perform set_config('app.role', found_role, true),
          set_config('app.accounts', case when found_role in ('admin', 'lead') then '*' else (
            select coalesce(array_agg(am.account_id), '{}')::text from app.account_member am
             where am.tenant_id = p_tenant and am.member_id = p_member) end, true);
  return query select found_role, found_name, found_zone;
end $$;

-- The way in for the system's own work on one tenant (roll up, score, detect, send).
create function app.enter_as_system(p_tenant uuid) returns void language sql volatile
begin atomic
  select set_config('app.tenant', p_tenant::text, true), set_config('app.member', '', true),
         set_config('app.role', 'system', true), set_config('app.accounts', '*', true);
end;

-- The way in before the tenant is known: sees only routing rows whose key is presented.
create function app.enter_with_key(p_presented text) returns void language sql volatile
begin atomic
  select set_config('app.tenant', '', true), set_config('app.member', '', true), set_config('app.role', '', true),
         set_config('app.accounts', '', true), set_config('app.presented', p_presented, true);
end;
grant execute on function app.enter_as_member(uuid, uuid), app.enter_as_system(uuid), app.enter_with_key(text) to bellwether_app;
