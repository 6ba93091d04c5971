/**
 * Builds what the compiler does not: the charts' fonts beside the built renderer, and the web view's style sheet and
 * islands with names that change with their content.
 */
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chartColours } from "../src/render/palette.ts";

const root = join(import.meta.dirname, "..");

/**
 * Bundles the style sheet, the islands, the web fonts and the icon into `folder`, with a `manifest.json` from plain to
 * hashed names.
 */
export async function buildWebAssets(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const web = join(root, "src", "web");
  const result = await build({
    absWorkingDir: root,
    entryPoints: {
      page: join(web, "css", "page.css"),
      islands: join(web, "islands", "islands.ts"),
      // What one page alone needs, and no other should carry.
      "preview-page": join(web, "css", "preview.css"),
      preview: join(web, "islands", "preview.ts"),
      "scoring-page": join(web, "css", "scoring.css"),
      scoring: join(web, "islands", "scoring.ts"),
      icon: join(web, "icon.svg"),
      "gone-picture": join(web, "gone-picture.png"),
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome110", "firefox115", "safari16"],
    outdir: folder,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "copy", ".png": "copy" },
    publicPath: "/assets",
    metafile: true,
    logLevel: "warning",
    plugins: [
      {
        // One palette for drawings and pages: the style sheet takes the chart's colours from its source.
        name: "palette",
        setup(plugin) {
          plugin.onResolve({ filter: /^palette:/ }, (asked) => ({ path: asked.path, namespace: "palette" }));
          plugin.onLoad({ filter: /.*/, namespace: "palette" }, () => ({
            contents: `:root{${chartColours("light")}}\n@media screen and (prefers-color-scheme:dark){:root{${chartColours("dark")}}}`,
            loader: "css",
          }));
        },
      },
    ],
  });
  const manifest = Object.fromEntries(
    Object.keys(result.metafile.outputs).map((path) => [
      basename(path).replace(/-[A-Z0-9]{8}(?=\.\w+$)/, ""),
      basename(path),
    ]),
  );
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
}

/** Copies the fonts that drawings and reports are set in beside the built renderer. */
async function copyFonts(): Promise<void> {
  const from = join(root, "src", "render", "fonts");
  const to = join(root, "dist", "render", "fonts");
  await cp(from, to, { recursive: true, filter: (path) => !/\.ts$|\/web$/.test(path) });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await Promise.all([copyFonts(), buildWebAssets(join(root, "dist", "web", "assets"))]);
}
