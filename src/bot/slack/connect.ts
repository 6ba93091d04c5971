import { systemContext } from "../../context.ts";
import { findInstallation, saveInstallation, tokenColumn } from "../../db/chat/installations.ts";
import type { Db } from "../../db/connection.ts";
import { listTenants } from "../../db/people/tenants.ts";
import { withRouting, withSystem, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { Secrets } from "../../secrets.ts";
import { chooseTenant } from "../../usecases/tenants/choose-tenant.ts";
import { createSlackClient } from "./client.ts";
import { noLog, type SlackLog } from "./log.ts";

/** What was connected. */
export interface ConnectedWorkspace {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly workspaceName: string | null;
}

/**
 * One workspace by its bot token (SLACK_BOT_TOKEN): asks Slack whose it is and keeps it, sealed, for the tenant.
 * @param options.tenant the tenant's slug; undefined: the only tenant
 * @throws AppError `bad-input` without such a tenant, `unavailable` when Slack refuses the token or is not there,
 *   `conflict` when the workspace belongs to another tenant
 */
export async function connectWorkspace(
  db: Db,
  options: {
    botToken: string;
    tenant: string | undefined;
    secrets: Secrets;
    apiUrl: string;
    now: Date;
    log?: SlackLog;
  },
): Promise<ConnectedWorkspace> {
  const { botToken, secrets, now } = options;
  const tenants = await withSystem(db, "connect a Slack workspace", listTenants);
  const tenantId = chooseTenant(tenants, options.tenant, {
    setting: "SLACK_TENANT",
    what: "the Slack workspace",
  }).id;
  const client = createSlackClient(botToken, { apiUrl: options.apiUrl, log: options.log ?? noLog });
  const who = await client.auth.test().catch((cause: unknown) => {
    throw new AppError(
      "unavailable",
      "Slack did not accept SLACK_BOT_TOKEN, or is not there. Check the token.",
      {
        cause,
      },
    );
  });
  const workspaceId = who.team_id;
  if (!workspaceId) throw new AppError("unavailable", "Slack did not say which workspace the token is for.");

  const known = await withRouting(db, `slack:${workspaceId}`, (tx) => findInstallation(tx, workspaceId));
  if (known && known.tenantId !== tenantId) {
    throw new AppError(
      "conflict",
      "This Slack workspace belongs to another tenant here. Check SLACK_TENANT.",
    );
  }
  const workspaceName = who.team ?? null;
  await withTenant(db, systemContext(tenantId, newId(), "slack"), (tx) =>
    saveInstallation(tx, {
      id: newId(),
      workspaceId,
      workspaceName,
      botUserId: who.user_id ?? null,
      tokenSealed: secrets.seal(botToken, { tenantId, column: tokenColumn }),
      now,
    }),
  );
  return { tenantId, workspaceId, workspaceName };
}
