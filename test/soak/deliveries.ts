import { sql } from "kysely";
import type { Db } from "../../src/db/connection.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { newId } from "../../src/ids.ts";
import { sendDigestFor } from "../../src/usecases/digests/send-digest.ts";
import { as, asSystem } from "../fixture.ts";

/** Makes one digest of a member, to be copied: its facts. */
export async function makeFacts(db: Db, tenantId: string, memberId: string, now: Date): Promise<unknown> {
  return withTenant(db, as(tenantId, memberId), async (tx) => {
    const id = await sendDigestFor(tx, memberId, now);
    const row = await tx.db
      .selectFrom("app.digest_sent")
      .select("facts")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return row.facts;
  });
}

/** A digest with these facts and its delivery by Slack, in one transaction, as the product makes them. @returns its id */
export async function addDelivery(
  db: Db,
  to: { tenantId: string; memberId: string },
  facts: unknown,
  at: Date,
): Promise<string> {
  const { tenantId, memberId } = to;
  const digestId = newId(at.getTime());
  const id = newId(at.getTime());
  await asSystem(db, tenantId, async (tx) => {
    await sql`insert into app.digest_sent (tenant_id, id, member_id, due_at, made_at, facts)
      values (${tenantId}, ${digestId}, ${memberId}, ${at}, ${at}, ${JSON.stringify(facts)}::jsonb)`.execute(
      tx.db,
    );
    await sql`insert into app.delivery (tenant_id, id, member_id, channel, subject, subject_kind, subject_id, facts, state, queued_at, due_at)
      values (${tenantId}, ${id}, ${memberId}, 'slack', ${`digest:${digestId}`}, 'digest', ${digestId}, '{}', 'queued', ${at}, ${at})`.execute(
      tx.db,
    );
    const data = JSON.stringify({ tenantId, deliveryId: id });
    await sql`select app.enqueue('deliver', ${data}::jsonb, ${at}::timestamptz)`.execute(tx.db);
  });
  return id;
}
