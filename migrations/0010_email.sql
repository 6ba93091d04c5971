-- Mail: who may sign in by an address, and what a member ended by the link in a mail's foot.

-- A routing table: sign-in by mail begins with an address, before any tenant is known, and a person may belong to several
-- tenants. It holds ids and a hash (SHA-256 of "sign-in:" and the address, lower case): who presents the hash is shown in
-- which tenants it is a member, and nothing of them. Kept by the use case that adds members; a member who left is refused
-- within their tenant.
create table app.sign_in_address (
  tenant_id uuid not null,
  member_id uuid not null,
  address_hash text not null check (length(address_hash) = 64),
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);
create index sign_in_address_by_hash on app.sign_in_address (address_hash);

-- The migration's own role is held by the walls too, unless it is a superuser: it steps over them for one statement.
alter table app.member no force row level security;
insert into app.sign_in_address
  select tenant_id, id, encode(sha256(convert_to('sign-in:' || email, 'UTF8')), 'hex') from app.member;
alter table app.member force row level security;

alter table app.sign_in_address enable row level security;
alter table app.sign_in_address force row level security;
create policy tenant_wall on app.sign_in_address to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
create policy routing on app.sign_in_address for select to bellwether_app using (address_hash = app.presented());
grant select, insert, update on app.sign_in_address to bellwether_app;

-- Kinds of which a member wants no mail, whatever else is set or fails: said by the link in a mail's foot. Choosing mail for
-- a kind again takes it out.
alter table app.notice_setting
  add column mail_ended text[] not null default '{}' check (mail_ended <@ array['alerts', 'digests', 'notices']);
