import fc from "fast-check";
import { expect, test } from "vitest";
import { createPacer } from "./pacer.ts";

const start = Date.parse("2026-11-20T07:30:00Z");
const windows = [
  [1_000, 7],
  [2_000, 8],
  [30_000, 60],
  [3_600_000, 1_800],
] as const;

/** A clock that a sleep moves, and what went when. */
function pacedRun() {
  let now = start;
  const pacer = createPacer({
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
  const sent: number[] = [];
  const send = async (conversation = "a") => {
    const turn = await pacer.turn(conversation);
    if (turn.ok && conversation === "a") sent.push(now);
    return turn;
  };
  return { pacer, sent, send, pass: (ms: number) => (now += ms) };
}

test("no conversation gets more than Teams takes, in any of its windows, however messages come", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 20, maxLength: 300 }),
      async (gaps) => {
        const { sent, send, pass } = pacedRun();
        for (const gap of gaps) {
          pass(gap % 3 === 0 ? 0 : gap);
          const turn = await send();
          if (!turn.ok) pass(turn.afterMs);
        }
        for (const [ms, most] of windows) {
          for (const [index, at] of sent.entries()) {
            const later = sent[index + most];
            if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(ms);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("the ninth at one moment waits, the hundredth is told when to come back, and another conversation is not held up", async () => {
  const { send, sent } = pacedRun();
  for (let count = 0; count < 7; count++) await send();
  expect(sent.at(-1)).toBe(start);
  await send();
  expect(sent.at(-1)).toBe(start + 1_000);
  for (let count = 8; count < 60; count++) await send();
  const late = await send();
  expect(late.ok).toBe(false);
  expect(await send("b")).toEqual({ ok: true });
});

test("1,800 in an hour go, and not one more", async () => {
  const { send, sent, pass } = pacedRun();
  for (let count = 0; count < 1_800; count++) {
    pass(1_000);
    expect(await send()).toEqual({ ok: true });
  }
  pass(1_000);
  const turn = await send();
  expect(turn.ok ? 0 : turn.afterMs).toBe((sent[0] ?? 0) + 3_600_000 - (start + 1_801_000));
});

test("a conversation that Teams asked to leave alone is left alone", async () => {
  const { pacer, send } = pacedRun();
  pacer.hold("a", 20_000);
  expect(await send()).toEqual({ ok: false, afterMs: 20_000 });
});
