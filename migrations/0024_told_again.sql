-- What was told of an alert after its opening, and how what was not told ends when a customer leaves.

-- The last time that it was told once more: {"how": "still" | "worse", "day", "actual", "usual", "leastTold"}. leastTold: the
-- fewest user-days in 28 days that were told of it so far. Null: it was told at its opening alone.
alter table app.alert add column again jsonb;

-- left: the account is no customer any more.
alter table app.untold_signal
  drop constraint untold_signal_ended_how_check,
  add check (ended_how in ('told', 'over', 'undone', 'left'));
