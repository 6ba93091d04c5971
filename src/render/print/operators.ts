/** A number as a page's operators take it: to a thousandth of a point. */
export function numeral(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

const colours = new Map<string, string>();

/** The three levels of a colour "#1B2430", as the operators `rg` and `RG` take them. */
export function levels(colour: string): string {
  const known = colours.get(colour);
  if (known !== undefined) return known;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!hex) throw new Error(`A report's colours are written as #RRGGBB, not "${colour}".`);
  const found = hex
    .slice(1)
    .map((level) => numeral(Number.parseInt(level, 16) / 255))
    .join(" ");
  colours.set(colour, found);
  return found;
}
