import { setImmediate as nextTurn } from "node:timers/promises";
import type { TrialAccount } from "../../scoring/models/model-trial.ts";
import type { TenantHistory } from "./read-history.ts";

/** Accounts between two looks at whether anybody still wants to know. */
const accountsPerLook = 25;

/** Told after every few accounts how far it is; the answer says whether to go on. */
export type OnAccounts = (done: number, total: number) => boolean | Promise<boolean>;

/** Works on a history account by account; others have their turn between two. @returns false when `onProgress` said to stop */
export async function eachAccount(
  { accounts }: TenantHistory,
  onProgress: OnAccounts | undefined,
  work: (account: TrialAccount) => void,
): Promise<boolean> {
  for (const [at, account] of accounts.entries()) {
    if (at % accountsPerLook === 0 && (await onProgress?.(at, accounts.length)) === false) return false;
    work(account);
    await nextTurn();
  }
  return true;
}
