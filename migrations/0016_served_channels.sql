-- A service can send by what it is configured for. It says so when it connects (`app.channels`, a list with commas, "none" for
-- nothing): a workspace whose settings were taken away is connected no longer for whoever asks through this service, and is
-- again when they are back. Who says nothing (the command line) sees whatever is installed.
create or replace function app.connected_channels() returns text[] language sql stable
begin atomic
  select array(
    select channel
      from unnest(array['slack', 'teams', 'email']) with ordinality as usual (channel, place)
     where app.has_installation(channel)
       and (coalesce(current_setting('app.channels', true), '') = ''
            or channel = any (string_to_array(current_setting('app.channels', true), ',')))
     order by place);
end;
