import { describe, expect, test } from "vitest";
import { createSecrets } from "./secrets.ts";

describe("secrets", () => {
  const place = { tenantId: "0199a0b0-0000-7000-8000-000000000001", column: "installation.token_encrypted" };
  const key = Buffer.alloc(32, 7);
  const secrets = createSecrets(key);

  test("what was sealed opens again, and no two seals are alike", () => {
    const sealed = secrets.seal("xoxb-canary", place);
    expect(secrets.open(sealed, place)).toBe("xoxb-canary");
    expect(sealed.includes("canary")).toBe(false);
    expect(secrets.seal("xoxb-canary", place)).not.toEqual(sealed);
  });

  test("a seal does not open for another tenant or in another column", () => {
    const sealed = secrets.seal("xoxb-canary", place);
    const elsewhere = { ...place, tenantId: "0199a0b0-0000-7000-8000-000000000002" };
    expect(() => secrets.open(sealed, elsewhere)).toThrow("cannot be opened");
    expect(() => secrets.open(sealed, { ...place, column: "other.column" })).toThrow("cannot be opened");
  });

  test("one altered byte, wherever it is, and the seal does not open", () => {
    const sealed = secrets.seal("xoxb-canary", place);
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => secrets.open(altered, place), `byte ${at}`).toThrow("cannot be opened");
    }
    expect(() => secrets.open(sealed.subarray(0, 20), place)).toThrow("cannot be opened");
  });

  test("a key is rotated without losing what the old one sealed", () => {
    const sealed = secrets.seal("xoxb-canary", place);
    const newKey = Buffer.alloc(32, 8);
    expect(createSecrets(newKey, [key]).open(sealed, place)).toBe("xoxb-canary");
    expect(() => createSecrets(newKey).open(sealed, place)).toThrow("Start with the key that sealed it");
  });

  test("changing the key in three steps leaves nothing that a process beside cannot open", () => {
    const [old, next] = [key, Buffer.alloc(32, 8)];
    const steps = [createSecrets(old), createSecrets(old, [next]), createSecrets(next, [old])];
    for (const [at, step] of steps.slice(1).entries()) {
      const before = steps[at] ?? step;
      expect(step.open(before.seal("xoxb-canary", place), place)).toBe("xoxb-canary");
      expect(before.open(step.seal("xoxb-canary", place), place)).toBe("xoxb-canary");
    }
    const last = createSecrets(next);
    expect(last.open(steps[2]?.seal("xoxb-canary", place) ?? Buffer.of(), place)).toBe("xoxb-canary");
  });

  test("a key of another length is refused when it is given, not when it is used", () => {
    expect(() => createSecrets(Buffer.alloc(16))).toThrow("32 bytes");
  });
});
