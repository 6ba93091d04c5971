import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile.ts";

test("so many are in at once; who waits goes by urgency, and equals in the order in which they came", async () => {
  const turnstile = createTurnstile(2);
  const done: string[] = [];
  let inside = 0;
  let most = 0;
  const go = (name: string, urgency: number) =>
    turnstile.through(urgency, async () => {
      most = Math.max(most, ++inside);
      await Promise.resolve();
      done.push(name);
      inside--;
    });
  await Promise.all([go("a", 0), go("b", 0), go("c", 0), go("d", 0), go("long", 99), go("longer", 100)]);
  expect(most).toBe(2);
  expect(done).toEqual(["a", "b", "longer", "long", "c", "d"]);
});

test("who fails leaves their place, and is told", async () => {
  const turnstile = createTurnstile(1);
  const failed = turnstile.through(0, () => Promise.reject(new Error("the database went away")));
  const next = turnstile.through(0, async () => "done");
  await expect(failed).rejects.toThrow("went away");
  expect(await next).toBe("done");
});
