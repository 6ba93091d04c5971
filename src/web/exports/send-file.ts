import type { Context } from "hono";
import { type ExportRequest, makeExportFile } from "../../usecases/exports/make-export-file.ts";
import type { WebDeps, WebEnv } from "../web-env.ts";

/** A file to download. Its bytes are made after the transaction: a slow PDF holds no connection. */
export async function sendFile(
  c: Context<WebEnv>,
  deps: Pick<WebDeps, "painter">,
  request: Pick<ExportRequest, "fileName" | "document">,
): Promise<Response> {
  const file = await makeExportFile(request, deps.painter);
  return c.body(new Uint8Array(file.bytes), 200, {
    "Content-Type": file.contentType,
    // The name holds letters, digits, dots and dashes only.
    "Content-Disposition": `attachment; filename="${file.name}"`,
  });
}
