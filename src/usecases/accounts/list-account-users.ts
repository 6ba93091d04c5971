import { writeAudit } from "../../db/audit.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import { readUsers } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountUser } from "../../results/accounts.ts";
import { historyDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { requireAccount } from "./get-account.ts";

/** People a page can hold. */
const maxUsers = 500;

/**
 * The people of the customer who used it in the last 112 days, the most active in 28 days first. Names for the
 * pages of who may see the account, never for channels, nor for files that are passed on.
 * @throws AppError `not-found` when there is no such account that the asker may see
 */
export async function listAccountUsers(
  tx: TenantTx,
  accountId: string,
  input: { now: Date },
): Promise<AccountUser[]> {
  const state = await readDataState(tx, input.now);
  const account = await requireAccount(tx, accountId);
  const to = account.latest?.day ?? addDays(state.today, -1);
  const users = await readUsers(tx, account.id, { since: addDays(to, 1 - historyDays), to, limit: maxUsers });
  await writeAudit(tx, {
    verb: "looked at people",
    accountId: account.id,
    detail: { shown: users.length },
    now: input.now,
  });
  return users.map((user) => ({
    name: nameOfUser(user),
    lastSeenOn: user.lastSeenOn,
    daysIn28: user.daysIn28,
  }));
}

/** What a person is called: by their name, or as `nameOfKey` has it. */
export function nameOfUser({
  userKey,
  name,
}: {
  readonly userKey: string;
  readonly name: string | null;
}): string {
  return name?.trim() || nameOfKey(userKey);
}

/** What to call somebody whose name nobody told: the id that the customer's own tracking uses ("u:…"), or not at all. */
function nameOfKey(userKey: string): string {
  return userKey.startsWith("a:") ? `anonymous ${userKey.slice(2, 8)}` : userKey.replace(/^u:/, "");
}
