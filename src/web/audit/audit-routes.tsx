import { Hono } from "hono";
import { listAuditPeople } from "../../db/audit-log.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { auditCsv } from "../../usecases/tenants/audit-csv.ts";
import { exportAudit, listAudit } from "../../usecases/tenants/list-audit.ts";
import { dayIn } from "../../zones.ts";
import { deliveryDaysFault } from "../deliveries/delivery-view.ts";
import { sendFile } from "../exports/send-file.ts";
import { type FieldFault, faultOf } from "../forms/field-fault.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { adminShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { AuditPage } from "./audit-page.tsx";
import { parseAuditView } from "./audit-view.ts";

/** `/settings/audit`, for admins: the audit log as a page and as a file. */
export function auditRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get("/settings/audit", signedIn, async (c) => {
    const now = deps.now();
    const view = parseAuditView(c.req.query());
    const daysFault = deliveryDaysFault(c.req.query());
    const { shell, log, fault } = await withTenant(deps.db, c.get("context"), async (tx) => {
      const shell = await adminShell(deps, tx);
      const nothing = async (fault: FieldFault) => {
        const people = await listAuditPeople(tx);
        return { shell, log: { lines: [], older: null, people }, fault };
      };
      if (daysFault) return await nothing(daysFault);
      try {
        return { shell, log: await listAudit(tx, { ...view, now }), fault: undefined };
      } catch (error) {
        return await nothing(faultOf(error));
      }
    });
    const page = <AuditPage shell={shell} log={log} view={view} fault={fault} now={now} />;
    return htmlPage(c, page, fault ? 400 : 200);
  });

  routes.get("/settings/audit/audit.csv", signedIn, async (c) => {
    const now = deps.now();
    const fault = deliveryDaysFault(c.req.query());
    const log = await withTenant(deps.db, c.get("context"), async (tx) => {
      await adminShell(deps, tx);
      if (fault) throw new AppError("bad-input", fault.sentence);
      return exportAudit(tx, { ...parseAuditView(c.req.query()), now });
    });
    const fileName = `Audit-log-${dayIn(now, log.zone)}.csv`;
    return sendFile(c, deps, { fileName, document: { format: "csv", text: auditCsv(log, now) } });
  });

  return routes;
}
