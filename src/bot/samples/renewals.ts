import type { Renewal, RenewalFacts } from "../../results/renewals.ts";
import { renewingBands } from "../../words/renewals.ts";
import { acme, borealis, celik, dusseldorf, meridian } from "./accounts.ts";
import { dataDay } from "./people.ts";

const euros = (amount: number) => ({ amount, currency: "EUR" });

const listed: readonly Renewal[] = [
  { account: celik, on: "2026-12-11", value: euros(14_400) },
  { account: acme, on: "2027-01-12", value: euros(48_000) },
  { account: meridian, on: "2027-01-20", value: null },
  { account: dusseldorf, on: "2027-02-01", value: { amount: 31_000, currency: "CHF" } },
  { account: borealis, on: "2027-02-18", value: euros(12_600) },
];

/** What is at stake on Friday morning: the one account at risk; five renew within 90 days. */
export const renewals: RenewalFacts = {
  scope: "mine",
  today: "2026-11-20",
  dataDay,
  atRisk: { values: [euros(14_400)], accounts: 1, unvalued: 0 },
  renewing: renewingBands(listed.map(({ account: { band }, value }) => ({ band, value }))),
  renewals: listed,
};
