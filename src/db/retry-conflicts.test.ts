import { expect, test } from "vitest";
import { retryConflicts } from "./retry-conflicts.ts";

const ended = (code: string) => Object.assign(new Error("ended"), { code });

test("a statement that the server ended for another one's sake runs again, any other error is told at once", async () => {
  let runs = 0;
  const done = await retryConflicts(async () => {
    runs += 1;
    if (runs < 3) throw ended(runs === 1 ? "40P01" : "40001");
    return "stored";
  });
  expect([done, runs]).toEqual(["stored", 3]);
  runs = 0;
  const wrong = retryConflicts(async () => {
    runs += 1;
    throw ended("23505");
  });
  await expect(wrong).rejects.toThrow("ended");
  expect(runs).toBe(1);
});

test("it is not tried for ever", async () => {
  let runs = 0;
  const never = retryConflicts(async () => {
    runs += 1;
    throw ended("40P01");
  });
  await expect(never).rejects.toThrow("ended");
  expect(runs).toBe(5);
});
