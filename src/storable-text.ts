/** Whether the database can keep a text as it stands. It has no place for zero bytes, nor for half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** What to say of a text that cannot be kept, to follow the name of its field. */
export const notStorable = "There is a character in this that can't be kept. Type it again.";
