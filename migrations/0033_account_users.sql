-- Formula 6: People counts who used an account within sixteen weeks. Counted from user_day that is four times the rows of the 28
-- days before; so the last day of each person is kept, and a pass counts people, not their days.

-- Somebody who used an account, with the last day on which they did. Kept by triggers on user_day, so that a version which knows
-- nothing of this, and runs beside it, keeps it too.
create table app.account_user (
  tenant_id uuid not null,
  account_id uuid not null,
  user_key text not null,
  last_day date not null,
  -- Their last day was taken away: it was last_day at the latest. Nobody who counts believes such a row; a roll-up settles it.
  unsure boolean not null default false,
  primary key (tenant_id, account_id, user_key),
  foreign key (tenant_id, account_id) references app.account (tenant_id, id)
);
create index account_user_by_day on app.account_user (tenant_id, last_day, account_id);
create index account_user_unsure on app.account_user (tenant_id, account_id) where unsure;

-- The migration's own role is held by the walls too, unless it is a superuser: it steps over them for one statement.
alter table app.user_day no force row level security;
insert into app.account_user (tenant_id, account_id, user_key, last_day)
select tenant_id, account_id, user_key, max(day) from app.user_day group by tenant_id, account_id, user_key;
alter table app.user_day force row level security;

alter table app.account_user enable row level security;
alter table app.account_user force row level security;
create policy tenant_wall on app.account_user to bellwether_app
  using (tenant_id = app.current_tenant() and app.sees(account_id))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
create policy staff_delete on app.account_user as restrictive for delete to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, update, delete on app.account_user to bellwether_app;

-- A trigger runs as who changes the days, behind the same walls.
create function app.keep_account_users() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update app.account_user u set unsure = true
      from old_rows o
     where u.tenant_id = o.tenant_id and u.account_id = o.account_id and u.user_key = o.user_key
       and u.last_day = o.day and not u.unsure;
  else
    insert into app.account_user as u (tenant_id, account_id, user_key, last_day)
    select n.tenant_id, n.account_id, n.user_key, max(n.day) from new_rows n group by n.tenant_id, n.account_id, n.user_key
    on conflict (tenant_id, account_id, user_key) do update set last_day = excluded.last_day, unsure = false
     where u.last_day < excluded.last_day or (u.last_day = excluded.last_day and u.unsure);
  end if;
  return null;
end $$;
create trigger account_users_after_insert after insert on app.user_day
  referencing new table as new_rows for each statement execute function app.keep_account_users();
create trigger account_users_after_delete after delete on app.user_day
  referencing old table as old_rows for each statement execute function app.keep_account_users();

-- What People of formula 6 is made of. Null: scored by an older one.
alter table app.score add column users112 integer;
