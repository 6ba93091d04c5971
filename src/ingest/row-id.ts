import { createHash } from "node:crypto";

const filterBits = 2 ** 27;
const filterProbes = 6;
const counterRows = 4;
const countersPerRow = 2 ** 17;

/**
 * Gives the rows of one file their ids: a UUID (version 8) of the row's content and of its ordinal among equal rows. The
 * same file read again from its start gives the same ids, so nothing of it is stored twice, and equal rows stay apart.
 *
 * Memory is fixed at 18 MiB, whatever the file: a Bloom filter tells the first row of its kind (Bloom, "Space/time
 * trade-offs in hash coding", 1970; wrong for one row in two million at two million rows), a count-min sketch counts the
 * others (Cormode and Muthukrishnan, 2005). Where either errs an ordinal is too high, which is as good: it stays unique.
 */
export class RowIds {
  readonly #seen = new Uint32Array(filterBits / 32);
  readonly #counts = new Uint32Array(counterRows * countersPerRow);

  /** The id of the next row with these fields. */
  idOf(fields: readonly string[]): string {
    const content = createHash("sha256").update(JSON.stringify(fields)).digest();
    const ordinal = this.#addsToSeen(content) ? 0 : this.#count(content);
    const hash = createHash("sha256").update(content).update(String(ordinal)).digest();
    hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
    hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
    const hex = hash.toString("hex", 0, 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #addsToSeen(content: Buffer): boolean {
    let isNew = false;
    for (let probe = 0; probe < filterProbes; probe++) {
      const bit = content.readUInt32LE(probe * 4) % filterBits;
      const word = bit >>> 5;
      const mask = 1 << (bit & 31);
      const before = this.#seen[word] ?? 0;
      if ((before & mask) === 0) isNew = true;
      this.#seen[word] = before | mask;
    }
    return isNew;
  }

  /** 1 for the second row of its kind, 2 for the third. */
  #count(content: Buffer): number {
    const places = Array.from(
      { length: counterRows },
      (_, row) => row * countersPerRow + (content.readUInt32LE(16 + row * 4) % countersPerRow),
    );
    const count = 1 + Math.min(...places.map((place) => this.#counts[place] ?? 0));
    for (const place of places) this.#counts[place] = Math.max(this.#counts[place] ?? 0, count);
    return count;
  }
}
