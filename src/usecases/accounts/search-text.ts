/** Longer than any name: what is beyond it is not a name. */
const maxLength = 200;

/** What was typed, as a text to search with: one line, without control characters, at most 200 characters. */
export function searchText(typed: string): string {
  return typed
    .slice(0, 10 * maxLength)
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, maxLength)
    .toWellFormed();
}
