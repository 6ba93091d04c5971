import { expect, test } from "vitest";
import { wayInWords } from "./sign-in.ts";

test("how a session came about is said by the name that people know", () => {
  expect(wayInWords("link", "Okta")).toBe("by a link");
  expect(wayInWords("microsoft", "Okta")).toBe("with Microsoft");
  expect(wayInWords("oidc", "Okta")).toBe("with Okta");
  expect(wayInWords("oidc", undefined)).toBe("with a company account");
});
