import { type AccountCandidate, searchAccounts } from "../../db/accounts/account-search.ts";
import { readAccounts } from "../../db/accounts/accounts.ts";
import { writeAudit } from "../../db/audit.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountMatch } from "../../results/accounts.ts";
import { lineOf } from "../portfolio/account-line.ts";
import { searchText } from "./search-text.ts";
import { isNameWithSlip } from "./typing-slip.ts";

/** A picker's choices, and the closest names that are offered when nothing matches. */
const maxChoices = 10;
const maxClosest = 3;

/** Candidates to look through for a typing slip. */
const maxCandidates = 200;

/** Names less alike than this are not "closest": two that share little more than a first letter are further apart. */
const minSimilarity = 0.25;

/**
 * Finds the account that is meant by a name or an external id, among those that the asker may see: exactly, else by the
 * beginning of the name or of one of its words, else within one typing slip. Accents, case and legal forms do not matter.
 * An account that the asker may not see is not found, by the same work. Never throws for what was typed.
 */
export async function findAccount(tx: TenantTx, query: string, input: { now: Date }): Promise<AccountMatch> {
  const typed = searchText(query);
  const found = await searchAccounts(tx, typed, maxCandidates);
  const meant = meantBy(found.searchText, found.candidates);
  const total = meant[0]?.match === "prefix" || meant[0]?.match === "word" ? found.matching : meant.length;
  const shown = meant.length > 0 ? meant.slice(0, maxChoices) : closestOf(found.candidates);
  const state = await readDataState(tx, input.now);
  const rows = await readAccounts(
    tx,
    shown.map(({ id }) => id),
  );
  const only = meant.length === 1 ? meant[0] : undefined;
  await writeAudit(tx, {
    verb: "searched accounts",
    detail: { query: typed, matching: total },
    now: input.now,
    ...(only ? { accountId: only.id } : {}),
  });
  if (only) return { kind: "one", accountId: only.id };
  const lines = rows.map((row) => lineOf(row, state));
  return meant.length > 0
    ? { kind: "many", query: typed, matches: lines, total }
    : { kind: "none", query: typed, closest: lines };
}

/** The exact matches alone, else all beginnings, else all names within one slip. */
function meantBy(typed: string, candidates: readonly AccountCandidate[]): readonly AccountCandidate[] {
  const exact = candidates.filter(({ match }) => match === "exact");
  if (exact.length > 0) return exact;
  const begun = candidates.filter(({ match }) => match === "prefix" || match === "word");
  if (begun.length > 0) return begun;
  return candidates.filter(({ searchName }) => isNameWithSlip(typed, searchName));
}

function closestOf(candidates: readonly AccountCandidate[]): readonly AccountCandidate[] {
  return candidates.filter(({ similarity }) => similarity >= minSimilarity).slice(0, maxClosest);
}
