import { randomFillSync } from "node:crypto";

// Random bytes are drawn for 400 ids at once: a draw costs far more than its bytes.
const random = new Uint8Array(4_000);
let drawn = random.length;

/**
 * A UUIDv7 (RFC 9562): ordered by time, made by the app, so that ids never come from a shared sequence.
 * @param now milliseconds since the epoch
 */
export function newId(now: number = Date.now()): string {
  const bytes = new Uint8Array(16);
  if (drawn === random.length) {
    randomFillSync(random);
    drawn = 0;
  }
  bytes.set(random.subarray(drawn, drawn + 10), 6);
  drawn += 10;
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether a text is a UUID in its usual writing. What is not cannot be an id of ours, and must not reach the database as one. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
