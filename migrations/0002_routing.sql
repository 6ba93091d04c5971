-- Routing tables: what must be found before the tenant is known. The only tables with a unique key that does not lead
-- with tenant_id: write_key, session, sign_in_token, installation (and tenant.slug). Each holds a hash or a public id,
-- never a secret in clear; app.enter_with_key shows one row to who presents its key.

create table app.write_key (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  key_hash text not null unique,
  hint text not null,
  source text not null check (length(source) between 1 and 100),
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, source)
);

create table app.session (
  tenant_id uuid not null,
  id uuid not null,
  token_hash text not null unique,
  member_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);

create table app.sign_in_token (
  tenant_id uuid not null,
  id uuid not null,
  token_hash text not null unique,
  member_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);

-- A chat workspace that is connected. The token is AES-256-GCM, its associated data tenant and column.
create table app.installation (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  platform text not null check (platform in ('slack', 'teams')),
  workspace_id text not null,
  workspace_name text,
  bot_user_id text,
  token_encrypted bytea,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (tenant_id, id),
  unique (platform, workspace_id)
);

-- Sessions and sign-in links are everybody's secrets: who sees all sees them, a member their own session only.
do $$ declare t text; k text; rule text; begin
  foreach t in array array['write_key', 'session', 'sign_in_token', 'installation'] loop
    k := case t when 'write_key' then 'key_hash' when 'installation' then 'platform || '':'' || workspace_id' else 'token_hash' end;
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    rule := 'tenant_id = app.current_tenant() and app.is_staff()' || case when t in ('session', 'sign_in_token') then ' and app.sees_all()' else '' end;
    execute format('create policy tenant_wall on app.%I to bellwether_app using (%s) with check (%s)', t, rule, rule);
    execute format('create policy routing on app.%I for select to bellwether_app using (%s = app.presented())', t, k);
    execute format('grant select, insert, update on app.%I to bellwether_app', t);
  end loop;
end $$;
-- A member's own sessions, whatever the role: to sign out.
create policy own_session on app.session to bellwether_app
  using (tenant_id = app.current_tenant() and member_id = app.current_member())
  with check (tenant_id = app.current_tenant() and member_id = app.current_member());

-- Events of a chat platform that were handled: a redelivery is harmless.
create table app.inbound_seen (
  tenant_id uuid not null references app.tenant (id),
  event_id text not null,
  seen_at timestamptz not null,
  primary key (tenant_id, event_id)
);
alter table app.inbound_seen enable row level security;
alter table app.inbound_seen force row level security;
create policy tenant_wall on app.inbound_seen to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff()) with check (tenant_id = app.current_tenant() and app.is_staff());
create index inbound_seen_by_time on app.inbound_seen (tenant_id, seen_at);
grant select, insert, delete on app.inbound_seen to bellwether_app;
