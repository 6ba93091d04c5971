import { expect, test } from "vitest";
import { hashKey, keyHint, keyOfBasicAuth, newWriteKey } from "./write-key.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

test("a write key is bw_ and 32 base62 characters, never the same", () => {
  const keys = Array.from({ length: 500 }, newWriteKey);
  for (const key of keys) expect(key).toMatch(/^bw_[0-9A-Za-z]{32}$/);
  expect(new Set(keys).size).toBe(500);
});

test("what is stored of a key is its SHA-256, and four characters to tell it by", () => {
  expect(hashKey("bw_x")).toMatch(/^[0-9a-f]{64}$/);
  expect(keyHint("bw_abcdef")).toBe("cdef");
});

test("the key is the user name of Basic authentication, as Segment's libraries send it", () => {
  const key = newWriteKey();
  expect(keyOfBasicAuth(basic(`${key}:`))).toBe(key);
  expect(keyOfBasicAuth(basic(key).replace("Basic", "basic"))).toBe(key);
  for (const header of [
    undefined,
    "",
    "Basic",
    `Bearer ${key}`,
    basic(`x${key}:`),
    basic("bw_short:"),
    basic(`:${key}`),
    "Basic %%%",
  ]) {
    expect(keyOfBasicAuth(header)).toBeUndefined();
  }
});
