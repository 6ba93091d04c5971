import { Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { lookAtPortfolio } from "../../usecases/portfolio/look-at-portfolio.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { pageShell } from "../shell/page-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { PortfolioPage } from "./portfolio-page.tsx";
import { pageSize, parsePortfolioView, portfolioViewPath } from "./portfolio-view.ts";

/** `/`: the portfolio. A customer's own admin is led to their account. */
export function portfolioRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.get("/", requireSession(deps), async (c) => {
    const view = parsePortfolioView(c.req.query());
    const now = deps.now();
    const { shell, portfolio, stakes } = await withTenant(deps.db, c.get("context"), async (tx) => {
      const { unread, ...look } = await lookAtPortfolio(tx, {
        now,
        filter: view.filter,
        sort: view.sort,
        descending: view.descending,
        page: view.page,
        pageSize,
        ...(view.search ? { search: view.search } : {}),
      });
      return { ...look, shell: await pageShell(deps, tx, unread) };
    });
    const only = portfolio.lines[0];
    if (shell.reader.role === "viewer" && only && portfolio.total === 1) {
      return c.redirect(`/accounts/${only.id}`, 302);
    }
    if (portfolio.lines.length === 0 && portfolio.matching > 0) {
      return c.redirect(portfolioViewPath({ ...view, page: Math.ceil(portfolio.matching / pageSize) }), 302);
    }
    return htmlPage(
      c,
      <PortfolioPage shell={shell} portfolio={portfolio} stakes={stakes} view={view} now={now} />,
    );
  });

  return routes;
}
