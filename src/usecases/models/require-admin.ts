import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";

/** Scoring is an admin's to change, and the command line's. @throws AppError `not-allowed` for everybody else */
export function requireAdmin(tx: TenantTx): void {
  if (tx.role !== "admin" && tx.role !== "system")
    throw new AppError("not-allowed", "Only an admin changes how accounts are scored.");
}
