-- A job can be more urgent than others that wait: what somebody asked for and waits for, and the longest lines of messages,
-- which take a second for each and end last.

-- Security definer, reason: as `app.enqueue` before, which is this with the urgency of most.
create function app.enqueue(p_queue text, p_data jsonb, p_start_after timestamptz, p_priority integer) returns uuid
language plpgsql security definer set search_path = pg_catalog, app as $$
declare job_id uuid := gen_random_uuid();
begin
  if app.current_tenant() is null or (p_data ->> 'tenantId')::uuid is distinct from app.current_tenant() then
    raise exception 'a job is enqueued for the tenant of its transaction only';
  end if;
  insert into pgboss.job (id, name, data, priority, start_after, expire_seconds, deletion_seconds, keep_until,
                          retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds)
  select job_id, q.name, p_data, p_priority, p_start_after, q.expire_seconds, q.deletion_seconds,
         p_start_after + q.retention_seconds * interval '1s', q.retry_limit, q.retry_delay, coalesce(q.retry_backoff, false),
         q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds
    from pgboss.queue q where q.name = p_queue;
  if not found then raise exception 'no queue named %', p_queue; end if;
  return job_id;
end $$;
revoke all on function app.enqueue(text, jsonb, timestamptz, integer) from public;
grant execute on function app.enqueue(text, jsonb, timestamptz, integer) to bellwether_app;

-- As it was called before, and still is by a version that runs beside this one.
create or replace function app.enqueue(p_queue text, p_data jsonb, p_start_after timestamptz default now()) returns uuid
language sql return app.enqueue(p_queue, p_data, p_start_after, 0);
