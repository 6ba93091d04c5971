import type { Money, Renewal, RenewalFacts } from "../usecases/results/renewals.ts";
import { shortMonthDay } from "./day-words.ts";
import { shownName } from "./names.ts";
import { listed, money, plural } from "./numbers.ts";

/** "€184,000", "€184,000 and $20,000"; "" for none. Currencies are never added. */
export function sumWords(values: readonly Money[]): string {
  return listed(values.map(money));
}

/** "€184,000 a year at risk in 3 accounts"; "" where no value at risk is known. */
export function valueAtRiskWords({ atRisk }: Pick<RenewalFacts, "atRisk">): string {
  return atRisk.accounts === 0
    ? ""
    : `${sumWords(atRisk.values)} a year at risk in ${plural(atRisk.accounts, "account")}`;
}

/** The renewals of accounts at risk. */
export function renewalsAtRisk({ renewals }: Pick<RenewalFacts, "renewals">): readonly Renewal[] {
  return renewals.filter(({ account }) => account.band === "at-risk");
}

/**
 * The one line of a digest: "€184,000 a year at risk in 3 accounts; 2 renew within 90 days: Acme on 12 Jan, Orbis on 3 Feb."
 * "" where there is nothing to say. Renewals are those of the accounts at risk.
 */
export function stakesLine(facts: RenewalFacts, most = 3): string {
  const value = valueAtRiskWords(facts);
  const soon = renewalsAtRisk(facts);
  const renew = `${soon.length} ${soon.length === 1 ? "renews" : "renew"} within 90 days`;
  const named = soon
    .slice(0, most)
    .map(({ account, on }) => `${shownName(account.name)} on ${shortMonthDay(on)}`);
  const rest = soon.length - named.length;
  const names = `${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  if (soon.length === 0) return value === "" ? "" : `${value}; none renews within 90 days.`;
  return value === ""
    ? `${soon.length} at risk ${soon.length === 1 ? "renews" : "renew"} within 90 days: ${names}.`
    : `${value}; ${renew}: ${names}.`;
}

/** "3 accounts renew within 90 days"; "No account renews within 90 days". */
export function renewalsHeading({ renewals }: Pick<RenewalFacts, "renewals">): string {
  if (renewals.length === 0) return "No account renews within 90 days";
  return `${plural(renewals.length, "account")} ${renewals.length === 1 ? "renews" : "renew"} within 90 days`;
}

/** "2 accounts at risk have no contract value." with a full stop; "" for none. */
export function unvaluedWords({ atRisk }: Pick<RenewalFacts, "atRisk">): string {
  if (atRisk.unvalued === 0) return "";
  const have = atRisk.unvalued === 1 ? "has" : "have";
  return `${plural(atRisk.unvalued, "account")} at risk ${have} no contract value.`;
}
