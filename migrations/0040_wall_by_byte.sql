-- Wall 2 in two thirds of its time, with the same answers: which setting a row looks into is told by the last byte of its id. The last two
-- digits of its text took as long to find as the id in them. A transaction that is under way as this runs, of somebody who does not
-- see all, sees no account from then on. What was measured stands in docs/benchmarks.md.

-- app.accounts says '*' (all), 'listed' (those in app.accounts_0 to _255) or nothing.
create or replace function app.sees(account_id uuid) returns boolean language sql stable parallel safe
  return case current_setting('app.accounts', true)
    when '*' then true
    when 'listed' then strpos(current_setting('app.accounts_' || get_byte(uuid_send(account_id), 15), true), account_id::text) > 0
    else false end;

create or replace function app.enter_as_member(p_tenant uuid, p_member uuid)
returns table (role text, name text, zone text, email text, tenant_name text, tenant_zone text, demo boolean)
language plpgsql volatile as $$
declare list text; set_to text;
begin
  list := current_setting('app.account_list', true);
  if list <> '' then
    -- Somebody was entered before in this transaction: what they saw is forgotten.
    perform set_config('app.accounts_' || byte, '', true)
       from (select distinct get_byte(uuid_send(id), 15) from unnest(list::uuid[]) id) x (byte);
    set_to := set_config('app.account_list', '', true);
  end if;
  perform app.enter_as_system(p_tenant);
  set_to := set_config('app.member', p_member::text, true);
  select m.role, m.name, m.zone, m.email, t.name, t.zone, t.demo into role, name, zone, email, tenant_name, tenant_zone, demo
    from app.member m join app.tenant t on t.id = m.tenant_id
   where m.tenant_id = p_tenant and m.id = p_member and m.removed_at is null;
  if role is null then
    set_to := set_config('app.tenant', '', true);
    set_to := set_config('app.role', '', true);
    set_to := set_config('app.accounts', '', true);
    return;
  end if;
  if role not in ('admin', 'lead') then
    select '{' || string_agg(set_config('app.accounts_' || byte, ids, true), ',') || '}' into list
      from (select get_byte(uuid_send(am.account_id), 15) as byte, string_agg(am.account_id::text, ',') as ids
              from app.account_member am
             where am.tenant_id = p_tenant and am.member_id = p_member
             group by 1) by_byte;
    set_to := set_config('app.account_list', coalesce(list, '{}'), true);
    set_to := set_config('app.accounts', 'listed', true);
  end if;
  set_to := set_config('app.role', role, true);
  return next;
end $$;
