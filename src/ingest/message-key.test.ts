import { expect, test } from "vitest";
import { messageKey } from "./message-key.ts";

test("a UUID is its own key, any other id has the head of its SHA-256", () => {
  const id = "01a1fd7b-3a91-7ba4-9f14-b041ccb6b838";
  expect(messageKey(id)).toBe(id);
  // printf m-1 | sha256sum
  expect(messageKey("m-1")).toBe("a461b472-cb41-a9ec-3dee-5c90cf8e4a78");
  expect(messageKey(id.toUpperCase())).not.toBe(id);
  expect(messageKey(`ajs-next-1760000000000-${id}`)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});
