-- Microsoft Teams: who is who there, where a member can be told, and the pictures that cards show.

-- The person in the organisation's directory (Entra object id), learnt from the roster of Teams by e-mail address.
alter table app.member add column entra_object_id text;
create unique index member_entra on app.member (tenant_id, entra_object_id) where entra_object_id is not null;

-- A conversation that the bot is in. To say something there unasked, its id and the address of Teams' service are needed.
create table app.teams_conversation (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  conversation_id text not null,
  kind text not null check (kind in ('personal', 'group', 'channel')),
  service_url text not null,
  -- The bot's own id there, and in a personal chat who it is with: Teams' id, the directory's, ours once known.
  bot_id text not null,
  user_id text,
  entra_object_id text,
  member_id uuid,
  added_at timestamptz not null,
  -- The bot was removed, or Teams says that it is not there: nothing is sent any more.
  removed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, conversation_id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);
create index teams_conversation_member on app.teams_conversation (tenant_id, member_id);
alter table app.teams_conversation enable row level security;
alter table app.teams_conversation force row level security;
-- Reason: written and read by the service alone, in the tenant's own name.
create policy tenant_wall on app.teams_conversation to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, update on app.teams_conversation to bellwether_app;

-- A chart as a message shows it. Its address is signed and works for 30 days; it is painted when it is asked for, under the
-- rights that its reader then has.
create table app.card_picture (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  -- The account that it is about; null: the reader's own portfolio.
  account_id uuid,
  -- Of the reader, the message and the drawing: the same picture of the same message has one address.
  content_hash text not null,
  chart jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, content_hash),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index card_picture_expiry on app.card_picture (tenant_id, expires_at);
alter table app.card_picture enable row level security;
alter table app.card_picture force row level security;
create policy tenant_wall on app.card_picture to bellwether_app
  using (tenant_id = app.current_tenant() and (app.sees_all() or member_id = app.current_member()) and (account_id is null or app.sees(account_id)))
  with check (tenant_id = app.current_tenant() and (app.sees_all() or member_id = app.current_member()) and (account_id is null or app.sees(account_id)));
grant select, insert, update, delete on app.card_picture to bellwether_app;
