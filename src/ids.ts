import { randomFillSync } from "node:crypto";

// Random bytes are drawn for 400 ids at once: a draw costs far more than its bytes.
const random = new Uint8Array(4_000);
let drawn = random.length;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

// Ids of one request share their time.
let lastTime = Number.NaN;
let lastHead = "";

/**
 * A UUIDv7 (RFC 9562): ordered by time, made by the app, so that ids never come from a shared sequence.
 * @param now milliseconds since the epoch
 */
export function newId(now: number = Date.now()): string {
  if (now !== lastTime) {
    const time = Math.floor(now).toString(16).padStart(12, "0");
    lastHead = `${time.slice(0, 8)}-${time.slice(8)}-`;
    lastTime = now;
  }
  if (drawn === random.length) {
    randomFillSync(random);
    drawn = 0;
  }
  const byte = () => random[drawn++] ?? 0;
  const pair = () => `${hex[byte()]}${hex[byte()]}`;
  const versioned = `${hex[(byte() & 0x0f) | 0x70]}${hex[byte()]}`;
  const variant = `${hex[(byte() & 0x3f) | 0x80]}${hex[byte()]}`;
  return `${lastHead}${versioned}-${variant}-${pair()}${pair()}${pair()}`;
}

/** Whether a text is a UUID in its usual writing. What is not cannot be an id of ours, and must not reach the database as one. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
