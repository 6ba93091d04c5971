import { readLives } from "../../../db/accounts/lives.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";
import type { Day } from "../../../scoring/types.ts";

/** How long accounts are customers. */
export interface AccountLives {
  /** The first day on which an account was used; null: never, or not known. */
  firstDayOf(accountId: string): Day | null;
  /** Whether an account is no customer any more on a day. */
  hasLeft(accountId: string, day: Day): boolean;
}

/** Reads them of all accounts that the actor may see. */
export async function readAccountLives(tx: TenantTx): Promise<AccountLives> {
  const lives = new Map((await readLives(tx)).map((life) => [life.id, life]));
  return {
    firstDayOf: (accountId) => lives.get(accountId)?.firstDay ?? null,
    hasLeft: (accountId, day) => {
      const left = lives.get(accountId)?.churnedOn ?? null;
      return left !== null && left <= day;
    },
  };
}
