-- A tenant's own scoring models, and which one made each score.

-- A version of the model. Version 1 is the product's own and is not stored; a draft is the version that comes next. What was
-- published is never changed: going back is a new version with an old document.
create table app.scoring_model (
  tenant_id uuid not null references app.tenant (id),
  version integer not null check (version > 1),
  state text not null check (state in ('draft', 'published')),
  document jsonb not null,
  -- Why it was published.
  note text check (length(note) between 1 and 500),
  -- The version whose document this is again.
  restores integer,
  saved_by uuid,
  saved_at timestamptz not null,
  published_by uuid,
  published_at timestamptz,
  primary key (tenant_id, version),
  foreign key (tenant_id, saved_by) references app.member (tenant_id, id),
  foreign key (tenant_id, published_by) references app.member (tenant_id, id),
  check ((state = 'published') = (published_at is not null)),
  check ((state = 'published') = (note is not null))
);
create unique index scoring_model_one_draft on app.scoring_model (tenant_id) where state = 'draft';
alter table app.scoring_model enable row level security;
alter table app.scoring_model force row level security;
-- A customer's admin reads the points of its own score by what was published; a draft is the team's.
create policy tenant_wall on app.scoring_model to bellwether_app
  using (tenant_id = app.current_tenant() and (state = 'published' or app.is_staff()))
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
create policy published_stays on app.scoring_model as restrictive for update to bellwether_app
  using (tenant_id = app.current_tenant() and state = 'draft' and app.is_staff() and app.sees_all())
  with check (tenant_id = app.current_tenant());
create policy staff_delete on app.scoring_model as restrictive for delete to bellwether_app
  using (tenant_id = app.current_tenant() and state = 'draft' and app.is_staff() and app.sees_all());
grant select, insert, update, delete on app.scoring_model to bellwether_app;

-- A draft held against the live model over the tenant's own history: asked for, computed by a job, kept to be looked at.
create table app.model_preview (
  tenant_id uuid not null references app.tenant (id),
  id uuid not null,
  document jsonb not null,
  -- What it is held against.
  live_version integer not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'superseded')),
  -- How far it is: accounts replayed, of how many.
  done integer not null default 0,
  total integer not null default 0,
  result jsonb,
  error text,
  asked_by uuid,
  asked_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, asked_by) references app.member (tenant_id, id)
);
create index model_preview_latest on app.model_preview (tenant_id, asked_at desc);
alter table app.model_preview enable row level security;
alter table app.model_preview force row level security;
create policy tenant_wall on app.model_preview to bellwether_app
  using (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all())
  with check (tenant_id = app.current_tenant() and app.is_staff() and app.sees_all());
grant select, insert, update, delete on app.model_preview to bellwether_app;

-- Which version and segment made a score: its maxima and bands can be found again. The version of a day is fixed once, as its
-- market is, so that a late event scores a past day by the rules it had.
alter table app.score add column model integer not null default 1, add column segment text;
alter table app.score_latest add column model integer not null default 1, add column segment text;
alter table app.market_day add column model integer not null default 1;

-- Bands are the model's. The columns of tenant that held them (at_risk_below, watch_below, band_leave) stay for a version that
-- runs beside this one while it is upgraded; a later one takes them away.
