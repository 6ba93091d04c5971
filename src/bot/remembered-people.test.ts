import { describe, expect, test } from "vitest";
import { rememberPeople } from "./remembered-people.ts";

type Who = { readonly kind: "member" | "guest" | "not-linked" };

/** People whose look-ups are written down, at a clock that is set. */
function people(mostKept?: number) {
  let clock = 0;
  const asked: string[] = [];
  const remembered = rememberPeople<Who>({ now: () => clock, ...(mostKept ? { mostKept } : {}) });
  return {
    asked,
    at: (minutes: number) => {
      clock = minutes * 60_000;
    },
    who: (key: string, kind: Who["kind"] = "member") =>
      remembered.whoIs(key, async () => {
        asked.push(key);
        return { kind };
      }),
  };
}

describe("who somebody is", () => {
  test("is asked once in ten minutes", async () => {
    const { who, at, asked } = people();
    expect(await who("U1")).toEqual({ kind: "member" });
    at(9);
    expect(await who("U1", "guest")).toEqual({ kind: "member" });
    at(10);
    expect(await who("U1", "guest")).toEqual({ kind: "guest" });
    expect(asked).toEqual(["U1", "U1"]);
  });

  test("is asked again at once while they are not linked", async () => {
    const { who, asked } = people();
    await who("U1", "not-linked");
    expect(await who("U1")).toEqual({ kind: "member" });
    expect(asked).toEqual(["U1", "U1"]);
  });

  test("is forgotten with all others before they are too many", async () => {
    const { who, asked } = people(2);
    for (const key of ["U1", "U2", "U3", "U3", "U1"]) await who(key);
    expect(asked).toEqual(["U1", "U2", "U3", "U1"]);
  });
});
