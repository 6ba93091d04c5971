import { readAccounts } from "../../db/accounts/accounts.ts";
import { readStakes, type StakeRow } from "../../db/accounts/renewals.ts";
import { writeAudit } from "../../db/audit.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { Money, RenewalFacts } from "../../results/renewals.ts";
import { renewingBands } from "../../words/renewals.ts";
import { sumByCurrency } from "../../words/sums.ts";
import { standingOf } from "./account-line.ts";

/** Renewals that are listed: as many as a message's table has rows. All are counted, and a portfolio page shows them. */
const listedRenewals = 12;

/**
 * What is at risk and what renews within 90 days, among the accounts that the asker may see: counts and sums are of all of
 * them, in one statement; only what the rows show is read beyond.
 */
export async function getRenewals(tx: TenantTx, input: { now: Date }): Promise<RenewalFacts> {
  const state = await readDataState(tx, input.now);
  const stakes = tx.role === "viewer" ? [] : await readStakes(tx, state.today);
  const atRisk = stakes.filter(({ band }) => band === "at-risk");
  const valued = atRisk.flatMap((stake) => moneyOf(stake) ?? []);
  const soon = stakes.filter(({ renewsOn }) => renewsOn !== null);
  const listed = [
    ...soon.filter(({ band }) => band === "at-risk"),
    ...soon.filter(({ band }) => band !== "at-risk"),
  ].slice(0, listedRenewals);
  const rows = await readAccounts(
    tx,
    listed.map(({ id }) => id),
  );
  const accounts = new Map(rows.map((row) => [row.id, standingOf(row, state)]));
  return {
    scope: tx.role === "manager" || tx.role === "viewer" ? "mine" : "all",
    today: state.today,
    dataDay: state.dataDay,
    atRisk: atRiskOf(sumByCurrency(valued), valued.length, atRisk.length),
    renewing: renewingBands(soon.map((stake) => ({ band: stake.band, value: moneyOf(stake) }))),
    renewals: listed.flatMap((stake) => {
      const account = accounts.get(stake.id);
      if (!account || stake.renewsOn === null) return [];
      const { id, name, score, band, signal } = account;
      return [{ account: { id, name, score, band, signal }, on: stake.renewsOn, value: moneyOf(stake) }];
    }),
  };
}

/** The same for somebody to look at: with its row in the audit log. */
export async function lookAtRenewals(tx: TenantTx, input: { now: Date }): Promise<RenewalFacts> {
  const facts = await getRenewals(tx, input);
  const detail = { shown: facts.renewals.length };
  await writeAudit(tx, { verb: "looked at renewals", detail, now: input.now });
  return facts;
}

function moneyOf({ value, currency }: StakeRow): Money | null {
  return value === null ? null : { amount: value, currency: currency ?? "" };
}

/** What is at risk: the sums of the values that are known, how many these are, of so many accounts. */
export function atRiskOf(values: readonly Money[], valued: number, accounts: number): RenewalFacts["atRisk"] {
  return { values, accounts: valued, unvalued: accounts - valued };
}
