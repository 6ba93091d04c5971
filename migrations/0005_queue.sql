-- Jobs live in the schema of pg-boss, which its own connection (the owner) creates and keeps. The app's role gets one
-- door into it.

-- Puts a job into a queue in the caller's transaction: the job exists if and only if the fact does.
-- Security definer, reason: pg-boss needs wide rights in its schema, the app's role has none there. The payload must
-- carry the transaction's own tenant, so the door cannot be used for another's.
create function app.enqueue(p_queue text, p_data jsonb, p_start_after timestamptz default now()) returns uuid
language plpgsql security definer set search_path = pg_catalog, app as $$
declare job_id uuid := gen_random_uuid();
begin
  if app.current_tenant() is null or (p_data ->> 'tenantId')::uuid is distinct from app.current_tenant() then
    raise exception 'a job is enqueued for the tenant of its transaction only';
  end if;
  insert into pgboss.job (id, name, data, start_after, expire_seconds, deletion_seconds, keep_until,
                          retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds)
  select job_id, q.name, p_data, p_start_after, q.expire_seconds, q.deletion_seconds,
         p_start_after + q.retention_seconds * interval '1s', q.retry_limit, q.retry_delay, coalesce(q.retry_backoff, false),
         q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds
    from pgboss.queue q where q.name = p_queue;
  if not found then raise exception 'no queue named %', p_queue; end if;
  return job_id;
end $$;
revoke all on function app.enqueue(text, jsonb, timestamptz) from public;
grant execute on function app.enqueue(text, jsonb, timestamptz) to bellwether_app;
