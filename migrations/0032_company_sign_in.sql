-- Company sign-in (OpenID Connect), and what a member is shown of their own sessions.

-- By which account of a provider a member signed in first. From then on it is that account who they are there: a new address at the
-- provider changes nothing, and who gets an old address inherits nothing. A routing table: the hash (SHA-256 of issuer and subject) is
-- known before the tenant is, and one person may belong to several tenants.
create table app.sign_in_subject (
  tenant_id uuid not null,
  member_id uuid not null,
  issuer text not null check (length(issuer) between 1 and 1000),
  subject_hash text not null check (length(subject_hash) = 64),
  bound_at timestamptz not null,
  primary key (tenant_id, member_id, issuer),
  unique (tenant_id, subject_hash),
  foreign key (tenant_id, member_id) references app.member (tenant_id, id)
);
create index sign_in_subject_by_hash on app.sign_in_subject (subject_hash);
alter table app.sign_in_subject enable row level security;
alter table app.sign_in_subject force row level security;
create policy tenant_wall on app.sign_in_subject to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
create policy routing on app.sign_in_subject for select to bellwether_app using (subject_hash = app.presented());
grant select, insert, delete on app.sign_in_subject to bellwether_app;

-- How a session came about, and what its member recognises it by. Sessions of before were opened by a link.
alter table app.session
  add column way text not null default 'link' check (length(way) between 1 and 40),
  add column browser text check (length(browser) between 1 and 100),
  add column network_address text check (length(network_address) between 1 and 100),
  add column last_seen_at timestamptz;
create index session_by_member on app.session (tenant_id, member_id) where ended_at is null;

-- A token that stands for a finished sign-in with a provider says which.
alter table app.sign_in_token add column way text not null default 'link' check (length(way) between 1 and 40);
