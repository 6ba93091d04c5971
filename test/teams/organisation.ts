import { createTeamsApp, type TeamsApp } from "../../src/bot/teams/app.ts";
import { noLog, type TeamsLog } from "../../src/bot/teams/log.ts";
import { saveTeamsConversation } from "../../src/db/chat/teams-conversations.ts";
import { saveOrganisation } from "../../src/db/chat/teams-organisation.ts";
import type { Db } from "../../src/db/connection.ts";
import { newId } from "../../src/ids.ts";
import type { ChartPainter } from "../../src/render/png.ts";
import { createLinkSigner } from "../../src/signed-links.ts";
import { asSystem, type Cast, now } from "../fixture.ts";
import { appId, appPassword, organisationId, type StrictTeams } from "./strict-teams.ts";

/*
 * The sample cast in a Microsoft organisation: who is who there, and their chats with the bot.
 */

export const signer = createLinkSigner(Buffer.alloc(32, 7));
export const publicUrl = "https://bellwether.example";
export const botId = `28:${appId}`;

/** Teams' ids: of a person, of the directory's entry, of the chat with the bot. */
export const userId = (name: string) => `29:${name.toLowerCase()}`;
export const chatId = (name: string) => `a:29:${name.toLowerCase()}`;
export const entraId = (name: string) =>
  `00000000-0000-4000-8000-${Buffer.from(name.toLowerCase().padEnd(6).slice(0, 6)).toString("hex")}`;

/** Puts people into the organisation, each with a chat of their own. `slug`: of their e-mail addresses. */
export function addPeople(teams: StrictTeams, slug: string, names: readonly string[]): void {
  for (const full of names) {
    const last = full.split(" ").at(-1) ?? full;
    const email = `${last.toLowerCase()}@${slug}.example`;
    teams.addPerson({
      id: userId(last),
      aadObjectId: entraId(last),
      name: full,
      email,
      userPrincipalName: email,
    });
    teams.addConversation({ id: chatId(last), kind: "personal", members: [userId(last)] });
  }
}

/** Connects the organisation, and remembers the chats of some members. */
export async function connectTeams(
  db: Db,
  cast: Cast,
  teams: StrictTeams,
  chats: readonly (readonly [string, string])[] = [],
): Promise<void> {
  await asSystem(db, cast.tenantId, async (tx) => {
    await saveOrganisation(tx, { id: newId(), organisationId, botId, now });
    for (const [name, memberId] of chats) {
      await saveTeamsConversation(tx, {
        conversationId: chatId(name),
        kind: "personal",
        serviceUrl: teams.serviceUrl,
        botId,
        userId: userId(name),
        entraObjectId: entraId(name),
        memberId,
        now,
      });
    }
  });
}

/** The app against the double, with the test's clock. */
export function openTeamsApp(
  db: Db,
  teams: StrictTeams,
  options: {
    tenantId: string;
    now: () => number;
    painter?: Pick<ChartPainter, "print">;
    timeoutMs?: number;
    sleep?: (ms: number) => Promise<void>;
    appPassword?: string;
    log?: TeamsLog;
    withoutCredentials?: boolean;
  },
): TeamsApp {
  const painter = { print: async () => new TextEncoder().encode("%PDF-1.7 /Type /Page") };
  return createTeamsApp({
    db,
    painter: options.painter ?? painter,
    publicUrl,
    signer,
    tenantId: options.tenantId,
    identity: {
      appId,
      appPassword: options.appPassword ?? appPassword,
      appType: "SingleTenant",
      withoutCredentials: options.withoutCredentials ?? false,
      organisationId,
      loginUrl: teams.loginUrl,
    },
    openIdMetadataUrl: teams.openIdMetadataUrl,
    now: options.now,
    log: options.log ?? noLog,
    sleep: options.sleep ?? (async () => {}),
    chance: () => 0,
    trustedOrigins: [teams.origin],
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
}

/** An activity from a person's own chat with the bot, or from elsewhere. */
export function activityFrom(
  name: string,
  activity: Record<string, unknown>,
  where: { id?: string; type?: string; team?: string; channelType?: string } = {},
): Record<string, unknown> {
  return {
    type: "message",
    from: { id: userId(name), name, aadObjectId: entraId(name) },
    recipient: { id: botId, name: "Bellwether" },
    conversation: {
      id: where.id ?? chatId(name),
      conversationType: where.type ?? "personal",
      tenantId: organisationId,
    },
    channelData: {
      tenant: { id: organisationId },
      ...(where.team
        ? { team: { id: where.team }, channel: { id: where.id, type: where.channelType ?? "standard" } }
        : {}),
    },
    ...activity,
  };
}
