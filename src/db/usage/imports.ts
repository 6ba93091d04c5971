import { sql } from "kysely";
import { newId } from "../../ids.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A file's import: which one, and how far earlier attempts got. */
export interface ImportRun {
  readonly id: string;
  /** Rows that are dealt with for good: stored, known or refused, together with their marks. */
  readonly rowsDone: number;
}

/**
 * Starts the import of a file, or takes it up where it was broken off. A file that was imported to its end starts anew:
 * what is known of it stays as it is.
 * @param contentHash of the file's bytes
 */
export async function startImportRun(
  tx: TenantTx,
  input: { fileName: string; contentHash: string; now: Date },
): Promise<ImportRun> {
  const { rows } = await sql<{ id: string; rows_in: number }>`
    insert into app.import_run as run (tenant_id, id, file_name, content_hash, state, started_at)
    values (${tx.tenantId}, ${newId(input.now.getTime())}, ${input.fileName}, ${input.contentHash}, 'running', ${input.now})
    on conflict (tenant_id, content_hash) do update
      set rows_in = case when run.state = 'done' then 0 else run.rows_in end,
          rows_refused = case when run.state = 'done' then 0 else run.rows_refused end,
          file_name = excluded.file_name, state = 'running', finished_at = null
    returning id, rows_in`.execute(tx.db);
  const row = rows[0];
  if (!row) throw new Error("An upsert answers its row.");
  return { id: row.id, rowsDone: row.rows_in };
}

/** Notes that everything up to a row is dealt with; in the transaction of the rows themselves. */
export async function noteImported(
  tx: TenantTx,
  runId: string,
  step: { rowsDone: number; stored: number; refused: number },
): Promise<void> {
  await sql`
    update app.import_run
       set rows_in = greatest(rows_in, ${step.rowsDone}::bigint), rows_new = rows_new + ${step.stored}::bigint,
           rows_refused = rows_refused + ${step.refused}::bigint
     where tenant_id = ${tx.tenantId} and id = ${runId}`.execute(tx.db);
}

/** Closes an import. */
export async function endImportRun(
  tx: TenantTx,
  runId: string,
  state: "done" | "failed",
  now: Date,
): Promise<void> {
  await tx.db
    .updateTable("app.import_run")
    .set({ state, finished_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", runId)
    .execute();
}

/** Ids of the accounts with these external ids; an account that is new is made, named by its external id. */
export async function ensureAccounts(
  tx: TenantTx,
  externalIds: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const wanted = [...externalIds].sort();
  const ids = wanted.map(() => newId(now.getTime()));
  await sql`
    insert into app.account (tenant_id, id, external_id, name, created_at)
    select ${tx.tenantId}, named.id, named.x, named.x, ${now}::timestamptz
      from unnest(${ids}::uuid[], ${wanted}::text[]) as named (id, x)
     where not exists (select from app.account a where a.tenant_id = ${tx.tenantId} and a.external_id = named.x)
     order by named.x
    on conflict do nothing`.execute(tx.db);
  const { rows } = await sql<{ id: string; external_id: string }>`
    select id, external_id from app.account
     where tenant_id = ${tx.tenantId} and external_id = any (${wanted}::text[])`.execute(tx.db);
  return new Map(rows.map((row) => [row.external_id, row.id]));
}

/** Users as a file names them; those that are known stay as they are. */
export async function insertUsers(
  tx: TenantTx,
  users: readonly { readonly key: string; readonly name: string; readonly accountId: string }[],
  now: Date,
): Promise<void> {
  await tx.db
    .insertInto("app.tracked_user")
    .values(
      users.map(({ key, name, accountId }) => ({
        tenant_id: tx.tenantId,
        user_key: key,
        account_id: accountId,
        grouped_at: now,
        name,
        updated_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Events of a file, column by column; equal positions belong together. */
export interface ImportedEvents {
  readonly ids: readonly string[];
  readonly accountIds: readonly string[];
  readonly userKeys: readonly string[];
  readonly names: readonly string[];
  readonly times: readonly string[];
  /** JSON objects, null where an event has none; left out where none has any. */
  readonly properties?: readonly (string | null)[];
}

/** What became of a step: events that are new, and those that were known and got other properties. */
export interface StoredEvents {
  readonly stored: number;
  readonly completed: number;
}

/**
 * Stores events that are not known yet, gives known ones the properties that the file names for them, and marks the days of
 * both for the roll-up.
 */
export async function storeImported(
  tx: TenantTx,
  events: ImportedEvents,
  zone: string,
  now: Date,
): Promise<StoredEvents> {
  await sql`select app.hold_ingest(${tx.tenantId}, false)`.execute(tx.db);
  const { properties = [] } = events;
  // Without a property nothing is looked for: most files have none.
  const completed = properties.some((json) => json !== null)
    ? sql`
      update app.event e set properties = sent.properties from sent
       where e.tenant_id = ${tx.tenantId} and e.at = sent.at and e.id = sent.id
         and sent.properties is not null and e.properties is distinct from sent.properties
      returning e.account_id, e.at`
    : sql`select account_id, at from stored limit 0`;
  const { rows } = await sql<StoredEvents>`
    with sent as materialized (
      select * from unnest(${events.times}::timestamptz[], ${events.ids}::uuid[], ${events.accountIds}::uuid[],
                           ${events.userKeys}::text[], ${events.names}::text[], ${[...properties]}::jsonb[])
        as row (at, id, account_id, user_key, name, properties)
    ), stored as (
      insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, received_at, properties)
      select ${tx.tenantId}, at, id, account_id, user_key, 'track', name, ${now}::timestamptz, properties from sent
      on conflict (tenant_id, at, id) do nothing
      returning account_id, at
    ), completed as (${completed}
    ), marked as (
      insert into app.rollup_due (tenant_id, day, account_ids, marked_at)
      select ${tx.tenantId}::uuid, app.day_in(at, ${zone}), array_agg(distinct account_id), ${now}::timestamptz
        from (select * from stored union all select * from completed) changed where account_id is not null group by 2
    )
    select (select count(*)::int from stored) as stored, (select count(*)::int from completed) as completed`.execute(
    tx.db,
  );
  return rows[0] ?? { stored: 0, completed: 0 };
}

/**
 * Notes the last day that a file covers, unless events come from a live source: no day is final beyond what is covered.
 */
export async function coverTo(tx: TenantTx, day: Day): Promise<void> {
  await sql`
    insert into app.tenant_clock as clock (tenant_id, covered_to)
    select ${tx.tenantId}, ${day}::date where not app.has_live_source(${tx.tenantId})
    on conflict (tenant_id) do update set covered_to = greatest(clock.covered_to, excluded.covered_to)`.execute(
    tx.db,
  );
}
