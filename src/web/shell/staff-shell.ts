import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { WebDeps } from "../web-env.ts";
import type { Shell } from "./layout.tsx";
import { pageShell } from "./page-shell.ts";

/**
 * What a page of the tenant's own people needs around its content.
 * @throws AppError `not-found` for a customer's own admin: for them such pages do not exist
 */
export async function staffShell(deps: WebDeps, tx: TenantTx): Promise<Shell> {
  const shell = await pageShell(deps, tx);
  if (shell.reader.role === "viewer") throw notFound("page");
  return shell;
}

/** The same for a page of admins alone. @throws AppError `not-found` for anybody else */
export async function adminShell(deps: WebDeps, tx: TenantTx): Promise<Shell> {
  requireAdminPage(tx);
  return pageShell(deps, tx);
}

/** The wall of a page of admins, where nothing is shown of it. @throws AppError `not-found` for anybody else */
export function requireAdminPage(tx: TenantTx): void {
  if (tx.role !== "admin") throw notFound("page");
}
