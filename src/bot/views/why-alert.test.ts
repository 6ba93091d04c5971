import { expect, test } from "vitest";
import { whyAlertWords } from "../../words/why-alert.ts";
import { acmeAlert, bandAlert, resolvedByHand, silenceAlert } from "../samples/alerts.ts";
import { alertHeading, openHeading } from "./alert-heading.ts";

const cadence = { coolDownDays: 28, renewDays: 56, worsePercent: 25 };

test.each([acmeAlert, bandAlert, silenceAlert])("a page speaks of itself in no person", (alert) => {
  expect(whyAlertWords(alert, cadence, "chat")).toMatch(/\bI\b/);
  expect(whyAlertWords(alert, cadence, "page")).not.toMatch(/\bI\b/);
});

test("a page says from which drop on one is told, and when it is told again", () => {
  expect(whyAlertWords(acmeAlert, cadence, "page")).toBe(
    "Usage fell 49%: a drop is told from 35%, when the last 14 days are low by more than chance. " +
      "Usual is the average of the 84 days before, adjusted by how all your accounts did (×1.00). " +
      "It is told again if it falls another 25% or is no higher after 56 days. " +
      "Once it is over, the next drop of Acme is told after 28 days at the earliest.",
  );
  expect(whyAlertWords(acmeAlert, { coolDownDays: 0, renewDays: 0, worsePercent: 0 }, "page")).toMatch(
    /It is told once\.$/,
  );
});

test("an open silence is as long as it is now; one that is over, as long as it was when it was told", () => {
  const lasting = { ...silenceAlert, signal: { kind: "silent", days: 36 } } as const;
  expect(alertHeading(lasting)).toBe("Tallgrass: silent for 36 days");
  expect(whyAlertWords(lasting, cadence, "page")).toMatch(
    /^Nobody has used Tallgrass for 36 days, and .*: 21 days of silence put an account at risk/,
  );
  const over = { ...lasting, closed: resolvedByHand.closed };
  expect(alertHeading(over)).toBe("Tallgrass: silent for 21 days");
  expect(whyAlertWords(over, cadence, "page")).toMatch(/^Nobody had used Tallgrass for 21 days/);
  expect(openHeading(lasting)).toBe("Tallgrass: silent for 21 days");
});
