import { expect, test } from "vitest";
import { createPacer } from "./pacer.ts";

test("of a crowd at one moment as many wait as are through within five seconds; the others are told when to come back", async () => {
  let now = Date.parse("2026-11-20T07:30:00Z");
  const pacer = createPacer({
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
  const turns = Array.from({ length: 12 }, () =>
    pacer.turn("C1").then((turn) => {
      if (turn.ok) turn.end();
      return turn;
    }),
  );
  const elsewhere = pacer.turn("C2");
  const outcomes = await Promise.all(turns);
  expect(outcomes.map((turn) => turn.ok)).toEqual([...Array(6).fill(true), ...Array(6).fill(false)]);
  expect(outcomes.filter((turn) => !turn.ok)).toEqual(Array(6).fill({ ok: false, afterMs: 6_000 }));
  expect(await elsewhere).toMatchObject({ ok: true });
});
