import type { KnownBlock } from "@slack/types";

/** What Slack allows, as it documents it, and, where we stay below on purpose, what we allow ourselves. */
export const slackLimits = {
  /** Ours; Slack's is 50. */
  blocks: 25,
  /** Ours, of readable characters; Slack's is about 13,200 for the whole message. */
  characters: 9_000,
  header: 150,
  section: 3_000,
  fields: 8,
  field: 2_000,
  alt: 2_000,
  buttons: 4,
  buttonLabel: 75,
  buttonValue: 2_000,
  url: 3_000,
  menuOptions: 5,
  optionLabel: 75,
  optionValue: 150,
  placeholder: 150,
  selectOptions: 100,
  context: 10,
  contextText: 2_000,
  tableRows: 13,
  tableColumns: 20,
  actionId: 255,
  modalTitle: 24,
  inputLabel: 2_000,
  summary: 3_000,
} as const;

/** Characters that a reader gets, in every text of the blocks, alt texts and labels included. */
export function countCharacters(blocks: readonly KnownBlock[]): number {
  let count = 0;
  const visit = (value: unknown, key = ""): void => {
    if (typeof value === "string")
      count += key === "text" || key === "alt_text" || key === "url" ? value.length : 0;
    else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (value !== null && typeof value === "object") {
      for (const [name, inner] of Object.entries(value)) visit(inner, name);
    }
  };
  visit(blocks);
  return count;
}
