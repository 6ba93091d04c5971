-- How each account stands in a list of accounts (its band, who needs somebody first, what its order goes by) is worked out once
-- and kept, with the sums that are counted above a list: a page reads an index for its rows, and adds up a handful of rows.
--
-- What is kept is never trusted beyond what it was made of. Whatever changes a standing leaves a mark in the same transaction,
-- by a trigger, so that a version which knows nothing of this, and runs beside it, marks too; and what was kept on one day
-- counts on that day only. A reader takes marked accounts, and on another day all, from where they come from. The pass works
-- out again what is marked, and takes the marks away (db/accounts/keep-standings.ts). A mark is a row of its own: nobody waits
-- for anybody, and one that comes while others are worked out is seen the next time.

create table app.account_standing (
  tenant_id uuid not null,
  account_id uuid not null,
  -- left: no customer any more. no-data: no score yet.
  band text not null check (band in ('healthy', 'watch', 'at-risk', 'no-data', 'left')),
  -- Who needs somebody first, 1 to 7; then since when; then by how many points the score changed in four weeks, where that says
  -- something; then by name.
  need smallint not null,
  waiting boolean not null,
  waiting_since timestamptz,
  change smallint,
  search_name text not null,
  name text not null,
  -- Whether an alert is open.
  alerted boolean not null,
  -- Renews within 90 days.
  renews boolean not null,
  -- The contract value that is at risk, where it is known; currency "" where nobody said which.
  stake numeric(14, 2),
  currency text not null,
  primary key (tenant_id, account_id),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id) on delete cascade
);
create index account_standing_by_need on app.account_standing
  (tenant_id, need, waiting_since desc nulls last, change, search_name, name, account_id);

-- How many accounts of the tenant stand alike; the sum of their stakes, and of how many of them it is.
create table app.standing_tally (
  tenant_id uuid not null references app.tenant (id),
  band text not null,
  waiting boolean not null,
  renews boolean not null,
  currency text not null,
  accounts integer not null,
  valued integer not null,
  amount numeric not null,
  primary key (tenant_id, band, waiting, renews, currency)
);

-- An account whose standing is not what was kept; null: any may be. No foreign key: a mark takes no lock.
create table app.standing_due (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid,
  primary key (tenant_id, id)
);

-- The day of the tenant that standings were kept for; null: none yet.
alter table app.tenant_clock add column standings_on date;

do $$ declare t text; begin
  foreach t in array array['account_standing', 'standing_tally', 'standing_due'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy staff_delete on app.%I as restrictive for delete to bellwether_app using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())', t);
  end loop;
end $$;
-- A standing speaks of alerts: for staff who may see the account.
create policy tenant_wall on app.account_standing to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees(account_id))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
create policy tenant_wall on app.standing_tally to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
-- Who changes an alert of an account that they see, marks it.
create policy tenant_wall on app.standing_due to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and (account_id is null or app.sees(account_id)))
  with check (tenant_id = app.current_tenant() and app.is_staff() and (account_id is null or app.sees(account_id)));
grant select, insert, update, delete on app.account_standing to bellwether_app;
grant select, insert, delete on app.standing_tally, app.standing_due to bellwether_app;

-- Marks accounts; more than a hundred at once are all of them.
create function app.mark_standings(p_tenants uuid[], p_accounts uuid[]) returns void language sql volatile
begin atomic
  insert into app.standing_due (tenant_id, account_id)
  select distinct changed.tenant_id, case when cardinality(p_accounts) <= 100 then changed.account_id end
    from unnest(p_tenants, p_accounts) changed (tenant_id, account_id);
end;
grant execute on function app.mark_standings(uuid[], uuid[]) to bellwether_app;

-- What a statement changed that standings are made of. A trigger runs as who changes the row, behind the same walls. A migration
-- that changes these tables itself does so with their triggers off, and sets tenant_clock.standings_on to null.
create function app.mark_changed_standings() returns trigger language plpgsql as $$
begin
  case tg_op || ' ' || tg_table_name
    when 'INSERT account' then
      perform app.mark_standings(array_agg(n.tenant_id), array_agg(n.id)) from new_rows n having count(*) > 0;
    when 'UPDATE account' then
      perform app.mark_standings(array_agg(n.tenant_id), array_agg(n.id))
         from new_rows n join old_rows o on o.tenant_id = n.tenant_id and o.id = n.id
        where (n.name, n.renewal_on, n.churned_on, n.contract_value, n.currency)
              is distinct from (o.name, o.renewal_on, o.churned_on, o.contract_value, o.currency)
       having count(*) > 0;
    when 'DELETE account' then
      -- It is in the sums still, and nobody could say as what.
      insert into app.standing_due (tenant_id) select distinct o.tenant_id from old_rows o;
    when 'UPDATE score_latest' then
      perform app.mark_standings(array_agg(n.tenant_id), array_agg(n.account_id))
         from new_rows n join old_rows o on o.tenant_id = n.tenant_id and o.account_id = n.account_id
        where (n.band, n.score, n.score_28d) is distinct from (o.band, o.score, o.score_28d)
       having count(*) > 0;
    when 'UPDATE alert' then
      perform app.mark_standings(array_agg(n.tenant_id), array_agg(n.account_id))
         from new_rows n join old_rows o on o.tenant_id = n.tenant_id and o.id = n.id
        where (n.state, n.opened_at, n.snoozed_until) is distinct from (o.state, o.opened_at, o.snoozed_until)
       having count(*) > 0;
    when 'INSERT score_latest', 'INSERT alert' then
      perform app.mark_standings(array_agg(n.tenant_id), array_agg(n.account_id)) from new_rows n having count(*) > 0;
    when 'DELETE score_latest', 'DELETE alert' then
      perform app.mark_standings(array_agg(o.tenant_id), array_agg(o.account_id)) from old_rows o having count(*) > 0;
  end case;
  return null;
end $$;

do $$ declare t text; begin
  foreach t in array array['account', 'score_latest', 'alert'] loop
    execute format('create trigger standings_after_insert after insert on app.%I referencing new table as new_rows for each statement execute function app.mark_changed_standings()', t);
    execute format('create trigger standings_after_update after update on app.%I referencing old table as old_rows new table as new_rows for each statement execute function app.mark_changed_standings()', t);
    execute format('create trigger standings_after_delete after delete on app.%I referencing old table as old_rows for each statement execute function app.mark_changed_standings()', t);
  end loop;
end $$;
