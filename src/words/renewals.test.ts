import { describe, expect, test } from "vitest";
import { renewals } from "../bot/samples/renewals.ts";
import {
  noValueAtRiskWords,
  renewalCountsLine,
  renewingBands,
  renewingCount,
  stakesLine,
  valueAtRiskWords,
} from "./renewals.ts";

const none = { values: [], accounts: 0, unvalued: 0 };

describe("who renews", () => {
  test("is said by band, those at risk named, and how many more", () => {
    const [first] = renewals.renewals;
    const atRisk = Array.from({ length: 5 }, () => first ?? expect.fail());
    const rows = [...atRisk, ...renewals.renewals];
    const renewing = renewingBands(rows.map(bandAndValue));
    expect(stakesLine({ ...renewals, atRisk: none, renewing, renewals: rows })).toBe(
      "10 accounts renew within 90 days: " +
        "6 at risk (Çelik Systems on 11 Dec, Çelik Systems on 11 Dec, Çelik Systems on 11 Dec and 3 more), 4 watch.",
    );
  });

  test("of one band needs no second figure", () => {
    const healthy = (accounts: number) => ({
      ...renewals,
      atRisk: none,
      renewing: [{ band: "healthy", accounts, values: [] } as const],
      renewals: [],
    });
    expect(stakesLine(healthy(30))).toBe("30 accounts renew within 90 days: all healthy.");
    expect(stakesLine(healthy(1))).toBe("1 account renews within 90 days: healthy.");
  });

  test("an account at risk without a contract value is said beside the value that is at risk", () => {
    const valued = { values: [{ amount: 14_400, currency: "EUR" }], accounts: 1 };
    const words = (unvalued: number) => valueAtRiskWords({ atRisk: { ...valued, unvalued } });
    expect([0, 1, 2].map(words)).toEqual([
      "In all, €14,400 a year is at risk (1 account)",
      "In all, €14,400 a year is at risk (1 account; 1 more has no contract value)",
      "In all, €14,400 a year is at risk (1 account; 2 more have no contract value)",
    ]);
    expect([none, { ...none, unvalued: 2 }].map((atRisk) => noValueAtRiskWords({ atRisk }))).toEqual([
      "No contract value is at risk.",
      "2 accounts at risk have no contract value.",
    ]);
  });

  test("is read from the rows of a digest that kept nothing else", () => {
    const { renewing: _, ...old } = renewals;
    expect([renewingCount(old), stakesLine(old)]).toEqual([5, stakesLine(renewals)]);
  });

  test("is said in the same words over the accounts themselves", () => {
    const counts = { atRisk: 1, watch: 20, healthy: 1_250, noData: 0 };
    expect(renewalCountsLine(counts)).toBe(
      "1,271 accounts renew within 90 days: 1 at risk, 20 watch, 1,250 healthy.",
    );
    expect(renewalCountsLine({ atRisk: 0, watch: 0, healthy: 1, noData: 0 })).toBe(
      "1 account renews within 90 days: healthy.",
    );
    expect(renewalCountsLine({ atRisk: 0, watch: 0, healthy: 0, noData: 0 })).toBe("");
  });
});

function bandAndValue({ account: { band }, value }: (typeof renewals.renewals)[number]) {
  return { band, value };
}
