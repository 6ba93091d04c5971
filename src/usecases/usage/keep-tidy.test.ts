import { afterAll, beforeAll, expect, test } from "vitest";
import { openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { systemContext } from "../../context.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { addMember } from "../tenants/add-member.ts";
import { createTenant } from "../tenants/create-tenant.ts";
import { keepTidy } from "./keep-tidy.ts";

const now = new Date("2026-11-20T08:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
let db: TestDb;

beforeAll(async () => {
  db = await openTestDb();
});
afterAll(() => db.close());

test("a delivery whose job was given up is put into the queue again, others are left alone; old ids are forgotten", async () => {
  const { tenantId } = await createTenant(db, {
    slug: "tidy",
    name: "Tidy",
    zone: "UTC",
    kind: "b2b",
    demo: false,
    now,
    requestId: "t",
  });
  const [stranded, withoutPicture, young] = [newId(), newId(), newId()];
  await withTenant(db, systemContext(tenantId, "t"), async (tx) => {
    const { memberId } = await addMember(tx, {
      email: "a@b.example",
      name: "A",
      role: "manager",
      zone: "UTC",
      now,
    });
    const delivery = (id: string, state: string, queued: Date, tried: Date | null) => ({
      tenant_id: tenantId,
      id,
      member_id: memberId,
      channel: "slack",
      subject: `digest:${id}`,
      subject_kind: "digest",
      subject_id: id,
      facts: "{}",
      state,
      queued_at: queued,
      due_at: queued,
      tried_at: tried,
    });
    await tx.db
      .insertInto("app.delivery")
      .values([
        delivery(stranded, "sending", minutesAgo(120), minutesAgo(90)),
        delivery(newId(), "sending", minutesAgo(120), minutesAgo(1)),
        delivery(newId(), "queued", minutesAgo(5), null),
        delivery(newId(), "sent", minutesAgo(120), minutesAgo(119)),
        delivery(newId(), "uncertain", minutesAgo(120), minutesAgo(119)),
        {
          ...delivery(withoutPicture, "sent", minutesAgo(120), minutesAgo(119)),
          picture_due: minutesAgo(90),
        },
        { ...delivery(newId(), "sent", minutesAgo(120), minutesAgo(119)), picture_due: minutesAgo(5) },
      ])
      .execute();
    await tx.db
      .insertInto("app.event_seen")
      .values([
        { tenant_id: tenantId, message_id: newId(), seen_at: minutesAgo(31 * 1440) },
        { tenant_id: tenantId, message_id: young, seen_at: minutesAgo(29 * 1440) },
      ])
      .execute();
  });

  await keepTidy(db, tenantId, { now, requestId: "t" });

  const owner = await openOwner(db);
  const jobs = await owner.rows<{ id: string }>(
    "select data ->> 'deliveryId' as id from pgboss.job where name = 'deliver'",
  );
  expect(jobs.map(({ id }) => id).sort()).toEqual([stranded, withoutPicture].sort());
  expect(await owner.rows("select message_id from app.event_seen")).toEqual([{ message_id: young }]);
  await owner.close();
});
