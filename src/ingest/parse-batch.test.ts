import fc from "fast-check";
import { expect, test } from "vitest";
import { parseBatch } from "./parse-batch.ts";

const now = new Date("2026-11-20T07:30:00Z");
const day = 86_400_000;

test("whatever is sent, every event is taken in, repeated or refused, and what is taken in is sound", () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>("track", "group", "alias", "1", "2026-11-19", null),
    fc.jsonValue(),
  );
  const keys = [
    "type",
    "messageId",
    "userId",
    "anonymousId",
    "previousId",
    "groupId",
    "event",
    "timestamp",
    "context",
    "traits",
  ];
  const event = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...keys), value) as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<unknown> },
  );
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 12 }),
      fc.oneof(fc.constant("2026-11-20T07:29:00Z"), fc.jsonValue()),
      (batch, sentAt) => {
        const { batch: parsed, rejected, repeated } = parseBatch({ batch, sentAt }, "batch", now);
        const taken = [
          ...parsed.activities.map(({ place, user, at, account }) => ({
            place,
            user,
            at,
            account,
            g: undefined,
          })),
          ...parsed.facts.map(({ i, u, at, g }) => ({
            place: i,
            user: u,
            at: at.getTime(),
            account: undefined,
            g,
          })),
        ];
        expect(taken.length + rejected.length + repeated).toBe(batch.length);
        // Each has a message id of its own, a user, and a time within the accepted span.
        expect(taken.map(({ place }) => place).sort((a, b) => a - b)).toEqual(taken.map((_, i) => i + 1));
        expect(new Set(parsed.messageIds).size).toBe(taken.length);
        for (const { user, at, account, g } of taken) {
          expect(user).toMatch(/^[ua]:./s);
          expect(at).toBeGreaterThanOrEqual(now.getTime() - 30 * day);
          expect(at).toBeLessThanOrEqual(now.getTime());
          if (account !== undefined) expect(parsed.accounts[account - 1]).toBeDefined();
          if (g !== undefined) expect(parsed.accounts.map(({ name }) => name)).toContain(g);
        }
        for (const { index, message } of rejected) {
          expect(batch[index]).toBeDefined();
          expect(message).toMatch(/\.$/);
        }
      },
    ),
    { seed: 20_261_120, numRuns: 1_500 },
  );
});

test("an event of exactly 32 KB is kept, one byte more is refused", () => {
  const sized = (bytes: number) => {
    const event = { type: "track", userId: "1", event: "Board", properties: { text: "" } };
    event.properties.text = "x".repeat(bytes - Buffer.byteLength(JSON.stringify(event)));
    return event;
  };
  const { rejected } = parseBatch({ batch: [sized(32_768), sized(32_769)] }, "batch", now);
  expect(rejected).toEqual([{ index: 1, code: "too-large", message: "An event may have 32 KB at most." }]);
});

test("a page or screen is named by its name, else its category, else what it is", () => {
  const shown = [
    { type: "page", name: "Pricing" },
    { type: "page", name: "", category: "Docs" },
    { type: "page" },
    { type: "screen" },
  ];
  const { batch } = parseBatch({ batch: shown.map((event) => ({ ...event, userId: "1" })) }, "batch", now);
  expect(batch.activities.map(({ name }) => name)).toEqual(["Pricing", "Docs", "Page", "Screen"]);
});
