/** The little markdown that our cards are written in, as HTML: links, bold, code, and escapes. All else is text. */
export function cardMarkdown(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/\\(.)/g, (_, character: string) => `&#${character.charCodeAt(0)};`)
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '<span class="teams-link">$1</span>')
    .replace(/\*\*(.+?)\*\*/g, "<b>$1</b>")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\n/g, "<br>");
}
