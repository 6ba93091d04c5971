import { systemContext } from "../context.ts";
import { type TenantTx, withTenant } from "../db/with-tenant.ts";
import { newId } from "../ids.ts";
import type { CommandRun } from "./command.ts";

/** Does a command's work on the tenant that it is for, as one transaction. */
export async function inTenant<T>(run: CommandRun, work: (tx: TenantTx) => Promise<T>): Promise<T> {
  const { db } = await run.database();
  return withTenant(db, systemContext(await run.tenantId(), newId(), "cli"), work);
}
