import { Hono } from "hono";
import type { Db } from "../../db/connection.ts";
import { AppError, httpStatus } from "../../errors.ts";
import type { ChartPainter } from "../../render/png.ts";
import type { LinkSigner } from "../../signed-links.ts";
import { makeExportFile } from "../../usecases/exports/make-export-file.ts";
import { openFileLink } from "../../usecases/exports/open-file-link.ts";
import { showPicture } from "../../usecases/pictures/show-picture.ts";
import type { Assets } from "../assets.ts";

/** What signed addresses are served with. */
export interface SignedRouteDeps {
  readonly db: Db;
  readonly signer: LinkSigner;
  readonly painter: Pick<ChartPainter, "paint" | "print">;
  readonly assets: Assets;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Painted pictures that are kept: a client asks for one several times within a minute. */
const keptPictures = 60;

/**
 * What works by its signature alone, without a session: `/pictures/TOKEN.png`, a card's chart, and `/files/TOKEN/NAME`, an
 * export. Both are made when they are asked for, under the rights that their reader has then. Mount it before the headers of
 * the pages: a picture is shown on Teams' own pages.
 */
export function signedRoutes(deps: SignedRouteDeps): Hono {
  const { db, signer, painter, assets, publicUrl, now } = deps;
  const painted = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const gone = assets.find(assets.url("gone-picture.png").slice("/assets/".length));

  function paint(
    token: string,
    chart: Parameters<ChartPainter["paint"]>[0],
  ): Promise<Uint8Array<ArrayBuffer>> {
    const known = painted.get(token);
    if (known !== undefined) return known;
    const made = painter.paint(chart, "light").then(({ png }) => new Uint8Array(png));
    painted.set(token, made);
    made.catch(() => painted.delete(token));
    const oldest = painted.keys().next().value;
    if (painted.size > keptPictures && oldest !== undefined) painted.delete(oldest);
    return made;
  }

  return new Hono()
    .get("/pictures/:file{.+\\.png}", async (c) => {
      const token = c.req.param("file").slice(0, -".png".length);
      const chart = await showPicture({ db, signer }, token, now());
      if (chart === undefined) return c.text("Not found.", 404, neverKept);
      const bytes = chart === "gone" ? gone?.bytes : await paint(token, chart);
      if (!bytes) return c.text("Not found.", 404, neverKept);
      return c.body(bytes, 200, {
        ...safe,
        "Content-Type": "image/png",
        "Cache-Control": chart === "gone" ? "private, max-age=60" : "private, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",
      });
    })
    .get("/files/:token/:name", async (c) => {
      try {
        const asked = await openFileLink({ db, signer, publicUrl }, c.req.param("token"), now());
        const file = await makeExportFile(asked, painter);
        return c.body(new Uint8Array(file.bytes), 200, {
          ...safe,
          ...neverKept,
          "Content-Type": file.contentType,
          // The name holds letters, digits, dots and dashes only.
          "Content-Disposition": `attachment; filename="${file.name}"`,
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.code === "internal") throw error;
        const lost =
          error.code === "not-signed-in" || error.code === "not-found" || error.code === "not-allowed";
        return lost
          ? c.text("This link doesn't work. Ask for the file again.", 404, neverKept)
          : c.text(error.message, httpStatus[error.code], neverKept);
      }
    });
}

const neverKept = { "Cache-Control": "private, no-store" } as const;
const safe = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex",
} as const;
