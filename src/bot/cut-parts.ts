import type { Part } from "./message.ts";

/**
 * One cut less, for a message that is too long for its platform: list items from the end ("12 more: open portfolio"), then
 * facts, then the picture, then small print and later text. Never the heading, the first text or the buttons. Undefined when
 * nothing more may go.
 */
export function cutOnce(parts: readonly Part[]): readonly Part[] | undefined {
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
