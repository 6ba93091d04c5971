-- What a team says of its alerts, what was seen and not told, and which alerts are one message.

-- Settings of one scope: the tenant (both ids null), a member's portfolio, or one account. The narrowest wins, field by field.
create table app.alert_rule (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  member_id uuid,
  account_id uuid,
  -- Only the fields that this scope says something of.
  settings jsonb not null,
  updated_by uuid,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id),
  check (member_id is null or account_id is null)
);
create unique index alert_rule_one on app.alert_rule
  (tenant_id, (coalesce(account_id, member_id, '00000000-0000-0000-0000-000000000000'::uuid)));
alter table app.alert_rule enable row level security;
alter table app.alert_rule force row level security;
-- All staff may read by which rules a portfolio is told of: an account may be looked after by several. An account's rule is for
-- who sees the account. A manager changes their own portfolio's and their accounts'; the tenant's is for who sees all.
create policy tenant_wall on app.alert_rule for select to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and (account_id is null or app.sees(account_id)));
create policy tenant_wall_insert on app.alert_rule for insert to bellwether_app
  with check (tenant_id = app.current_tenant() and app.is_staff()
    and (app.sees_all() or member_id = app.current_member() or (account_id is not null and app.sees(account_id))));
create policy tenant_wall_update on app.alert_rule for update to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff()
    and (app.sees_all() or member_id = app.current_member() or (account_id is not null and app.sees(account_id))))
  with check (tenant_id = app.current_tenant() and app.is_staff()
    and (app.sees_all() or member_id = app.current_member() or (account_id is not null and app.sees(account_id))));
grant select, insert, update on app.alert_rule to bellwether_app;

-- A signal that was seen and that no alert told by itself: why not, and who would have been told.
create table app.untold_signal (
  tenant_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('drop', 'band-change', 'silence')),
  cause text not null,
  day date not null,
  seen_at timestamptz not null,
  -- kind-off, segment, value, muted, threshold: by a rule. outage, check: it waits. merged: said in another alert's message.
  why text not null check (why in ('kind-off', 'segment', 'value', 'muted', 'threshold', 'outage', 'check', 'merged')),
  -- Whose rule it was; null: no rule.
  scope text check (scope in ('tenant', 'portfolio', 'account')),
  -- What was seen, as an alert's opening.
  opening jsonb not null,
  frozen_expected double precision,
  member_ids uuid[] not null,
  -- The alert that said it: merged into it, or told after all.
  alert_id uuid,
  ended_day date,
  ended_how text check (ended_how in ('told', 'over', 'undone')),
  primary key (tenant_id, id),
  unique (tenant_id, account_id, cause),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index untold_signal_by_time on app.untold_signal (tenant_id, seen_at desc);
create index untold_signal_open on app.untold_signal (tenant_id, account_id) where ended_day is null;
alter table app.untold_signal enable row level security;
alter table app.untold_signal force row level security;
create policy tenant_wall on app.untold_signal to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees(account_id))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, update, delete on app.untold_signal to bellwether_app;

alter table app.alert
  -- The alert whose message says this one too; null: it has its own.
  add column lead_id uuid,
  -- What else was seen on the day it opened, as openings.
  add column also jsonb not null default '[]',
  add column feedback_at timestamptz,
  add foreign key (tenant_id, lead_id) references app.alert (tenant_id, id);
create index alert_by_lead on app.alert (tenant_id, lead_id) where lead_id is not null;
