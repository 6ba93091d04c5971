import { systemContext } from "../../context.ts";
import { noteMailConnection } from "../../db/chat/installations.ts";
import type { Db } from "../../db/connection.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";

/**
 * Notes for a tenant whether this service can send mail (SMTP_URL): then mail is a channel like its chat platforms. Safe to
 * repeat; a tenant that was made meanwhile is found by the next.
 */
export async function connectMail(
  db: Db,
  tenantId: string,
  input: { isOn: boolean; now: Date; requestId: string },
): Promise<void> {
  const { isOn, now } = input;
  await withTenant(db, systemContext(tenantId, input.requestId), (tx) =>
    noteMailConnection(tx, { id: newId(now.getTime()), isOn, now }),
  );
}
