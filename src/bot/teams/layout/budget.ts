import { cutList, cutOnce } from "../../cut-parts.ts";
import type { Part } from "../../message.ts";
import type { AdaptiveCard } from "./card.ts";
import { cardBytes, teamsLimits } from "./limits.ts";

/** The card of the parts, cut until it fits into 28 KB; see `cutOnce` for what goes first. */
export function budgeted(
  given: readonly Part[],
  render: (parts: readonly Part[]) => AdaptiveCard,
): AdaptiveCard {
  let parts: readonly Part[] = given.map((part) =>
    cutList(part, part.part === "table" ? teamsLimits.tableRows : teamsLimits.items),
  );
  let card = render(parts);
  while (cardBytes(card) > teamsLimits.cardBytes) {
    const less = cutOnce(parts);
    if (less === undefined) return card;
    parts = less;
    card = render(parts);
  }
  return card;
}
