import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

/**
 * Lets this process import the pages: Node strips types but knows no JSX. What comes out is what the build makes of them.
 * Import it before anything that reaches a page.
 */
export function readTsx(): void {
  registerHooks({
    load: (url, context, next) => {
      if (!url.endsWith(".tsx")) return next(url, context);
      const { code } = transformSync(readFileSync(fileURLToPath(url), "utf8"), {
        loader: "tsx",
        jsx: "automatic",
        jsxImportSource: "hono/jsx",
        target: "es2024",
      });
      return { format: "module", source: code, shortCircuit: true };
    },
  });
}
