import type { Hono } from "hono";
import type { TeamsConfig } from "../../config.ts";
import type { Db } from "../../db/connection.ts";
import type { ChartPainter } from "../../render/png.ts";
import type { LinkSigner } from "../../signed-links.ts";
import type { Sender } from "../sender.ts";
import { createTeamsApp } from "./app.ts";
import { connectOrganisation } from "./connect.ts";
import type { TeamsLog } from "./log.ts";

/** How long what Teams sent may take to end. */
const drainMs = 10_000;

/** Teams, where it is configured: what it sends us, and what we send there. @throws AppError of `connectOrganisation` */
export async function startTeams(
  teams: TeamsConfig | undefined,
  parts: {
    readonly db: Db;
    readonly painter: Pick<ChartPainter, "print">;
    readonly publicUrl: string;
    readonly signer: LinkSigner;
    readonly now: () => Date;
    readonly log: TeamsLog;
    readonly say: (line: string) => void;
  },
): Promise<{ sender: Sender; routes: Hono; stop: () => Promise<void> } | undefined> {
  if (!teams) return undefined;
  const {
    appId,
    appPassword,
    appType,
    appTenantId: organisationId,
    loginUrl,
    openIdMetadataUrl,
    withoutCredentials,
  } = teams;
  const tenantId = await connectOrganisation(parts.db, {
    organisationId,
    botId: `28:${appId}`,
    tenant: teams.tenant,
    now: parts.now(),
  });
  if (withoutCredentials) {
    parts.say(
      "Microsoft Teams runs without credentials: whoever is on this machine can speak as anybody. For development.",
    );
  }
  const app = createTeamsApp({
    ...parts,
    tenantId,
    identity: { appId, appPassword, appType, organisationId, loginUrl, withoutCredentials },
    openIdMetadataUrl,
    now: () => parts.now().getTime(),
  });
  return { sender: app.sender, routes: app.routes, stop: async () => void (await app.stop(drainMs)) };
}
