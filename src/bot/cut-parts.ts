import type { Part } from "./message.ts";

/**
 * What a platform draws of parts, cut until it fits: list items from the end ("12 more: open portfolio"), then facts, then the
 * picture, then small print and later text. Never the heading, the first text or the buttons: what is left then may not fit.
 * @param platform.most lines of a list, or rows of a table, above which it never fits: so much is cut before anything is measured
 */
export function fitted<Drawn>(
  given: readonly Part[],
  platform: {
    readonly most: (part: Part) => number;
    readonly draw: (parts: readonly Part[]) => Drawn;
    readonly fits: (drawn: Drawn) => boolean;
  },
): Drawn {
  let parts = given.map((part) => cutList(part, platform.most(part)));
  for (;;) {
    const drawn = platform.draw(parts);
    const less = platform.fits(drawn) ? undefined : cutOnce(parts);
    if (less === undefined) return drawn;
    parts = less;
  }
}

/** One cut less, in the order of `fitted`; undefined when nothing more may go. */
function cutOnce(parts: readonly Part[]): Part[] | undefined {
  const longest = indexOfLongest(parts);
  if (longest !== undefined) {
    return parts.map((part, index) => (index === longest ? cutList(part, lengthOf(part) - 1) : part));
  }
  const firstText = parts.findIndex(({ part }) => part === "text");
  for (const kind of ["facts", "image", "divider", "context", "text"] as const) {
    const last = parts.findLastIndex((part, index) => part.part === kind && index !== firstText);
    if (last !== -1) return parts.filter((_, index) => index !== last);
  }
  return undefined;
}

/** A list or table of at most `most` lines; what is cut is counted in its "more". Other parts stay as they are. */
export function cutList(part: Part, most: number): Part {
  const cut = lengthOf(part) - most;
  if (cut <= 0) return part;
  switch (part.part) {
    case "items":
      return { ...part, items: part.items.slice(0, most), more: moreHidden(part.more, cut) };
    case "table":
      return { ...part, rows: part.rows.slice(0, most), more: moreHidden(part.more, cut) };
    default:
      return part;
  }
}

/** The list with the most lines; of equal ones the later, which is needed less. One line of each list stays. */
function indexOfLongest(parts: readonly Part[]): number | undefined {
  let longest: number | undefined;
  let most = 1;
  for (const [index, part] of parts.entries()) {
    const length = lengthOf(part);
    if (length > 1 && length >= most) {
      longest = index;
      most = length;
    }
  }
  return longest;
}

function lengthOf(part: Part): number {
  return part.part === "items" ? part.items.length : part.part === "table" ? part.rows.length : 0;
}

function moreHidden<More extends { readonly hidden: number; readonly noun: string }>(
  more: More,
  cut: number,
): More {
  return { ...more, hidden: more.hidden + cut, noun: "" };
}
