import { sql } from "kysely";
import { systemContext } from "../../context.ts";
import { forgetUntold } from "../../db/alerts/untold-signals.ts";
import type { Db } from "../../db/connection.ts";
import { deleteOldPictures } from "../../db/deliveries/card-pictures.ts";
import { enqueueStranded } from "../../db/deliveries/deliveries.ts";
import { withTenant } from "../../db/with-tenant.ts";

/** Days for which a message id is remembered: a retry within them counts once. */
const rememberMessageDays = 30;
/** Days for which a chat platform's event id is remembered; it redelivers within minutes. */
const rememberInboundDays = 2;
/** A delivery without a try for that long has lost its job. */
const strandedMs = 30 * 60_000;
/** A picture that nobody is shown any more is kept a little, so that its address still says so. */
const forgetPicturesMs = 24 * 3_600_000;
/** Days for which it is kept what was not told: as long as scores are looked at. */
const rememberUntoldDays = 730;
/** Rows a statement: a backlog never holds locks for long. */
const rowsAtOnce = 20_000;

/**
 * Makes the partitions of the months around `now`, forgets what was remembered long enough, and picks up deliveries whose
 * job was given up.
 */
export async function keepTidy(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string },
): Promise<void> {
  await withTenant(db, systemContext(tenantId, input.requestId), async (tx) => {
    await sql`select app.ensure_event_months((${input.now}::timestamptz - interval '2 months')::date, (${input.now}::timestamptz + interval '2 months')::date)`.execute(
      tx.db,
    );
    await sql`
      delete from app.event_seen where tenant_id = ${tx.tenantId} and message_id in (
        select message_id from app.event_seen
         where tenant_id = ${tx.tenantId} and seen_at < ${input.now}::timestamptz - make_interval(days => ${rememberMessageDays}::int)
         limit ${rowsAtOnce})`.execute(tx.db);
    await sql`
      delete from app.inbound_seen
       where tenant_id = ${tx.tenantId} and seen_at < ${input.now}::timestamptz - make_interval(days => ${rememberInboundDays}::int)`.execute(
      tx.db,
    );
    await forgetUntold(tx, new Date(input.now.getTime() - rememberUntoldDays * 86_400_000));
    await deleteOldPictures(tx, new Date(input.now.getTime() - forgetPicturesMs));
    await enqueueStranded(tx, new Date(input.now.getTime() - strandedMs));
  });
}
