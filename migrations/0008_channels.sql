-- More channels than Slack and the inbox: what a member wants by which, when they want quiet, and what is held meanwhile.

-- Mail is connected for a tenant as a chat platform is, by a row; its "workspace" is the tenant itself.
alter table app.installation
  drop constraint installation_platform_check,
  add constraint installation_platform_check check (platform in ('slack', 'teams', 'email'));

-- The channels that a tenant's messages can be sent by, in the usual order.
create function app.connected_channels() returns text[] language sql stable
begin atomic
  select array_remove(array[
    case when app.has_installation('slack') then 'slack' end,
    case when app.has_installation('teams') then 'teams' end,
    case when app.has_installation('email') then 'email' end], null);
end;
grant execute on function app.connected_channels() to bellwether_app;

-- How a member wants to be told. No row: by the first connected channel, at any hour.
create table app.notice_setting (
  tenant_id uuid not null,
  member_id uuid not null,
  -- Channels that are on, by kind of message; null: the first connected one of `fallback`; empty: the inbox alone.
  alert_channels text[] check (alert_channels <@ array['slack', 'teams', 'email']),
  digest_channels text[] check (digest_channels <@ array['slack', 'teams', 'email']),
  notice_channels text[] check (notice_channels <@ array['slack', 'teams', 'email']),
  -- Which channel is next when one fails.
  fallback text[] not null default '{slack,teams,email}'
    check (fallback <@ array['slack', 'teams', 'email'] and array_length(fallback, 1) = 3),
  -- Alerts wait between these local times (the member's zone), and all weekend if so set.
  quiet_from time,
  quiet_to time,
  quiet_weekend boolean not null default false,
  updated_at timestamptz not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id),
  check ((quiet_from is null) = (quiet_to is null) and (quiet_from is null or quiet_from <> quiet_to))
);
alter table app.notice_setting enable row level security;
alter table app.notice_setting force row level security;
create policy tenant_wall on app.notice_setting to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and (app.sees_all() or member_id = app.current_member()))
  with check (tenant_id = app.current_tenant() and app.is_staff() and (app.sees_all() or member_id = app.current_member()));
grant select, insert, update on app.notice_setting to bellwether_app;

-- held: waits for the end of quiet hours. merged: told in the summary that followed them (merged_into).
alter table app.delivery
  drop constraint delivery_channel_check,
  drop constraint delivery_subject_kind_check,
  drop constraint delivery_state_check,
  add constraint delivery_channel_check check (channel in ('inbox', 'slack', 'teams', 'email')),
  add constraint delivery_subject_kind_check check (subject_kind in
    ('alert', 'alert-closed', 'digest', 'feed', 'delivery-failed', 'held', 'sign-in', 'report')),
  add constraint delivery_state_check check (state in ('held', 'queued', 'sending', 'sent', 'failed', 'uncertain', 'merged')),
  add column merged_into uuid;
create index delivery_held on app.delivery (tenant_id, due_at) where state = 'held';
create index delivery_log on app.delivery (tenant_id, queued_at desc) where channel <> 'inbox';
