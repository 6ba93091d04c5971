import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

/** Where machines keep their fonts; `prefix="xdg"` is the user's own folder. */
const machineFolders = ["<dir>/usr/share/fonts</dir>", "<dir>/usr/local/share/fonts</dir>", '<dir prefix="xdg">fonts</dir>'];

/**
 * Points fontconfig, and with it the rasteriser, at the bundled fonts. Call it on the main thread before the first
 * raster and before any worker starts: a worker's environment is a copy that the C library never sees.
 *
 * The machine's own fonts stay reachable behind the bundled ones, for names in scripts that Inter lacks, unless
 * `only` the bundled ones are wanted.
 */
export function useBundledFonts({ only = false } = {}): void {
  const conf = (home: string) => fontsConf(home, only ? [] : machineFolders);
  const home = ownFolder(createHash("sha256").update(conf("")).digest("hex").slice(0, 12));
  const file = join(home, "fonts.conf");
  if (process.env["FONTCONFIG_FILE"] === file) return;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, conf(home));
  renameSync(unfinished, file);
  process.env["FONTCONFIG_FILE"] = file;
}

/**
 * A folder in the machine's temporary folder, the same for every start of this installation, so that fontconfig's cache
 * lasts; a fresh one if somebody else has made a folder of that name.
 */
function ownFolder(key: string): string {
  const uid = process.getuid?.();
  const shared = join(tmpdir(), `bellwether-fonts-${uid ?? "user"}-${key}`);
  mkdirSync(shared, { recursive: true, mode: 0o700 });
  const found = lstatSync(shared);
  const ours = found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0));
  return ours ? shared : mkdtempSync(join(tmpdir(), "bellwether-fonts-"));
}

function fontsConf(home: string, fallbacks: readonly string[]): string {
  const escape = (path: string) => path.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${escape(folder)}</dir>
  ${fallbacks.join("\n  ")}
  <cachedir>${escape(join(home, "cache"))}</cachedir>
</fontconfig>
`;
}
