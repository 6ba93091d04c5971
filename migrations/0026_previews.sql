-- What is worked out over a tenant's own history: a draft held against the live model, two published versions held against each
-- other, or the bands that the history suggests for a model.
alter table app.model_preview
  add column kind text not null default 'draft' check (kind in ('draft', 'versions', 'bands')),
  -- Of two versions: the later one; live_version is the one it is held against, document is its document.
  add column next_version integer,
  -- When somebody first saw what was found: that is in the audit log, and not what nobody waited for while typing.
  add column seen_at timestamptz,
  add check ((kind = 'versions') = (next_version is not null));
drop index app.model_preview_latest;
create index model_preview_latest on app.model_preview (tenant_id, kind, asked_at desc);

-- What was found before is told in other words by now; it is asked for again in seconds. The owner of a managed server is held
-- by forced row security too, and would find no row to take away.
alter table app.model_preview no force row level security;
delete from app.model_preview;
alter table app.model_preview force row level security;
