import { describe, expect, test } from "vitest";
import { columnPlace, findColumn } from "./csv-columns.ts";

const place = (header: readonly string[], name: string) =>
  columnPlace(header, { name, what: "account", option: "account" });

describe("a column is found by its name", () => {
  test("in capitals or not, with blanks around it or none", () => {
    expect(place(["date", " Account "], "account")).toBe(1);
    expect(place(["ACCOUNT", "date"], "Account")).toBe(0);
    expect(findColumn(["date"], "account")).toBe(-1);
  });

  test("and by its capitals, where only they tell it from another", () => {
    expect(place(["Account", "account"], "account")).toBe(1);
    expect(() => place(["Account", "ACCOUNT"], "account")).toThrow(
      "The file has 2 columns “account”: give each its own name.",
    );
    expect(() => findColumn(["user", "x", "user"], "user")).toThrow("2 columns “user”");
  });

  test.each([
    [
      ["customer", "when"],
      "no column “account” for the account. It has: customer, when. Say which it is with --account.",
    ],
    [["account;user;date"], "have to be parted by commas"],
    [["account\tuser\tdate"], "have to be parted by commas"],
    [["PK\u0003\u0004", "x"], "not CSV"],
    [["\uFFFD\uFFFDa\u0000c\u0000"], "not CSV"],
    [["two\r\nlines", "b"], "It has: two lines, b."],
    [Array.from({ length: 30 }, (_, at) => `c${at}`), "c19, …. Say which"],
  ])("what is missing of %j is said with what to do", (header, sentence) => {
    expect(() => place(header, "account")).toThrow(sentence);
  });
});
