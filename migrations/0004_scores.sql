-- Scores, alerts and what was told of them.

-- Where a tenant's scoring stands. One row a tenant; its lock is what keeps two replicas from scoring at once.
create table app.tenant_clock (
  tenant_id uuid primary key references app.tenant (id),
  -- The last day that is over and scored for every account.
  last_final_day date,
  -- The last day that the tenant's sources cover; null: as the clock says (a live feed).
  covered_to date,
  last_pass_at timestamptz
);

-- The market factor of a day: fixed once, so that a late event changes one account only.
create table app.market_day (
  tenant_id uuid not null references app.tenant (id),
  day date not null,
  factor double precision not null,
  -- Median of actual / base, unclipped; null without an account that speaks for the market.
  median double precision,
  accounts integer not null,
  primary key (tenant_id, day)
);

-- An account's earliest day to be scored again.
create table app.rescore_due (
  tenant_id uuid not null,
  account_id uuid not null,
  from_day date not null,
  primary key (tenant_id, account_id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);

-- The score of an account on a day that is over. Points are unrounded; the parts add up to the score.
create table app.score (
  tenant_id uuid not null,
  day date not null,
  account_id uuid not null,
  score double precision not null,
  recent double precision not null,
  habit double precision not null,
  trend double precision not null,
  people double precision not null,
  band text not null check (band in ('healthy', 'watch', 'at-risk')),
  -- The sums behind it.
  recent_sum double precision not null,
  habit_sum double precision not null,
  actual integer not null,
  base integer not null,
  base_days integer not null,
  expected double precision,
  users28 integer not null,
  silent_days integer not null,
  established boolean not null,
  version integer not null default 1,
  primary key (tenant_id, day, account_id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index score_by_account on app.score (tenant_id, account_id, day);

-- What lists read: one row an account, current.
create table app.score_latest (
  tenant_id uuid not null,
  account_id uuid not null,
  day date not null,
  score double precision not null,
  recent double precision not null,
  habit double precision not null,
  trend double precision not null,
  people double precision not null,
  band text not null,
  actual integer not null,
  expected double precision,
  users28 integer not null,
  silent_days integer not null,
  age_days integer not null,
  score_7d double precision,
  score_28d double precision,
  -- Today so far: provisional, may only have risen.
  today date,
  today_score double precision,
  today_users integer,
  scored_at timestamptz not null,
  primary key (tenant_id, account_id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);

-- A signal that people are told of. At most one open alert for one cause: the cause names kind and opening day.
create table app.alert (
  tenant_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('drop', 'band-change', 'silence')),
  cause text not null,
  state text not null check (state in ('open', 'acknowledged', 'snoozed', 'resolved', 'withdrawn')),
  opened_day date not null,
  opened_at timestamptz not null,
  -- What was seen at the opening: figures for the words, and the frozen expectation of a drop.
  figures jsonb not null,
  frozen_expected double precision,
  acknowledged_by uuid,
  acknowledged_at timestamptz,
  snoozed_by uuid,
  snoozed_at timestamptz,
  snoozed_until timestamptz,
  snooze_reason text,
  wake_below double precision,
  closed_at timestamptz,
  closed_day date,
  -- recovered | settled | back-in-use | band-recovered | by-hand | undone
  closed_how text,
  closed_by uuid,
  closed_note text,
  closed_figures jsonb,
  renewed_day date,
  feedback text check (feedback in ('useful', 'expected', 'wrong')),
  feedback_by uuid,
  -- Rises with every change: an edit of its messages is due while they show an older one.
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, account_id, cause),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create unique index alert_one_open on app.alert (tenant_id, account_id, kind) where state in ('open', 'acknowledged', 'snoozed');
create index alert_by_time on app.alert (tenant_id, opened_at desc);

-- A source of usage that stopped. Told to admins; holds drop and silence alerts.
create table app.feed_outage (
  tenant_id uuid not null,
  id uuid not null,
  -- null: all accounts fell together, whatever the source.
  source_id uuid,
  started_at timestamptz not null,
  found_at timestamptz not null,
  ended_at timestamptz,
  figures jsonb not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, source_id) references app.write_key (tenant_id, id)
);
create unique index feed_outage_one_open on app.feed_outage (tenant_id, (coalesce(source_id, '00000000-0000-0000-0000-000000000000'::uuid))) where ended_at is null;

-- Who gets a digest when: local time and weekdays in an IANA zone. next_due_at is what is due; a clock only looks.
create table app.digest_subscription (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  local_time time not null,
  weekdays smallint[] not null,
  zone text not null,
  skip_quiet boolean not null default false,
  active boolean not null default true,
  next_due_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, member_id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);
create index digest_subscription_due on app.digest_subscription (tenant_id, next_due_at) where active;

-- A digest that was made: once for a due slot. facts = the figures of its moment; messages are rendered from them.
create table app.digest_sent (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  due_at timestamptz not null,
  made_at timestamptz not null,
  data_day date,
  facts jsonb not null,
  primary key (tenant_id, id),
  unique (tenant_id, member_id, due_at),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);

-- One message on its way to one target. subject = the fact it tells, never a rendered message.
create table app.delivery (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  channel text not null check (channel in ('slack', 'inbox')),
  -- What is told: alert:ID, digest:ID, feed:ID, failed:ID. One delivery per target.
  subject text not null,
  subject_kind text not null check (subject_kind in ('alert', 'digest', 'feed', 'delivery-failed')),
  subject_id uuid not null,
  facts jsonb not null default '{}',
  state text not null check (state in ('queued', 'sending', 'sent', 'failed', 'uncertain')),
  attempts integer not null default 0,
  -- Start of the try that is under way or was the last: a newer job waits for it, a restart takes it over.
  tried_at timestamptz,
  -- Where it is once sent: the platform's conversation and message.
  conversation text,
  message_ref text,
  shown_version integer,
  error_code text,
  error text,
  queued_at timestamptz not null,
  due_at timestamptz not null,
  sent_at timestamptz,
  read_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, subject, member_id, channel),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);
create index delivery_inbox on app.delivery (tenant_id, member_id, queued_at desc) where channel = 'inbox';
create index delivery_subject on app.delivery (tenant_id, subject_kind, subject_id);

do $$ declare t text; begin
  foreach t in array array['score', 'score_latest', 'rescore_due'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant_wall on app.%I to bellwether_app using (tenant_id = app.current_tenant() and app.sees(account_id)) with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())', t);
    execute format('grant select, insert, update, delete on app.%I to bellwether_app', t);
  end loop;
  foreach t in array array['tenant_clock', 'market_day', 'feed_outage'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant_wall on app.%I to bellwether_app using (tenant_id = app.current_tenant()) with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())', t);
    execute format('grant select, insert, update, delete on app.%I to bellwether_app', t);
  end loop;
  -- Alerts are for staff who may see the account; they change them (acknowledge, snooze, resolve).
  alter table app.alert enable row level security;
  alter table app.alert force row level security;
  create policy tenant_wall on app.alert to bellwether_app
    using (tenant_id = app.current_tenant() and app.is_staff() and app.sees(account_id))
    with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees(account_id));
  grant select, insert, update on app.alert to bellwether_app;
  -- What belongs to one member: theirs, or everybody's to who sees all.
  foreach t in array array['digest_subscription', 'digest_sent', 'delivery'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant_wall on app.%I to bellwether_app using (tenant_id = app.current_tenant() and app.is_staff() and (app.sees_all() or member_id = app.current_member())) with check (tenant_id = app.current_tenant() and app.is_staff() and (app.sees_all() or member_id = app.current_member()))', t);
    execute format('grant select, insert, update on app.%I to bellwether_app', t);
  end loop;
end $$;

-- Whether a chat platform is connected; says nothing else of the installation.
create function app.has_installation(p_platform text) returns boolean language sql stable
begin atomic
  select exists (select from app.installation i
                  where i.tenant_id = app.current_tenant() and i.platform = p_platform and i.removed_at is null);
end;
grant execute on function app.has_installation(text) to bellwether_app;
