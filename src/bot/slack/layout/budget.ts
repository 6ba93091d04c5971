import type { KnownBlock } from "@slack/types";
import type { Part } from "../../message.ts";
import { countCharacters, slackLimits } from "./limits.ts";

/** More than this of a list never fits, so longer ones are cut to it before anything is measured. */
const mostItems = slackLimits.blocks - 3;

/**
 * The blocks of the parts, cut until they fit: list items from the end ("12 more: open portfolio"), then facts, then the
 * picture, then small print and later text. Never the heading, the first text or the buttons.
 */
export function budgeted(
  given: readonly Part[],
  render: (parts: readonly Part[]) => KnownBlock[],
): KnownBlock[] {
  let parts = given.map(withinRows);
  let blocks = render(parts);
  while (!fits(blocks)) {
    const less = cutOnce(parts);
    if (less === undefined) return blocks.slice(0, slackLimits.blocks);
    parts = less;
    blocks = render(parts);
  }
  return blocks;
}

function fits(blocks: readonly KnownBlock[]): boolean {
  return blocks.length <= slackLimits.blocks && countCharacters(blocks) <= slackLimits.characters;
}

function withinRows(part: Part): Part {
  if (part.part === "items") return cutItems(part, mostItems);
  if (part.part === "table") return cutRows(part, slackLimits.tableRows - 1);
  return part;
}

/** One cut less; undefined when nothing more may go. */
function cutOnce(parts: readonly Part[]): Part[] | undefined {
  const longest = indexOfLongest(parts);
  if (longest !== undefined) {
    return parts.map((part, index) => {
      if (index !== longest) return part;
      if (part.part === "items") return cutItems(part, part.items.length - 1);
      return part.part === "table" ? cutRows(part, part.rows.length - 1) : part;
    });
  }
  const firstText = parts.findIndex(({ part }) => part === "text");
  for (const kind of ["facts", "image", "divider", "context", "text"] as const) {
    const last = parts.findLastIndex((part, index) => part.part === kind && index !== firstText);
    if (last !== -1) return parts.filter((_, index) => index !== last);
  }
  return undefined;
}

/** The list with the most lines; of equal ones the later, which is needed less. One line of each list stays. */
function indexOfLongest(parts: readonly Part[]): number | undefined {
  let longest: number | undefined;
  let most = 1;
  for (const [index, part] of parts.entries()) {
    const length = part.part === "items" ? part.items.length : part.part === "table" ? part.rows.length : 0;
    if (length > 1 && length >= most) {
      longest = index;
      most = length;
    }
  }
  return longest;
}

function cutItems(part: Extract<Part, { part: "items" }>, kept: number): Part {
  const cut = part.items.length - kept;
  if (cut <= 0) return part;
  const more = { ...part.more, hidden: part.more.hidden + cut, noun: "" };
  return { ...part, items: part.items.slice(0, kept), more };
}

function cutRows(part: Extract<Part, { part: "table" }>, kept: number): Part {
  const cut = part.rows.length - kept;
  if (cut <= 0) return part;
  return {
    ...part,
    rows: part.rows.slice(0, kept),
    more: { ...part.more, hidden: part.more.hidden + cut, noun: "" },
  };
}
