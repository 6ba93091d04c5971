import { isStorable } from "../storable-text.ts";

// In JSON as JSON.stringify writes it, these are the only escapes of code units that PostgreSQL cannot store.
const unstorable = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/**
 * JSON that PostgreSQL can store: NUL and lone surrogates become U+FFFD, and nothing else changes. Clean values, which
 * is nearly all, cost one look at the text.
 */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  return unstorable.test(text) ? JSON.stringify(value, cleanEntry) : text;
}

/** A text that PostgreSQL can store. */
export function storableText(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll("\0", "\uFFFD");
}

function cleanEntry(_key: string, value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.keys(value).every((key) => storableText(key) === key)
    ? value
    : Object.fromEntries(Object.entries(value).map(([key, entry]) => [storableText(key), entry]));
}
