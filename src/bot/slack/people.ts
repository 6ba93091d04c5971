import { systemContext } from "../../context.ts";
import { findMemberToTell, findSlackMember } from "../../db/chat/slack-members.ts";
import type { Db } from "../../db/connection.ts";
import { linkMember } from "../../db/people/link-member.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { rememberPeople } from "../remembered-people.ts";
import type { SlackClient } from "./client.ts";
import type { Connection } from "./connection.ts";

const column = "slack_user_id";

/** Who a Slack user is to us. A guest of the workspace, a bot or a stranger is nobody we show data to. */
export type Who =
  | { readonly kind: "member"; readonly memberId: string; readonly name: string }
  | { readonly kind: "not-linked" }
  | { readonly kind: "guest" }
  | { readonly kind: "bot" };

/** What `users.info` and `users.lookupByEmail` say of a person, as far as we look. */
export interface SlackUser {
  readonly id?: string;
  readonly team_id?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly is_email_confirmed?: boolean;
  readonly profile?: { readonly email?: string };
  readonly enterprise_user?: { readonly teams?: readonly string[] };
}

/** Knows the people of connected workspaces. */
export interface People {
  whoIs(client: SlackClient, connection: Connection, slackUserId: string): Promise<Who>;
  /**
   * The Slack user to send a member's messages to; undefined: none is known by their e-mail.
   * @throws WebAPI errors
   */
  slackUserOf(client: SlackClient, connection: Connection, memberId: string): Promise<string | undefined>;
}

/** @param options.now milliseconds since the epoch */
export function createPeople(options: { db: Db; now: () => number }): People {
  const { db } = options;
  const remembered = rememberPeople<Who>(options);

  const asSystem = <T>(connection: Connection, work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, systemContext(connection.tenantId, newId(), "slack"), work);

  async function lookUp(client: SlackClient, connection: Connection, slackUserId: string): Promise<Who> {
    const { user } = await client.users.info({ user: slackUserId });
    const stranger = user ? strangerKind(user, connection.workspaceId) : ({ kind: "guest" } as const);
    if (stranger) return stranger;
    const email = confirmedEmail(user);
    return asSystem(connection, async (tx) => {
      const member = await findSlackMember(tx, { slackUserId, email });
      if (!member) return { kind: "not-linked" };
      if (member.slackUserId !== slackUserId)
        await linkMember(tx, { memberId: member.id, column, platformId: slackUserId });
      return { kind: "member", memberId: member.id, name: member.name };
    });
  }

  return {
    whoIs: (client, connection, slackUserId) =>
      remembered.whoIs(`${connection.tenantId}:${slackUserId}`, () =>
        lookUp(client, connection, slackUserId),
      ),
    slackUserOf: async (client, connection, memberId) => {
      const member = await asSystem(connection, (tx) => findMemberToTell(tx, memberId));
      if (!member) return undefined;
      if (member.slackUserId) return member.slackUserId;
      const { user } = await client.users.lookupByEmail({ email: member.email });
      if (!user?.id || strangerKind(user, connection.workspaceId) || !confirmedEmail(user)) return undefined;
      const slackUserId = user.id;
      await asSystem(connection, (tx) => linkMember(tx, { memberId, column, platformId: slackUserId }));
      return slackUserId;
    },
  };
}

/** Why somebody is nobody we show data to; undefined: a full user of this very workspace. */
function strangerKind(user: SlackUser, workspaceId: string): { kind: "guest" | "bot" } | undefined {
  if (user.is_bot) return { kind: "bot" };
  const elsewhere =
    user.team_id !== undefined &&
    user.team_id !== workspaceId &&
    !(user.enterprise_user?.teams ?? []).includes(workspaceId);
  const limited = user.is_restricted || user.is_ultra_restricted || user.is_stranger || user.deleted;
  return limited || elsewhere ? { kind: "guest" } : undefined;
}

/** The e-mail address, if Slack has seen its owner confirm it. */
function confirmedEmail(user: SlackUser | undefined): string | null {
  return user?.is_email_confirmed ? (user.profile?.email?.toLowerCase() ?? null) : null;
}
