import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { Reader } from "../../results/reader.ts";

/**
 * Who reads: the acting member and their tenant, as the way in found them; no statement.
 * @throws AppError `not-signed-in` when nobody does (the system's own work has no reader)
 */
export async function getReader(tx: TenantTx): Promise<Reader> {
  const { member } = tx;
  if (!member) throw new AppError("not-signed-in", "I don't know you yet. Sign in first.");
  const { id, name, ...rest } = member;
  return { memberId: id, name, firstName: name.trim().split(/\s+/)[0] ?? name, ...rest };
}
