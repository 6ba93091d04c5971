-- What customers did, and its roll-ups by day (a day is the tenant's calendar day).

-- One row an activity (track, page, screen). Partitioned by month: dropping a month is retention.
-- account_id null: no group names the account yet; the event waits, counted and shown.
create table app.event (
  tenant_id uuid not null,
  at timestamptz not null,
  id uuid not null,
  account_id uuid,
  user_key text not null,
  kind text not null check (kind in ('track', 'page', 'screen')),
  name text not null,
  source_id uuid,
  received_at timestamptz not null,
  properties jsonb,
  primary key (tenant_id, at, id)
) partition by range (at);
create index event_by_account on app.event (tenant_id, account_id, at);
create index event_waiting on app.event (tenant_id, user_key) where account_id is null;
create index event_by_user on app.event (tenant_id, user_key, at);

-- A message id counts once for 30 days (a retry may carry another sentAt, hence another time: no key of event itself).
create table app.event_seen (
  tenant_id uuid not null references app.tenant (id),
  message_id text not null,
  seen_at timestamptz not null,
  primary key (tenant_id, message_id)
);
create index event_seen_by_time on app.event_seen (tenant_id, seen_at);

-- A user of a customer as the tracking knows them ("u:" + userId or "a:" + anonymousId), the key they were joined to
-- by alias or identify, and the account that their last group named.
create table app.tracked_user (
  tenant_id uuid not null references app.tenant (id),
  user_key text not null,
  joined_to text,
  account_id uuid,
  grouped_at timestamptz,
  name text,
  traits jsonb not null default '{}',
  updated_at timestamptz not null,
  primary key (tenant_id, user_key),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index tracked_user_joined on app.tracked_user (tenant_id, joined_to) where joined_to is not null;

-- Days whose roll-up is stale. Append-only so that writers never wait for each other; the roll-up deletes what it read.
create table app.rollup_due (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  day date not null,
  marked_at timestamptz not null,
  primary key (tenant_id, id)
);

-- One distinct user active on one day.
create table app.user_day (
  tenant_id uuid not null,
  day date not null,
  account_id uuid not null,
  user_key text not null,
  events integer not null,
  primary key (tenant_id, day, account_id, user_key),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index user_day_by_account on app.user_day (tenant_id, account_id, day);

-- One account on one active day. Day first: a pass reads a window of days of every account.
create table app.account_day (
  tenant_id uuid not null,
  day date not null,
  account_id uuid not null,
  user_days integer not null,
  events integer not null,
  primary key (tenant_id, day, account_id) include (user_days),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index account_day_by_account on app.account_day (tenant_id, account_id, day) include (user_days);

-- User-days by feature (the event's name). A user-day counts in each feature used.
create table app.feature_day (
  tenant_id uuid not null,
  day date not null,
  account_id uuid not null,
  feature text not null,
  user_days integer not null,
  primary key (tenant_id, day, account_id, feature),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index feature_day_by_account on app.feature_day (tenant_id, account_id, day);

-- Events received by source and hour of arrival: what the feed-outage detector looks at.
create table app.feed_hour (
  tenant_id uuid not null,
  source_id uuid not null,
  hour timestamptz not null,
  events integer not null,
  primary key (tenant_id, source_id, hour),
  foreign key (tenant_id, source_id) references app.write_key (tenant_id, id)
);

-- An import of a file: how far it got, what it refused.
create table app.import_run (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  file_name text not null,
  content_hash text not null,
  rows_in bigint not null default 0,
  rows_new bigint not null default 0,
  rows_refused bigint not null default 0,
  state text not null check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, content_hash)
);

do $$ declare t text; begin
  foreach t in array array['event', 'user_day', 'account_day', 'feature_day', 'rollup_due', 'tracked_user'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant_wall on app.%I to bellwether_app using (tenant_id = app.current_tenant() and app.sees(account_id)) with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())', t);
    execute format('grant select, insert, update, delete on app.%I to bellwether_app', t);
  end loop;
  foreach t in array array['event_seen', 'feed_hour', 'import_run'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy tenant_wall on app.%I to bellwether_app using (tenant_id = app.current_tenant() and app.is_staff()) with check (tenant_id = app.current_tenant() and app.is_staff())', t);
    execute format('grant select, insert, update, delete on app.%I to bellwether_app', t);
  end loop;
end $$;

-- Makes the partitions of every month from p_from to p_to.
-- Security definer, reason: partitions are made by the tables' owner; the app's role owns nothing.
create function app.ensure_event_months(p_from date, p_to date) returns void
language plpgsql security definer set search_path = pg_catalog, app as $$
declare m date := date_trunc('month', p_from)::date; part text;
begin
  if p_to - p_from > 366 * 60 then raise exception 'more than 60 years of events: check the dates'; end if;
  while m <= p_to loop
    part := 'event_' || to_char(m, 'YYYYMM');
    if to_regclass('app.' || part) is null then
      perform pg_advisory_xact_lock(hashtext('app.ensure_event_months'));
      execute format('create table if not exists app.%I partition of app.event for values from (%L) to (%L)',
        part, to_char(m, 'YYYY-MM-DD') || ' 00:00:00+00', to_char((m + interval '1 month')::date, 'YYYY-MM-DD') || ' 00:00:00+00');
      -- Rows are reached through app.event only; a partition by itself shows nothing to anybody.
      execute format('alter table app.%I enable row level security', part);
      execute format('alter table app.%I force row level security', part);
    end if;
    m := (m + interval '1 month')::date;
  end loop;
end $$;
revoke all on function app.ensure_event_months(date, date) from public;
grant execute on function app.ensure_event_months(date, date) to bellwether_app;

-- Tells the planner what a bulk load changed, instead of waiting a minute for autovacuum: without it, the statements right
-- after an import run on the statistics of empty tables, twenty times slower.
-- Security definer, reason: only a table's owner may analyse it.
create function app.analyze_usage() returns void
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  analyze app.event;
  analyze app.tracked_user;
  analyze app.user_day;
  analyze app.account_day;
  analyze app.feature_day;
  analyze app.account;
end $$;
revoke all on function app.analyze_usage() from public;
grant execute on function app.analyze_usage() to bellwether_app;
