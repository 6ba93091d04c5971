const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Marks that steer text direction or hide: in a name they reorder the figures beside it. */
const steering = /[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;

/**
 * A name as its owner writes it, made safe to stand in a line: one line, without marks that steer direction. A name in a
 * script that runs from right to left is isolated (FSI … PDI), so that the figures after it stay after it.
 */
export function shownName(name: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(steering, "")
    .replace(/\s+/gu, " ")
    .trim();
  if (plain === "") return "(no name)";
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** A name for headings, buttons and previews, where a long one would push out what happened: at most `length`, then "…". */
export function shortName(name: string, length = 60): string {
  const shown = shownName(name);
  if (shown.length <= length) return shown;
  const isolated = shown.startsWith("\u2068");
  const cut = cutEnd(isolated ? shown.slice(1, -1) : shown, length - (isolated ? 2 : 0));
  return isolated ? `\u2068${cut}\u2069` : cut;
}

/** Cuts at the end with "…", never inside a grapheme; `length` counts UTF-16 units, as platforms do. */
export function cutEnd(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = "";
  for (const { segment } of segmenter.segment(text)) {
    if (kept.length + segment.length > length - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** "Priya" of "Priya Shah": the first name, once it is clear who. */
export function firstName(name: string): string {
  const shown = shownName(name);
  return shown.split(" ")[0] ?? shown;
}

/** A push preview: sentences joined as long as 120 characters hold them; the first always stands, cut if it must be. */
export function preview(...sentences: readonly string[]): string {
  let text = "";
  for (const sentence of sentences) {
    if (sentence === "") continue;
    const longer = text === "" ? sentence : `${text} ${sentence}`;
    if (text !== "" && longer.length > 120) break;
    text = longer;
  }
  return cutEnd(text, 120);
}

/** What a member is, on screen. */
export const roleNames = {
  admin: "Admin",
  lead: "Lead",
  manager: "Account manager",
  viewer: "Customer",
} as const;
