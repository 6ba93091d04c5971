import { createHash, randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const shape = /^bw_[0-9A-Za-z]{32}$/;

/** A new write key: `bw_` and 32 base62 characters, 190 bits by the system's generator. Shown once, stored as its hash. */
export function newWriteKey(): string {
  let key = "bw_";
  while (key.length < 35) {
    // Bytes of 248 and above are thrown away: 62 does not divide 256, and no character may be likelier than another.
    for (const byte of randomBytes(48)) if (byte < 248 && key.length < 35) key += alphabet[byte % 62];
  }
  return key;
}

/** What is stored of a write key: its SHA-256 in lower-case hex. A key is random enough to need no salt. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** What a list shows of a key that it cannot show again: its last four characters. */
export function keyHint(key: string): string {
  return key.slice(-4);
}

/** The write key of `Authorization: Basic base64(key:)`, as Segment's libraries send it; undefined for anything else. */
export function keyOfBasicAuth(header: string | undefined): string | undefined {
  const encoded = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header?.trim() ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const key = Buffer.from(encoded, "base64").toString("utf8").split(":")[0] ?? "";
  return shape.test(key) ? key : undefined;
}
