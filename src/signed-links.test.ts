import { expect, test } from "vitest";
import { createLinkSigner } from "./signed-links.ts";

const now = new Date("2026-11-20T07:30:00Z");
const later = new Date("2026-11-20T07:45:00Z");
const [old, next] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];

test("an address is read by who signed it, for what it was signed, and known for ours once it has expired", () => {
  const signer = createLinkSigner(old);
  const token = signer.sign("picture", "facts.with.dots", later);
  expect(signer.read("picture", token, now)).toEqual({ facts: "facts.with.dots", expired: false });
  expect(signer.read("picture", token, later)).toEqual({ facts: "facts.with.dots", expired: true });
  expect(signer.read("file", token, now)).toBeUndefined();
  expect(signer.read("picture", `${token}x`, now)).toBeUndefined();
  expect(signer.read("picture", token.replace(/^./, "A"), now)).toBeUndefined();
  expect(signer.read("picture", "", now)).toBeUndefined();
});

test("pictures of messages that were sent before the key was changed are still served, by whoever has the old key", () => {
  const token = createLinkSigner(old).sign("picture", "facts", later);
  expect(createLinkSigner(next, [old]).read("picture", token, now)?.facts).toBe("facts");
  expect(createLinkSigner(next).read("picture", token, now)).toBeUndefined();
  const signedNow = createLinkSigner(next, [old]).sign("picture", "facts", later);
  expect(createLinkSigner(next).read("picture", signedNow, now)?.facts).toBe("facts");
});
