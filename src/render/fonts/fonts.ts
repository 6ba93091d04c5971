import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The family that charts and reports are set in: Inter, renamed so that a copy on the machine cannot stand in for it. */
export const fontFamily = "Bellwether Inter";

/** The weights that are bundled. */
export type FontWeight = 400 | 600;

/** The folder of the bundled fonts; the same beside the source and beside the build. */
const folder = fileURLToPath(new URL(".", import.meta.url));

/** The TTF file of a weight (Latin, Latin Extended, Greek, Cyrillic). */
export function fontFile(weight: FontWeight): string {
  return join(folder, `inter-${weight}.ttf`);
}
