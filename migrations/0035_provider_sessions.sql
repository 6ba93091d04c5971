-- A provider may say that somebody has signed out there (OpenID Connect Back-Channel Logout): by its name of the person, or by its own
-- session, which the ID token named. The hash (SHA-256 of issuer and `sid`) is known before the tenant is.

alter table app.session add column provider_session text check (length(provider_session) = 64);
create index session_by_provider_session on app.session (provider_session) where provider_session is not null;
create policy provider_session on app.session for select to bellwether_app using (provider_session = app.presented());

-- From the finished sign-in to the session that it opens.
alter table app.sign_in_token add column provider_session text check (length(provider_session) = 64);
