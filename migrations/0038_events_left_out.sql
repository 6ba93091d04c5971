-- Events that are no use of the product. A tenant sends more than what people do with it: a ticket, a call that failed, what was
-- measured. An event whose name stands here is stored and counted by metrics as any other, and the roll-up of use passes over
-- it: a customer who complains is not one who came back. What is set changes no event, so it can be taken back.
create table app.event_left_out (
  tenant_id uuid not null references app.tenant (id),
  name text not null check (length(name) between 1 and 200),
  since timestamptz not null,
  primary key (tenant_id, name)
);
alter table app.event_left_out enable row level security;
alter table app.event_left_out force row level security;
create policy tenant_wall on app.event_left_out to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
create policy staff_delete on app.event_left_out as restrictive for delete to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, delete on app.event_left_out to bellwether_app;
