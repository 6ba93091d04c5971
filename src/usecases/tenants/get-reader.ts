import type { Role } from "../../context.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { Reader } from "../results/reader.ts";

/**
 * Who reads: the acting member and their tenant.
 * @throws AppError `not-signed-in` when nobody does (the system's own work has no reader)
 */
export async function getReader(tx: TenantTx): Promise<Reader> {
  const { actor } = tx.context;
  const row =
    actor.kind === "member"
      ? await tx.db
          .selectFrom("app.member as m")
          .innerJoin("app.tenant as t", "t.id", "m.tenant_id")
          .select(["m.id", "m.name", "m.email", "m.role", "m.zone"])
          .select(["t.name as tenant_name", "t.zone as tenant_zone", "t.demo"])
          .where("m.tenant_id", "=", tx.tenantId)
          .where("m.id", "=", actor.memberId)
          .executeTakeFirst()
      : undefined;
  if (!row) throw new AppError("not-signed-in", "I don't know you yet. Sign in first.");
  return {
    memberId: row.id,
    name: row.name,
    firstName: row.name.trim().split(/\s+/)[0] ?? row.name,
    email: row.email,
    role: row.role as Exclude<Role, "system">,
    zone: row.zone,
    tenantName: row.tenant_name,
    tenantZone: row.tenant_zone,
    demo: row.demo,
  };
}
