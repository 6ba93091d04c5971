import { Hono } from "hono";
import { alertReportPath, untoldPath } from "../../bot/views/paths.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { listUntold, untoldFilters } from "../../usecases/alerts/list-untold.ts";
import { reportAlerts } from "../../usecases/alerts/report-alerts.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { AlertReportPage } from "./alert-report-page.tsx";
import { UntoldPage } from "./untold-page.tsx";

/** `/settings/alerts/report` and `/settings/alerts/untold`: how alerts were judged, and what was not told. */
export function alertReportRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get(alertReportPath, signedIn, async (c) => {
    const facts = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await staffShell(deps, tx),
      report: await reportAlerts(tx, { now: deps.now() }),
    }));
    return htmlPage(c, <AlertReportPage {...facts} />);
  });

  routes.get(untoldPath(), signedIn, async (c) => {
    const now = deps.now();
    const page = Number(c.req.query("page"));
    const why = (Object.keys(untoldFilters) as (keyof typeof untoldFilters)[]).find(
      (name) => name === c.req.query("why"),
    );
    const facts = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await staffShell(deps, tx),
      untold: await listUntold(tx, {
        accountId: c.req.query("account") || undefined,
        why,
        page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
        now,
      }),
    }));
    return htmlPage(c, <UntoldPage {...facts} why={why} now={now} />);
  });

  return routes;
}
