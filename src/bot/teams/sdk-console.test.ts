import { expect, test, vi } from "vitest";

test("what the SDK writes while it works is not written, and what others write meanwhile is", async () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => {});
  const { hushed } = await import("./sdk-console.ts");
  const { error: say } = console;
  const gate = Promise.withResolvers<void>();
  const work = hushed(async () => {
    say("a key");
    await gate.promise;
    say("another key");
  });
  say("a fault elsewhere");
  gate.resolve();
  await work;
  say("afterwards");
  expect(written.mock.calls).toEqual([["a fault elsewhere"], ["afterwards"]]);
  written.mockRestore();
});
