import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localPath } from "./session-cookie.ts";

describe("where one goes after signing in", () => {
  it("keeps a path of this site with its query", () => {
    expect(localPath("/accounts/1?range=1y")).toBe("/accounts/1?range=1y");
    expect(localPath("/inbox")).toBe("/inbox");
  });

  it("falls back to the portfolio for anything else", () => {
    for (const path of [
      "",
      "inbox",
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "/.//evil.example",
      "/a/..//evil.example",
      "/\n/evil.example",
      "/sign-in?token=x",
      "/ü",
    ]) {
      expect(localPath(path)).toBe("/");
    }
  });

  it("never leads to another host", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("/", "\\", ".", "@", ":", "a", "\t", "%", "?", "#", ";") }),
        (text) => {
          const url = new URL(localPath(text), "http://localhost");
          expect(url.host).toBe("localhost");
          expect(new URL(localPath(`/${text}`), "http://localhost").host).toBe("localhost");
        },
      ),
    );
  });
});
