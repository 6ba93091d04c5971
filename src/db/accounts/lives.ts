import { sql } from "kysely";
import { earlier } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** How long an account has been a customer. */
export interface AccountLife {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  /** The first day on which it was used; null: never. */
  readonly firstDay: Day | null;
  /** The day from which on it is no customer any more. */
  readonly churnedOn: Day | null;
}

/** The lives of all accounts that the actor may see, by name. */
export async function readLives(tx: TenantTx): Promise<AccountLife[]> {
  const { rows } = await sql<AccountLife>`
    select a.id, a.external_id as "externalId", a.name, a.first_day as "firstDay", a.churned_on as "churnedOn"
      from app.account a where a.tenant_id = ${tx.tenantId}
     order by a.search_name, a.id`.execute(tx.db);
  return rows;
}

/** The tenant's history, up to its last final day. */
export interface UsedSpan {
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Those that were in use by then, by id. */
  readonly accounts: readonly (AccountLife & { readonly firstDay: Day })[];
}

/** Reads it; undefined: nothing was scored yet. */
export async function readUsedSpan(tx: TenantTx): Promise<UsedSpan | undefined> {
  const { rows } = await sql<UsedSpan["accounts"][number] & { lastDay: Day }>`
    select a.id, a.external_id as "externalId", a.name, a.first_day as "firstDay", a.churned_on as "churnedOn",
           c.last_final_day as "lastDay"
      from app.account a
      join app.tenant_clock c on c.tenant_id = a.tenant_id and a.first_day <= c.last_final_day
     where a.tenant_id = ${tx.tenantId}
     order by a.id`.execute(tx.db);
  const [first] = rows;
  if (!first) return undefined;
  const accounts = rows.map(({ lastDay: _, ...life }) => life);
  return {
    firstDay: accounts.map(({ firstDay }) => firstDay).reduce(earlier),
    lastDay: first.lastDay,
    accounts,
  };
}
