import { describe, expect, test } from "vitest";
import { parseConditions } from "./condition-text.ts";

const parsed = (text: string) =>
  parseConditions(text, "where").map(({ property, op, value }) => [property, op, value]);

describe("conditions", () => {
  test("are joined by and, in capitals or not", () => {
    expect(parsed("priority is urgent and hours at least 3 AND plan is not Free and n at most -1.5")).toEqual(
      [
        ["priority", "is", "urgent"],
        ["hours", "at-least", "3"],
        ["plan", "is-not", "Free"],
        ["n", "at-most", "-1.5"],
      ],
    );
  });

  test("take quotes off a value, and what stands in them as it is", () => {
    expect(parsed('priority is "urgent" and team is “Research and design” and size is 5"')).toEqual([
      ["priority", "is", "urgent"],
      ["team", "is", "Research and design"],
      ["size", "is", '5"'],
    ]);
    expect(parsed('size is 5" and length is 6"')).toEqual([
      ["size", "is", '5"'],
      ["length", "is", '6"'],
    ]);
    expect(parsed('subject is "trial or error"')).toEqual([["subject", "is", "trial or error"]]);
  });

  test.each([
    ["priority is urgent or hours at least 3", "there is no “or”"],
    ["priority is urgent OR high", "there is no “or”"],
    ["urgent ones", "“urgent ones” is no condition."],
    [
      "hours at least abc",
      "“hours” must be compared with a number, such as: hours at least 3. “abc” is none.",
    ],
  ])("%j is refused", (text, sentence) => {
    expect(() => parsed(text)).toThrow(sentence);
  });
});
