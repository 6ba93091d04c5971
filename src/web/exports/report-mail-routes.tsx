import { Hono } from "hono";
import { reportOnItsWayMessage } from "../../bot/views/report-mail.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { findFormat } from "../../export-formats.ts";
import { isId } from "../../ids.ts";
import { mailReport } from "../../usecases/mail/mail-report.ts";
import { readForm } from "../forms/form-fields.ts";
import { parsePortfolioView } from "../portfolio/portfolio-view.ts";
import { requireSession } from "../session/require-session.ts";
import { localPath } from "../session/session-cookie.ts";
import { AnswerPage } from "../shell/answer-page.tsx";
import { htmlPage } from "../shell/html-page.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";

/** `/mail/report`: "Mail it to me" beside every export. */
export function reportMailRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.post("/mail/report", requireSession(deps), async (c) => {
    const fields = await readForm(c);
    const { account, from, to } = fields;
    const format = findFormat(fields.format ?? "");
    if (format === undefined || (account !== undefined && !isId(account)))
      throw new AppError("bad-input", "That button can't be read. Nothing changed. Go back and try again.");
    const range = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const { filter, search } = parsePortfolioView(fields);
    const now = deps.now();
    const input = { accountId: account ?? null, format, ...range, filter, search, now };
    const { shell, asked } = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await staffShell(deps, tx),
      asked: await mailReport(tx, input),
    }));
    const message = reportOnItsWayMessage({ ...asked, format }, shell.reader);
    const drawn = { message, drawings: new Map() };
    return htmlPage(c, <AnswerPage shell={shell} drawn={drawn} back={localPath(fields.back ?? "/")} />);
  });

  return routes;
}
