import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { AppError } from "../errors.ts";

/** A file of the web view, held in memory. Its name changes with its content, so browsers keep it for a year. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** The same for who takes it packed; none of what is packed already. */
  readonly gzip?: Uint8Array<ArrayBuffer>;
}

/** The built style sheet, islands, fonts and icon. */
export interface Assets {
  /** The address of a file by its plain name, such as `page.css`. */
  url(
    name:
      | "page.css"
      | "islands.js"
      | "preview-page.css"
      | "preview.js"
      | "scoring-page.css"
      | "scoring.js"
      | "icon.svg"
      | "gone-picture.png",
  ): string;
  find(fileName: string): Asset | undefined;
}

/** Where `scripts/build-assets.ts` puts them; the same from the source tree and from the build. */
const assetsFolder = join(import.meta.dirname, "..", "..", "dist", "web", "assets");

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/**
 * Reads the built assets once.
 * @throws AppError `unavailable` when they were never built
 */
export function loadAssets(folder: string = assetsFolder): Assets {
  let names: Record<string, string>;
  try {
    names = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  } catch (cause) {
    throw new AppError("unavailable", "The web view is not built yet. Run: npm run build", { cause });
  }
  const files = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const contentType = contentTypes[name.slice(name.lastIndexOf(".") + 1)];
    if (!contentType) continue;
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const packed = /^(text\/|image\/svg)/.test(contentType) ? { gzip: new Uint8Array(gzipSync(bytes)) } : {};
    files.set(name, { bytes, contentType, ...packed });
  }
  return {
    url: (name) => `/assets/${names[name] ?? name}`,
    find: (fileName) => files.get(fileName),
  };
}
