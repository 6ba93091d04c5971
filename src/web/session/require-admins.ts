import { createMiddleware } from "hono/factory";
import { withTenant } from "../../db/with-tenant.ts";
import { requireAdminPage } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv } from "../web-env.ts";

/**
 * Behind the session wall, the wall of what only admins may send: for others the page does not exist, whatever they sent.
 * @throws AppError `not-found`
 */
export function requireAdmins(deps: WebDeps) {
  return createMiddleware<WebEnv>(async (c, next) => {
    await withTenant(deps.db, c.get("context"), async (tx) => requireAdminPage(tx));
    await next();
  });
}
