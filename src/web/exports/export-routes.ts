import { Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { type ExportFormat, formatOfFile } from "../../export-formats.ts";
import { makeAccountExport } from "../../usecases/exports/make-account-export.ts";
import { makePortfolioExport } from "../../usecases/exports/make-portfolio-export.ts";
import { parsePortfolioView } from "../portfolio/portfolio-view.ts";
import { requireSession } from "../session/require-session.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { sendFile } from "./send-file.ts";

/** `/exports/portfolio/portfolio.xlsx`, `/exports/accounts/ID/account.csv`: a file of what the reader may see, over a range of days; of the portfolio, as its page is narrowed. */
export function exportRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get("/exports/portfolio/:file", signedIn, async (c) => {
    const format = requireFormat(c.req.param("file"), "portfolio");
    const { from, to } = c.req.query();
    const { filter, search } = parsePortfolioView(c.req.query());
    const request = await withTenant(deps.db, c.get("context"), (tx) =>
      makePortfolioExport(tx, { format, from, to, filter, search, now: deps.now() }),
    );
    return sendFile(c, deps, request);
  });

  routes.get("/exports/accounts/:id/:file", signedIn, async (c) => {
    const format = requireFormat(c.req.param("file"), "account");
    const { from, to } = c.req.query();
    const input = {
      accountId: c.req.param("id"),
      format,
      from,
      to,
      now: deps.now(),
      publicUrl: deps.publicUrl,
    };
    const request = await withTenant(deps.db, c.get("context"), (tx) => makeAccountExport(tx, input));
    return sendFile(c, deps, request);
  });

  return routes;
}

function requireFormat(file: string, subject: string): ExportFormat {
  const format = formatOfFile(file, subject);
  if (format === undefined) throw notFound("page");
  return format;
}
