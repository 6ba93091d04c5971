import { systemContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { insertTenant } from "../../db/people/tenants.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { Kind } from "../../scoring/types.ts";
import { findZone } from "../../zones.ts";

/**
 * Creates a tenant.
 * @param input.slug lower case letters, digits and dashes; unique in the installation
 * @throws AppError `bad-input` for a slug or zone that is none, `conflict` when the slug is taken
 */
export async function createTenant(
  db: Db,
  input: {
    slug: string;
    name: string;
    zone: string;
    kind: Kind;
    demo: boolean;
    now: Date;
    requestId: string;
  },
): Promise<{ tenantId: string }> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(input.slug)) {
    throw new AppError(
      "bad-input",
      `“${input.slug}” can't be a tenant's name: use lower case letters, digits and dashes.`,
    );
  }
  const zone = findZone(input.zone);
  if (!zone)
    throw new AppError("bad-input", `I don't know the time zone “${input.zone}”. Try Europe/Berlin.`);
  const tenantId = newId(input.now.getTime());
  await withTenant(db, systemContext(tenantId, input.requestId, "cli"), async (tx) => {
    const { slug, kind, demo, now } = input;
    await insertTenant(tx, { slug, name: input.name.trim() || slug, zone, kind, demo, now });
    await writeAudit(tx, { verb: "created tenant", detail: { slug }, now });
  }).catch((error: unknown) => {
    if ((error as { code?: string }).code === "23505") {
      throw new AppError("conflict", `There is a tenant “${input.slug}” already. Pick another name.`, {
        cause: error,
      });
    }
    throw error;
  });
  return { tenantId };
}
