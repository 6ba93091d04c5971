import { Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import { deliveryPageSize, listDeliveries } from "../../usecases/deliveries/list-deliveries.ts";
import { getResendable, resendDelivery } from "../../usecases/deliveries/resend-delivery.ts";
import { sendFile } from "../exports/send-file.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireSession } from "../session/require-session.ts";
import { localPath } from "../session/session-cookie.ts";
import { htmlPage } from "../shell/html-page.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { DeliveriesPage } from "./deliveries-page.tsx";
import { deliveryFile } from "./delivery-file.ts";
import { deliveryDaysFault, deliveryViewPath, parseDeliveryView } from "./delivery-view.ts";
import { SendAgainPage } from "./send-again-page.tsx";

/** `/settings/deliveries`: the log of what was sent, as a page and as a file, and what sends a line of it again. */
export function deliveryRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get("/settings/deliveries", signedIn, async (c) => {
    const now = deps.now();
    const view = parseDeliveryView(c.req.query());
    const { from: _from, to: _to, ...rest } = view;
    const fault = deliveryDaysFault(c.req.query());
    const { shell, log } = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await staffShell(deps, tx),
      log: await listDeliveries(tx, { ...(fault ? rest : view), now }),
    }));
    if (log.lines.length === 0 && log.matching > 0)
      return c.redirect(deliveryViewPath({ ...view, page: Math.ceil(log.matching / deliveryPageSize) }), 302);
    const page = <DeliveriesPage shell={shell} log={log} view={view} fault={fault} now={now} />;
    return htmlPage(c, page, fault ? 400 : 200);
  });

  for (const format of ["csv", "xlsx"] as const) {
    routes.get(`/settings/deliveries/deliveries.${format}`, signedIn, async (c) => {
      const now = deps.now();
      const fault = deliveryDaysFault(c.req.query());
      if (fault !== undefined) throw new AppError("bad-input", fault.sentence);
      const view = parseDeliveryView(c.req.query());
      const { shell, log } = await withTenant(deps.db, c.get("context"), async (tx) => ({
        shell: await staffShell(deps, tx),
        log: await listDeliveries(tx, { ...view, page: 1, forFile: true, now }),
      }));
      return sendFile(c, deps, deliveryFile(log, shell.reader, { format, view, now }));
    });
  }

  routes.get("/settings/deliveries/:id/again", signedIn, async (c) => {
    const deliveryId = c.req.param("id");
    if (!isId(deliveryId)) throw notFound("message");
    const { shell, message } = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await staffShell(deps, tx),
      message: await getResendable(tx, deliveryId),
    }));
    const back = "/settings/deliveries";
    if (message === null) return c.redirect(`${back}#delivery-${deliveryId}`, 302);
    return htmlPage(c, <SendAgainPage shell={shell} deliveryId={deliveryId} message={message} back={back} />);
  });

  routes.post("/settings/deliveries/:id/again", signedIn, async (c) => {
    const deliveryId = c.req.param("id");
    const fields = await readForm(c);
    const back = localPath(fields.back ?? "/settings/deliveries");
    if (!isId(deliveryId)) throw notFound("message");
    const confirmed = fields.confirmed === "1";
    const { shell, resent } = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await staffShell(deps, tx),
      resent: await resendDelivery(tx, { deliveryId, confirmed, now: deps.now() }),
    }));
    if (resent.kind === "ask")
      return htmlPage(
        c,
        <SendAgainPage shell={shell} deliveryId={deliveryId} message={resent.message} back={back} />,
      );
    const line = back.startsWith("/settings/deliveries") ? `#delivery-${deliveryId}` : "";
    return c.redirect(back + line, 303);
  });

  return routes;
}
