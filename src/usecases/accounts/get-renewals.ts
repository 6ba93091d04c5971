import { readAccounts } from "../../db/accounts/accounts.ts";
import { readStakes, type StakeRow } from "../../db/accounts/renewals.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { Day } from "../../scoring/types.ts";
import { sumByCurrency } from "../../words/sums.ts";
import type { Money, RenewalFacts, Stakes } from "../results/renewals.ts";
import { standingOf } from "./account-line.ts";

/** Renewals that are listed at most; beyond, a portfolio page shows them. */
const listedRenewals = 200;

/** What is at risk and what renews within 90 days, among the accounts that the asker may see. */
export async function getRenewals(tx: TenantTx, input: { now: Date }): Promise<RenewalFacts> {
  const state = await readDataState(tx, input.now);
  const stakes = tx.role === "viewer" ? [] : await readStakes(tx, state.today);
  const soon = stakes.filter(({ renewsOn }) => renewsOn !== null).slice(0, listedRenewals);
  const rows = await readAccounts(
    tx,
    soon.map(({ id }) => id),
  );
  const accounts = new Map(rows.map((row) => [row.id, standingOf(row, state)]));
  return {
    scope: tx.role === "manager" || tx.role === "viewer" ? "mine" : "all",
    today: state.today,
    dataDay: state.dataDay,
    atRisk: atRiskOf(stakes.filter(({ band }) => band === "at-risk")),
    renewals: soon.flatMap((stake) => {
      const account = accounts.get(stake.id);
      if (!account || stake.renewsOn === null) return [];
      const { id, name, score, band, signal } = account;
      return [{ account: { id, name, score, band, signal }, on: stake.renewsOn, value: moneyOf(stake) }];
    }),
  };
}

/** The same in short, for who shows the accounts themselves: what is at risk, and how many renew. None for a customer's people. */
export async function getStakes(tx: TenantTx, input: { today: Day }): Promise<Stakes> {
  const stakes = tx.role === "viewer" ? [] : await readStakes(tx, input.today);
  return {
    atRisk: atRiskOf(stakes.filter(({ band }) => band === "at-risk")),
    renewals: stakes.filter(({ renewsOn }) => renewsOn !== null).length,
  };
}

function moneyOf({ value, currency }: StakeRow): Money | null {
  return value === null ? null : { amount: value, currency: currency ?? "" };
}

function atRiskOf(stakes: readonly StakeRow[]): RenewalFacts["atRisk"] {
  const valued = stakes.flatMap((stake) => moneyOf(stake) ?? []);
  return { values: sumByCurrency(valued), accounts: valued.length, unvalued: stakes.length - valued.length };
}
