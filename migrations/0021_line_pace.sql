-- Messages of one member go one after the other, each called by the one before it, and any process may send the next. When the
-- one before went: so a process that did not send it keeps the conversation's pace as well.
alter table app.delivery add column called_at timestamptz;
