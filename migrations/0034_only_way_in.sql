-- A tenant may let its people in by one provider of the installation alone: links then open nothing, nor do other providers.

-- The provider's id, as in app.session.way; null: every way that there is.
alter table app.tenant add column only_way_in text check (length(only_way_in) between 1 and 40);
