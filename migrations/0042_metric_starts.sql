-- A metric that is counted from events is known from the first event of its name on, whatever its properties: from then on such
-- events are known to come, and a day without one that meets its conditions is 0. It was known from the first that met them only,
-- so that a rare condition was unknown where it was 0 (`noteStart`, src/db/metrics/metric-counts.ts).
drop function app.note_metric_start(uuid, uuid[]);

-- Counters of some of the events find their start by being counted over the stored history again, which changes none of their days.
-- Of others it is where it was, and of other kinds it decides nothing.
alter table app.metric no force row level security;
update app.metric set count_next = date_trunc('month', now())::date
 where source = 'event' and archived_at is null and kind = 'counter' and (filter <> '[]' or value_property is not null);
alter table app.metric force row level security;
