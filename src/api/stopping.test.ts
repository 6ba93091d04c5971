import { expect, test } from "vitest";
import { createStopping } from "./stopping.ts";

test("where nobody asks for readiness, a stop begins at once", async () => {
  const stopping = createStopping(() => 0);
  await stopping.begin();
  expect(stopping.ask()).toBe(true);
});

test("whoever asks is told no first, and has three seconds to send traffic elsewhere", async () => {
  let at = 0;
  const stopping = createStopping(() => at);
  expect(stopping.ask()).toBe(false);
  let begun = false;
  const ended = stopping.begin().then(() => {
    begun = true;
  });
  at = 500;
  expect(stopping.ask()).toBe(true);
  at = 3_499;
  // Two looks of its own clock: it has had its chance to end.
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(begun).toBe(false);
  at = 3_500;
  await ended;
});

test("who asked once and never again is not waited for longer than a few seconds", async () => {
  let at = 0;
  const stopping = createStopping(() => at);
  stopping.ask();
  const ended = stopping.begin();
  at = 6_000;
  await ended;
});
