import type { AdaptiveCard } from "./card.ts";

/** What Teams allows, as it documents it, and, where we stay below on purpose, what we allow ourselves. */
export const teamsLimits = {
  /** Ours, of the card as JSON in UTF-8; Teams refuses a message above 100 KB in UTF-16. */
  cardBytes: 28 * 1024,
  /** Teams': the whole activity, in UTF-16. */
  messageBytes: 100 * 1024,
  heading: 150,
  text: 3_000,
  contextText: 2_000,
  facts: 8,
  fact: 500,
  alt: 2_000,
  /** Buttons that are seen; the others are behind "…". */
  buttons: 3,
  actions: 8,
  label: 60,
  choices: 10,
  tableColumns: 4,
  tableRows: 12,
  items: 20,
  cell: 300,
  summary: 120,
  /** Who may have a card refreshed. */
  refreshUsers: 60,
} as const;

/** A card's size on the wire. */
export function cardBytes(card: AdaptiveCard): number {
  return Buffer.byteLength(JSON.stringify(card), "utf8");
}
