/** So much of a value is shown to whoever sent it, in characters. */
const shownLength = 40;

/** The value that was refused, to follow what it must be: ", not “18.11.2026”"; "" where there is none. */
export function insteadOf(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const line = [...text.slice(0, 2 * shownLength).replace(/\s+/g, " ")];
  return `, not “${line.slice(0, shownLength).join("")}${line.length > shownLength ? "…" : ""}”`;
}
