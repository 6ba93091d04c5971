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
  const rows = await tx.db
    .selectFrom("app.account")
    .select(["id", "first_day as first", "churned_on as left"])
    .where("tenant_id", "=", tx.tenantId)
    .execute();
  const lives = new Map(rows.map(({ id, ...life }) => [id, life]));
  return {
    firstDayOf: (accountId) => lives.get(accountId)?.first ?? null,
    hasLeft: (accountId, day) => {
      const left = lives.get(accountId)?.left ?? null;
      return left !== null && left <= day;
    },
  };
}
