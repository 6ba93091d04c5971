-- Points of the parts that a tenant adds from its own metrics, by name; null: its model has none, or none of them had data.
alter table app.score add column metric_parts jsonb;
alter table app.score_latest add column metric_parts jsonb;
