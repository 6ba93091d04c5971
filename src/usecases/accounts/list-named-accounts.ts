import { type NamedStanding, readNamedStandings } from "../../db/accounts/named-standings.ts";
import { writeAudit } from "../../db/audit.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { searchText } from "./search-text.ts";

/** All accounts that the asker may see, by name: to find the id that other commands want. @param input.search as typed; left out: all */
export async function listNamedAccounts(
  tx: TenantTx,
  input: { readonly search?: string | undefined; readonly now: Date },
): Promise<NamedStanding[]> {
  const { search = "", now } = input;
  const accounts = await readNamedStandings(tx, searchText(search));
  const detail = { filter: "all", page: 1, shown: accounts.length };
  await writeAudit(tx, { verb: "looked at portfolio", detail, now });
  return accounts;
}
