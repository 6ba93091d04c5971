import { describe, expect, test } from "vitest";
import { breakWord } from "./break-word.ts";
import { textWidth } from "./text-width.ts";

const style = { size: 9.5, weight: 400 } as const;

describe("a word wider than its column", () => {
  test("ends its lines with a hyphen, between syllables", () => {
    expect(breakWord("Einzelhandelsgesellschaft", 111, style)).toBe("Einzelhandelsgesell-schaft");
    expect(breakWord("Einzelhandelsgesellschaft", 70, style)).toBe("Einzelhandels-gesellschaft");
  });

  test("has lines that fit, and loses no letter", () => {
    const word = "Donaudampfschifffahrtsgesellschaftskapitänswitwe";
    const broken = breakWord(word, 60, style);
    for (const line of broken.split(/(?<=-)/u)) expect(textWidth(line, style)).toBeLessThanOrEqual(60);
    expect(broken.replaceAll("-", "")).toBe(word);
  });

  test("stays whole where it fits, and where a hyphen would be read as one of its own", () => {
    expect(breakWord("Orrery", 60, style)).toBe("Orrery");
    const id = "cus_9f8e7d6c5b4a39281706";
    expect(breakWord(id, 60, style)).toBe(id);
  });
});
