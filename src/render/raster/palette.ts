/** Shares that a pixel's cover is told apart by: a step is at most 4 of 255 even between black and white. */
export const levels = 32;

/** The most colours that a PNG numbers. */
const maxColours = 256;

/** The colours of a picture, numbered as they are first used, and what becomes of one under another. */
export class Palette {
  /** Red, green and blue of each colour. */
  readonly #colours = new Uint8Array(maxColours * 3);
  #count = 0;
  readonly #numbers = new Map<number, number>();
  /** Of each brush. */
  readonly #mixtures = new Map<number, Int16Array>();

  /** The number of `#RRGGBB`. */
  numberOf(colour: string): number {
    const value = Number.parseInt(colour.slice(1), 16);
    return this.#number(value >> 16, (value >> 8) & 255, value & 255);
  }

  /** What is known of a brush's mixtures: the number at `under * (levels + 1) + level`, −1 where `mix` was not asked yet. */
  mixturesOf(brush: number): Int16Array {
    const known = this.#mixtures.get(brush);
    if (known) return known;
    const mixtures = new Int16Array(maxColours * (levels + 1)).fill(-1);
    this.#mixtures.set(brush, mixtures);
    return mixtures;
  }

  /** The number of the colour under a brush that covers `level` of `levels` of it. */
  mix(under: number, brush: number, level: number): number {
    const mean = (at: 0 | 1 | 2) => {
      const from = this.#colours[under * 3 + at] as number;
      return Math.round(from + (((this.#colours[brush * 3 + at] as number) - from) * level) / levels);
    };
    const number = this.#number(mean(0), mean(1), mean(2));
    this.mixturesOf(brush)[under * (levels + 1) + level] = number;
    return number;
  }

  /** Red, green and blue of each colour in turn. */
  bytes(): Buffer {
    return Buffer.from(this.#colours.subarray(0, this.#count * 3));
  }

  /** The number of a colour; of the nearest one, once all are given away. */
  #number(red: number, green: number, blue: number): number {
    const value = (red << 16) | (green << 8) | blue;
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const isFull = this.#count === maxColours;
    const number = isFull ? this.#nearest(red, green, blue) : this.#count++;
    if (!isFull) this.#colours.set([red, green, blue], number * 3);
    this.#numbers.set(value, number);
    return number;
  }

  #nearest(red: number, green: number, blue: number): number {
    const colours = this.#colours;
    let least = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let at = 0; at < colours.length; at += 3) {
      const r = (colours[at] as number) - red;
      const g = (colours[at + 1] as number) - green;
      const b = (colours[at + 2] as number) - blue;
      const apart = r * r + g * g + b * b;
      if (apart < least) {
        least = apart;
        nearest = at / 3;
      }
    }
    return nearest;
  }
}
