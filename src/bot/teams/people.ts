import { systemContext } from "../../context.ts";
import { findPersonalChat } from "../../db/chat/teams-conversations.ts";
import { findTeamsMember } from "../../db/chat/teams-members.ts";
import type { Db } from "../../db/connection.ts";
import { linkMember } from "../../db/people/link-member.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { rememberPeople } from "../remembered-people.ts";
import { type RosterMember, type TeamsApi, TeamsError, type Whereabouts } from "./teams-api.ts";

/** Who somebody in Teams is to us. A guest, somebody of another organisation or a stranger is nobody we show data to. */
export type Who =
  | { readonly kind: "member"; readonly memberId: string; readonly name: string }
  | { readonly kind: "not-linked" }
  | { readonly kind: "guest" };

/** Whom an activity names as its sender; Teams has proven it. */
export interface From {
  readonly id: string;
  readonly aadObjectId?: string | undefined;
}

/** Knows the people of the connected organisation. */
export interface People {
  /** Who an activity is from. @throws TeamsError */
  whoIs(tenantId: string, where: Whereabouts, from: From): Promise<Who>;
  /** Who an entry of a roster is. */
  whoEntryIs(tenantId: string, entry: RosterMember): Promise<Who>;
}

/** @param options.now milliseconds since the epoch */
export function createPeople(options: {
  db: Db;
  api: Pick<TeamsApi, "member">;
  /** The connected organisation. */
  organisationId: string;
  now: () => number;
}): People {
  const { db, api, organisationId } = options;
  const remembered = rememberPeople<Who>(options);

  async function whoEntryIs(tenantId: string, entry: RosterMember): Promise<Who> {
    const { entraObjectId } = entry;
    if (!isFullMember(entry, organisationId) || entraObjectId === null) return { kind: "guest" };
    return withTenant(db, systemContext(tenantId, newId(), "teams"), async (tx) => {
      const member = await findTeamsMember(tx, { entraObjectId, emails: entry.emails });
      if (!member) return { kind: "not-linked" };
      if (member.entraObjectId !== entraObjectId)
        await linkMember(tx, { memberId: member.id, column: "entra_object_id", platformId: entraObjectId });
      return { kind: "member", memberId: member.id, name: member.name };
    });
  }

  /** The roster of the conversation; where the bot is not in it (a search while writing), that of their own chat. */
  async function findEntry(
    tenantId: string,
    where: Whereabouts,
    { id, aadObjectId }: From,
  ): Promise<RosterMember | undefined> {
    const here = await inRoster(where, id);
    if (here || aadObjectId === undefined) return here;
    const chat = await withTenant(db, systemContext(tenantId, newId(), "teams"), (tx) =>
      findPersonalChat(tx, { entraObjectId: aadObjectId }),
    );
    return chat && chat.conversationId !== where.conversationId ? inRoster(chat, id) : undefined;
  }

  async function inRoster(where: Whereabouts, userId: string): Promise<RosterMember | undefined> {
    return api.member(where, userId).catch((error: unknown) => {
      if (error instanceof TeamsError && (error.status === 403 || error.status === 404)) return undefined;
      throw error;
    });
  }

  return {
    whoIs: (tenantId, where, from) =>
      remembered.whoIs(`${tenantId}:${from.id}`, async () => {
        const entry = await findEntry(tenantId, where, from);
        return entry ? whoEntryIs(tenantId, entry) : { kind: "not-linked" };
      }),
    whoEntryIs,
  };
}

/** A person of the organisation itself, by what the roster says: no guest, nobody of a federated organisation. */
function isFullMember(entry: RosterMember, organisationId: string): boolean {
  const ours = entry.organisationId?.toLowerCase() === organisationId.toLowerCase();
  // A guest's sign-in name in our directory carries "#EXT#".
  const invited = entry.emails.some((email) => email.includes("#ext#"));
  return ours && entry.role === "user" && !invited;
}
