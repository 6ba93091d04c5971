/*
 * Arrays as PostgreSQL's binary protocol takes them: an array of a thousand values costs neither side the quoting, the
 * escaping and the parsing of its text. node-postgres sends a Buffer as it is, as a binary parameter; the server reads it
 * by the type that the parameter has there.
 */

const typeIds = {
  uuid: 2950,
  text: 25,
  int4: 23,
  float8: 701,
  bool: 16,
  date: 1082,
  timestamptz: 1184,
  jsonb: 3802,
} as const;

const headBytes = 20;
const lengthBytes = 4;
/** Milliseconds from 1970 to 2000, where PostgreSQL's times begin. */
const epochMs = 946_684_800_000;
const dayMs = 86_400_000;
const wordSize = 2 ** 32;
/** Bytes of a UTF-16 unit in UTF-8, at most. */
const unitBytes = 3;

/** `uuid[]`. @param values UUIDs in their usual writing */
export function uuidArray(values: readonly string[]): Buffer {
  const bytes = arrayOf("uuid", values.length, values.length * (lengthBytes + 16));
  let at = headBytes;
  for (const value of values) {
    at = bytes.writeInt32BE(16, at);
    at = writeUuid(bytes, value, at);
  }
  return bytes;
}

/** `text[]`; null for null. @param values without NUL and lone surrogates: see `storableText` */
export function textArray(values: readonly (string | null)[]): Buffer {
  let most = 0;
  for (const value of values) most += lengthBytes + (value?.length ?? 0) * unitBytes;
  const bytes = arrayOf("text", values.length, most);
  let at = headBytes;
  for (const value of values) {
    if (value === null) at = bytes.writeInt32BE(-1, at);
    else at = writeText(bytes, value, at, 0);
  }
  return bytes.subarray(0, values.length === 0 ? bytes.length : at);
}

/** `jsonb[]`. @param values JSON texts that PostgreSQL can store (see `storableJson`), undefined for null */
export function jsonArray(values: readonly (string | undefined)[]): Buffer {
  let most = 0;
  for (const value of values) most += lengthBytes + 1 + (value?.length ?? 0) * unitBytes;
  const bytes = arrayOf("jsonb", values.length, most);
  let at = headBytes;
  for (const value of values) {
    if (value === undefined) at = bytes.writeInt32BE(-1, at);
    else at = writeText(bytes, value, at, 1);
  }
  return bytes.subarray(0, values.length === 0 ? bytes.length : at);
}

/** `integer[]`; undefined for null. */
export function integerArray(values: readonly (number | undefined)[]): Buffer {
  const bytes = arrayOf("int4", values.length, values.length * (lengthBytes + 4));
  let at = headBytes;
  for (const value of values) {
    at = bytes.writeInt32BE(value === undefined ? -1 : 4, at);
    if (value !== undefined) at = bytes.writeInt32BE(value, at);
  }
  return bytes.subarray(0, values.length === 0 ? bytes.length : at);
}

/** `timestamptz[]`. @param values whole milliseconds since 1970 */
export function timeArray(values: readonly number[]): Buffer {
  const bytes = arrayOf("timestamptz", values.length, values.length * (lengthBytes + 8));
  let at = headBytes;
  for (const value of values) {
    const micros = (value - epochMs) * 1_000;
    const high = Math.floor(micros / wordSize);
    at = bytes.writeInt32BE(8, at);
    at = bytes.writeInt32BE(high, at);
    at = bytes.writeUInt32BE(micros - high * wordSize, at);
  }
  return bytes;
}

/** `float8[]`, to the last digit; null for null. */
export function floatArray(values: readonly (number | null)[]): Buffer {
  const bytes = arrayOf("float8", values.length, values.length * (lengthBytes + 8));
  let at = headBytes;
  for (const value of values) {
    at = bytes.writeInt32BE(value === null ? -1 : 8, at);
    if (value !== null) at = bytes.writeDoubleBE(value, at);
  }
  return bytes.subarray(0, values.length === 0 ? bytes.length : at);
}

/** `boolean[]`. */
export function booleanArray(values: readonly boolean[]): Buffer {
  const bytes = arrayOf("bool", values.length, values.length * (lengthBytes + 1));
  let at = headBytes;
  for (const value of values) {
    at = bytes.writeInt32BE(1, at);
    at = bytes.writeUInt8(value ? 1 : 0, at);
  }
  return bytes;
}

/** `date[]`. @param values YYYY-MM-DD */
export function dayArray(values: readonly string[]): Buffer {
  const bytes = arrayOf("date", values.length, values.length * (lengthBytes + 4));
  let at = headBytes;
  // Rows come by day: the same text is read once.
  let [last, days] = ["", 0];
  for (const value of values) {
    if (value !== last) [last, days] = [value, (Date.parse(value) - epochMs) / dayMs];
    at = bytes.writeInt32BE(4, at);
    at = bytes.writeInt32BE(days, at);
  }
  return bytes;
}

/** An array of one dimension, counted from 1, with room for its values; one that is empty has no dimension. */
function arrayOf(type: keyof typeof typeIds, length: number, bytes: number): Buffer {
  const made = Buffer.allocUnsafe(length === 0 ? 12 : headBytes + bytes);
  made.writeInt32BE(length === 0 ? 0 : 1, 0);
  // Whether there are nulls: the server looks for itself.
  made.writeInt32BE(1, 4);
  made.writeInt32BE(typeIds[type], 8);
  if (length > 0) {
    made.writeInt32BE(length, 12);
    made.writeInt32BE(1, 16);
  }
  return made;
}

/** @param version what stands before the text: nothing, or the version of its format */
function writeText(bytes: Buffer, text: string, at: number, version: 0 | 1): number {
  if (version) bytes[at + lengthBytes] = version;
  const written = bytes.write(text, at + lengthBytes + version, "utf8");
  bytes.writeInt32BE(written + version, at);
  return at + lengthBytes + version + written;
}

// By character code; NaN would become 0 in a byte, so what is no digit never gets here: ids are checked where they come in.
const digits = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16));

function writeUuid(bytes: Buffer, uuid: string, start: number): number {
  let at = start;
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) i++;
    bytes[at++] = ((digits[uuid.charCodeAt(i)] ?? 0) << 4) | (digits[uuid.charCodeAt(i + 1)] ?? 0);
  }
  return at;
}
