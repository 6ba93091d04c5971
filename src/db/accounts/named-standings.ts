import { sql } from "kysely";
import type { Band, Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** An account by its names, where it stands, and who looks after it. */
export interface NamedStanding {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  /** Rounded; null: never scored. */
  readonly score: number | null;
  readonly band: Band | null;
  readonly owner: string | null;
  /** The day from which on it is no customer any more; null: it is one. */
  readonly churnedOn: Day | null;
}

/**
 * All accounts that the actor may see, by name; in one statement.
 * @param search part of a name (accents, case and legal forms do not matter) or of an external id; "": all
 */
export async function readNamedStandings(tx: TenantTx, search: string): Promise<NamedStanding[]> {
  const { rows } = await sql<NamedStanding>`
    with asked as materialized (select lower(${search}::text) as low, app.search_name(${search}::text) as text)
    select a.id, a.external_id as "externalId", a.name, round(l.score)::int as score, l.band, m.name as owner,
           a.churned_on as "churnedOn"
      from asked
      join app.account a on asked.low = '' or position(asked.low in lower(a.external_id)) > 0
        or (asked.text <> '' and position(asked.text in a.search_name) > 0)
      left join app.score_latest l on l.tenant_id = a.tenant_id and l.account_id = a.id
      left join app.member m on m.tenant_id = a.tenant_id and m.id = a.owner_id
     where a.tenant_id = ${tx.tenantId}
     order by a.search_name, a.id`.execute(tx.db);
  return rows;
}
