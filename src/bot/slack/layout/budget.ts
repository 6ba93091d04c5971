import type { KnownBlock } from "@slack/types";
import { cutList, cutOnce } from "../../cut-parts.ts";
import type { Part } from "../../message.ts";
import { countCharacters, slackLimits } from "./limits.ts";

/** More than this of a list never fits, so longer ones are cut to it before anything is measured. */
const mostItems = slackLimits.blocks - 3;

/** The blocks of the parts, cut until they fit; see `cutOnce` for what goes first. */
export function budgeted(
  given: readonly Part[],
  render: (parts: readonly Part[]) => KnownBlock[],
): KnownBlock[] {
  let parts: readonly Part[] = given.map((part) =>
    cutList(part, part.part === "table" ? slackLimits.tableRows - 1 : mostItems),
  );
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
