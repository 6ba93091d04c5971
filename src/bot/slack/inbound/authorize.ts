import type { AnyMiddlewareArgs, AuthorizeResult, Middleware } from "@slack/bolt";
import { z } from "zod";
import { systemContext } from "../../../context.ts";
import { noteInbound } from "../../../db/chat/inbound-seen.ts";
import { findInstallation, wipeInstallation } from "../../../db/chat/installations.ts";
import type { Db } from "../../../db/connection.ts";
import { withRouting, withTenant } from "../../../db/with-tenant.ts";
import { AppError } from "../../../errors.ts";
import { newId } from "../../../ids.ts";
import type { Secrets } from "../../../secrets.ts";
import { type Connection, findConnection } from "../connection.ts";

/** What authorization leaves in Bolt's context for listeners. */
const authorized = z.object({
  tenantId: z.string(),
  teamId: z.string(),
  botToken: z.string(),
  botUserId: z.string().optional(),
});

/** Which tenant a request's workspace belongs to, and its token. @throws AppError `not-found`: not connected */
export function authorizer(vault: { db: Db; secrets: Secrets }) {
  return async ({ teamId }: { teamId?: string | undefined }): Promise<AuthorizeResult> => {
    const connection = teamId && (await findConnection(vault, teamId));
    if (!connection) throw new AppError("not-found", "Bellwether isn't connected to this Slack workspace.");
    const { tenantId, workspaceId, token, botUserId } = connection;
    return { tenantId, teamId: workspaceId, botToken: token, ...(botUserId ? { botUserId } : {}) };
  };
}

/** The connection that a listener works for. */
export function connectionOf(context: object): Connection {
  const { tenantId, teamId, botToken, botUserId } = authorized.parse(context);
  return { tenantId, workspaceId: teamId, token: botToken, botUserId: botUserId ?? null };
}

const eventBody = z.object({ event_id: z.string(), team_id: z.string() });

/** Slack repeats an event that it believes lost: the second time nothing is done. */
export function dropRedelivered({ db, now }: { db: Db; now: () => number }): Middleware<AnyMiddlewareArgs> {
  return async ({ body, context, next }) => {
    const event = eventBody.safeParse(body);
    const known = authorized.safeParse(context);
    if (!event.success || !known.success) return void (await next());
    const input = { eventId: event.data.event_id, now: new Date(now()) };
    const first = await withTenant(db, systemContext(known.data.tenantId, newId(), "slack"), (tx) =>
      noteInbound(tx, input),
    );
    if (first) await next();
  };
}

/**
 * The app was removed from a workspace, or its token taken back: the token is wiped at once.
 * A redelivery does nothing, or it would wipe the token of an installation made since.
 */
export async function forgetWorkspace(
  { db, now }: { db: Db; now: () => number },
  event: { workspaceId: string; eventId: string },
): Promise<void> {
  const { workspaceId, eventId } = event;
  const found = await withRouting(db, `slack:${workspaceId}`, (tx) => findInstallation(tx, workspaceId));
  if (!found) return;
  const at = new Date(now());
  await withTenant(db, systemContext(found.tenantId, newId(), "slack"), async (tx) => {
    if (await noteInbound(tx, { eventId, now: at })) await wipeInstallation(tx, { workspaceId, now: at });
  });
}
