import type { BandCounts } from "../results/accounts.ts";
import type { Money, RenewalFacts, RenewingBand } from "../results/renewals.ts";
import type { Band } from "../scoring/types.ts";
import { shortMonthDay } from "./day-words.ts";
import { shownName } from "./names.ts";
import { count, listed, money, plural } from "./numbers.ts";
import { accountsIn, bandWords } from "./status.ts";
import { sumByCurrency } from "./sums.ts";

/** "€184,000", "€184,000 and $20,000"; "" for none. Currencies are never added. */
export function sumWords(values: readonly Money[]): string {
  return listed(values.map(money));
}

/**
 * "In all, €184,000 a year is at risk (3 accounts; 1 more has no contract value)": of every account, whenever it renews; "" where no
 * value at risk is known.
 */
export function valueAtRiskWords({
  atRisk: { values, accounts, unvalued },
}: Pick<RenewalFacts, "atRisk">): string {
  if (accounts === 0) return "";
  const more = unvalued === 0 ? "" : `; ${count(unvalued)} more ${haveNoValue(unvalued)}`;
  return `In all, ${sumWords(values)} a year is at risk (${plural(accounts, "account")}${more})`;
}

function haveNoValue(accounts: number): string {
  return `${accounts === 1 ? "has" : "have"} no contract value`;
}

/** In which order bands are said: who needs somebody first. */
const bandOrder: readonly (Band | null)[] = ["at-risk", "watch", "healthy", null];

/** Who renews, counted and summed by band. */
export function renewingBands(
  renewing: readonly { readonly band: Band | null; readonly value: Money | null }[],
): RenewingBand[] {
  return bandOrder.flatMap((band) => {
    const those = renewing.filter((each) => each.band === band);
    const values = sumByCurrency(those.flatMap(({ value }) => value ?? []));
    return those.length === 0 ? [] : [{ band, accounts: those.length, values }];
  });
}

type Renewing = Pick<RenewalFacts, "renewing" | "renewals">;

/** All who renew within 90 days, by band; of a digest from before they were counted, those that it kept. */
export function renewingOf({ renewing, renewals }: Renewing): readonly RenewingBand[] {
  return renewing ?? renewingBands(renewals.map(({ account: { band }, value }) => ({ band, value })));
}

/** How many renew within 90 days. */
export function renewingCount(facts: Renewing): number {
  return renewingOf(facts).reduce((sum, { accounts }) => sum + accounts, 0);
}

/** Accounts at risk that a line names before it says how many more. */
const mostNamed = 3;

/**
 * The one line of a digest: "In all, €184,000 a year is at risk (3 accounts); 12 renew within 90 days: 2 at risk (Acme on 12 Jan,
 * Orbis on 3 Feb), 1 watch, 9 healthy." "" where there is nothing to say. Those at risk are named, the next first.
 */
export function stakesLine(facts: RenewalFacts): string {
  const value = valueAtRiskWords(facts);
  const total = renewingCount(facts);
  if (total === 0) return value === "" ? "" : `${value}; none renews within 90 days.`;
  const renew = value === "" ? renewalsHeading(total) : `${value}; ${count(total)} ${renewVerb(total)}`;
  return `${renew}: ${renewingWords(facts)}.`;
}

/** "2 at risk (Acme on 12 Jan, Orbis on 3 Feb), 1 watch, 9 healthy"; "all healthy" where no other band renews; "" for none. */
export function renewingWords(facts: Renewing): string {
  return inBands(renewingOf(facts), (accounts) => ` (${namesAtRisk(facts, accounts)})`);
}

/** The same for a page that shows the accounts themselves: "12 accounts renew within 90 days: 2 at risk, 1 watch, 9 healthy." */
export function renewalCountsLine(counts: BandCounts): string {
  const byBand = [counts.atRisk, counts.watch, counts.healthy, counts.noData];
  const bands = bandOrder.map((band, at) => ({ band, accounts: byBand[at] ?? 0 }));
  const total = accountsIn(counts);
  return total === 0 ? "" : `${renewalsHeading(total)}: ${inBands(bands)}.`;
}

function inBands(
  bands: readonly Pick<RenewingBand, "band" | "accounts">[],
  named: (atRisk: number) => string = () => "",
): string {
  const total = bands.reduce((sum, { accounts }) => sum + accounts, 0);
  return bands
    .filter(({ accounts }) => accounts > 0)
    .map(({ band, accounts }) => {
      const name = bandWords[band ?? "no-data"];
      const words = accounts < total ? `${count(accounts)} ${name}` : total === 1 ? name : `all ${name}`;
      return band === "at-risk" ? `${words}${named(accounts)}` : words;
    })
    .join(", ");
}

function namesAtRisk({ renewals }: Renewing, accounts: number): string {
  const named = renewals
    .filter(({ account }) => account.band === "at-risk")
    .slice(0, mostNamed)
    .map(({ account, on }) => `${shownName(account.name)} on ${shortMonthDay(on)}`);
  const rest = accounts - named.length;
  return `${named.join(", ")}${rest > 0 ? ` and ${count(rest)} more` : ""}`;
}

/** "3 accounts renew within 90 days"; "No account renews within 90 days". */
export function renewalsHeading(accounts: number): string {
  return accounts === 0
    ? "No account renews within 90 days"
    : `${plural(accounts, "account")} ${renewVerb(accounts)}`;
}

function renewVerb(accounts: number): string {
  return `${accounts === 1 ? "renews" : "renew"} within 90 days`;
}

/** "No contract value is at risk." or, where accounts at risk have none, "2 accounts at risk have no contract value.": where no value is at risk. */
export function noValueAtRiskWords({ atRisk: { unvalued } }: Pick<RenewalFacts, "atRisk">): string {
  if (unvalued === 0) return "No contract value is at risk.";
  return `${plural(unvalued, "account")} at risk ${haveNoValue(unvalued)}.`;
}
