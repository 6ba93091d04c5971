import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountGlance } from "../../results/accounts.ts";
import { lateDataOf, standingOf } from "../portfolio/account-line.ts";
import { requireAccount } from "./get-account.ts";

/**
 * An account as a link to it says: where it stands and as of when, and nothing else. Writes no row in the audit log: who
 * shows it to somebody does, once it was shown.
 * @throws AppError `not-found` when there is none that the asker may see
 */
export async function glanceAtAccount(
  tx: TenantTx,
  accountId: string,
  input: { now: Date },
): Promise<AccountGlance> {
  const row = await requireAccount(tx, accountId);
  const state = await readDataState(tx, input.now);
  return { ...standingOf(row, state), dataDay: state.dataDay, late: lateDataOf(state) };
}
