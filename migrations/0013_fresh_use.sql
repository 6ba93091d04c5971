-- User-days of the last 14 days. A drop is told when they, too, are further below usual than chance makes them; a late event
-- has to know them of the day on which an alert opened. Null: scored before they were kept.
alter table app.score add column actual14 integer;
