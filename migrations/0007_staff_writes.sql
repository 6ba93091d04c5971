-- Only the tenant's own people change data. "With check" holds what is inserted and updated, but a delete is held by
-- "using" alone, and that is what a customer's admin (viewer) or a manager may read. The product deletes as the system or
-- as who sees all; the wall says so too.

do $$ declare t text; begin
  foreach t in array array['account_member', 'event', 'user_day', 'account_day', 'feature_day', 'rollup_due', 'tracked_user',
                           'score', 'score_latest', 'rescore_due', 'tenant_clock', 'market_day', 'feed_outage'] loop
    execute format('create policy staff_delete on app.%I as restrictive for delete to bellwether_app using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())', t);
  end loop;
end $$;

-- A tenant's own row is for all its people to read, not to change.
create policy staff_update on app.tenant as restrictive for update to bellwether_app
  using (id = app.current_tenant() and app.is_staff() and app.sees_all());
