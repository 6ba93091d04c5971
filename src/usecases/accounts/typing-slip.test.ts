import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNameWithSlip, isOneSlipAway } from "./typing-slip.ts";

describe("a typing slip", () => {
  test.each([
    ["acne", "acme"],
    ["amce", "acme"],
    ["acm", "acme"],
    ["acmee", "acme"],
    ["merdian foods", "meridian foods"],
    ["meridain", "meridian"],
  ])("“%s” is one away from “%s”", (typed, name) => {
    expect(isOneSlipAway(typed, name)).toBe(true);
    expect(isOneSlipAway(name, typed)).toBe(true);
  });

  test.each([
    ["acen", "acme"],
    ["ibm", "ibn"],
    ["", "a"],
    ["abcd", "badc"],
    ["initech", "intex"],
  ])("“%s” is not one away from “%s”", (typed, name) => {
    expect(isOneSlipAway(typed, name)).toBe(false);
    expect(isOneSlipAway(name, typed)).toBe(false);
  });

  test("the first words of a longer name are enough", () => {
    expect(isNameWithSlip("meridan", "meridian foods international")).toBe(true);
    expect(isNameWithSlip("meridan fods", "meridian foods international")).toBe(false);
  });

  test("any one letter dropped, doubled or swapped with its neighbour is forgiven", () => {
    const name = fc.string({ minLength: 5, maxLength: 20 }).map((text) => text.normalize("NFC"));
    fc.assert(
      fc.property(name, fc.nat(), (text, place) => {
        const letters = [...text];
        if (letters.length < 5) return;
        const at = place % (letters.length - 1);
        const dropped = letters.toSpliced(at, 1);
        const doubled = letters.toSpliced(at, 0, letters[at] ?? "");
        const swapped = letters.toSpliced(at, 2, letters[at + 1] ?? "", letters[at] ?? "");
        for (const slip of [dropped, doubled, swapped]) expect(isOneSlipAway(slip.join(""), text)).toBe(true);
      }),
    );
  });
});
