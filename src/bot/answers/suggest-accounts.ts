import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountLine } from "../../results/accounts.ts";
import { findAccount } from "../../usecases/accounts/find-account.ts";
import { getAccount } from "../../usecases/accounts/get-account.ts";
import { listAccounts } from "../../usecases/portfolio/list-accounts.ts";

/** A name is not longer; what is, is not looked for whole. */
const longestName = 200;

/**
 * The accounts to choose from while somebody types a name, of those that they may see: what matches, else what comes closest;
 * before the first letter those that need somebody most.
 */
export async function suggestAccounts(
  tx: TenantTx,
  typed: string,
  { now, most }: { readonly now: Date; readonly most: number },
): Promise<readonly AccountLine[]> {
  const name = typed.slice(0, longestName).trim();
  if (name === "") return (await listAccounts(tx, { now, pageSize: most })).lines;
  const match = await findAccount(tx, name, { now });
  if (match.kind === "one") return [await getAccount(tx, match.accountId, { now })];
  return (match.kind === "many" ? match.matches : match.closest).slice(0, most);
}
