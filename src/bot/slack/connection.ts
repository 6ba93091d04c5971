import { systemContext } from "../../context.ts";
import {
  findInstallation,
  findTenantInstallation,
  type Installation,
  tokenColumn,
} from "../../db/chat/installations.ts";
import type { Db } from "../../db/connection.ts";
import { withRouting, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import type { Secrets } from "../../secrets.ts";

/** A connected workspace, its token in clear: kept for one piece of work, never stored, never logged. */
export interface Connection {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly botUserId: string | null;
  readonly token: string;
}

interface Vault {
  readonly db: Db;
  readonly secrets: Secrets;
}

/** The connection of a workspace that calls us; undefined: unknown or uninstalled. */
export async function findConnection(vault: Vault, workspaceId: string): Promise<Connection | undefined> {
  const found = await withRouting(vault.db, `slack:${workspaceId}`, (tx) =>
    findInstallation(tx, workspaceId),
  );
  return found && opened(vault, found);
}

/** The connection of a tenant that has something to say; undefined: none. */
export async function findTenantConnection(vault: Vault, tenantId: string): Promise<Connection | undefined> {
  const found = await withTenant(vault.db, systemContext(tenantId, newId(), "slack"), findTenantInstallation);
  return found && opened(vault, found);
}

function opened(vault: Vault, installation: Installation): Connection | undefined {
  const { tenantId, workspaceId, botUserId, tokenSealed } = installation;
  if (!tokenSealed) return undefined;
  const token = vault.secrets.open(tokenSealed, { tenantId, column: tokenColumn });
  return { tenantId, workspaceId, botUserId, token };
}
