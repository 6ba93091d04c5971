import { createHash, randomBytes } from "node:crypto";
import { memberContext, systemContext, type TenantContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { findMember, lockMember } from "../../db/people/members.ts";
import { touchSession } from "../../db/sign-in/member-sessions.ts";
import {
  endLiveSession,
  findLiveSession,
  findSignInToken,
  insertSession,
  insertSignInToken,
  type SignInPlace,
  useSignInToken,
} from "../../db/sign-in/sessions.ts";
import { holdOnlyWayIn, readOnlyWayInOf } from "../../db/sign-in/ways-in.ts";
import { type TenantTx, withRouting, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { getMemberByEmail } from "../tenants/add-member.ts";

const minute = 60_000;

/**
 * A link that is printed in a terminal lives a day; one that travels by mail or chat 15 minutes; a choice that is shown on a
 * page 5.
 */
export const linkLifetimeMs = { printed: 24 * 60 * minute, mailed: 15 * minute, shown: 5 * minute } as const;

/** A session lives 30 days; sign-out ends it at once. */
export const sessionLifetimeMs = 30 * 24 * 60 * minute;

/** When a session was last seen is kept no finer: a page is not to write a row each time. */
const seenEveryMs = 10 * minute;

/** What a sign-in link would do, before anybody agrees to it. */
export type SignInPreview =
  | { readonly kind: "ready"; readonly tenantName: string; readonly memberName: string }
  /** The tenant lets its own people in by one provider alone, and the link is not of it. */
  | { readonly kind: "other-way"; readonly tenantName: string; readonly only: string }
  | { readonly kind: "expired" }
  | { readonly kind: "used" }
  | { readonly kind: "unknown" };

/** A live session, and in whose name it asks. */
export interface FoundSession {
  readonly sessionId: string;
  readonly context: TenantContext;
  readonly lastSeenAt: Date | null;
}

/**
 * Makes a one-time sign-in token for a member; only its hash is kept.
 * @param input.carried how it gets to them: a link in a mail lives shorter than one that is printed
 * @throws AppError `not-found` when nobody here has that address
 */
export async function createSignInToken(
  tx: TenantTx,
  input: { readonly email: string; readonly now: Date; readonly carried?: keyof typeof linkLifetimeMs },
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const member = await getMemberByEmail(tx, input.email);
  return createMemberSignInToken(tx, { ...input, memberId: member.id, carried: input.carried ?? "printed" });
}

/**
 * The same for a member who is known already. The transaction acts as the system: nobody else may make links.
 * @throws AppError `not-allowed` for whom the tenant lets in by a provider alone
 */
export async function createMemberSignInToken(
  tx: TenantTx,
  input: { readonly memberId: string; readonly now: Date; readonly carried: keyof typeof linkLifetimeMs },
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const { memberId, now } = input;
  if ((await readOnlyWayInOf(tx, memberId)) !== null)
    throw new AppError(
      "not-allowed",
      "No link signs them in: the team's own people sign in with its company's account only.",
    );
  const token = newToken();
  const expiresAt = new Date(now.getTime() + linkLifetimeMs[input.carried]);
  await insertSignInToken(tx, {
    id: newId(now.getTime()),
    tokenHash: hashOf(token),
    memberId,
    way: "link",
    now,
    expiresAt,
  });
  await writeAudit(tx, { verb: "created sign-in link", detail: { memberId }, now });
  return { token, expiresAt };
}

/** What a link would do. Looks only: a preview by a chat client or a mail scanner uses nothing up. */
export async function previewSignIn(
  db: Db,
  input: { readonly token: string; readonly now: Date; readonly requestId: string },
): Promise<SignInPreview> {
  const found = await withRouting(db, hashOf(input.token), (tx) => findSignInToken(tx, hashOf(input.token)));
  if (!found) return { kind: "unknown" };
  const { only, member } = await withTenant(
    db,
    systemContext(found.tenantId, input.requestId, "web"),
    async (tx) => ({
      only: await readOnlyWayInOf(tx, found.memberId),
      member: await findMember(tx, found.memberId),
    }),
  );
  if (only !== null && only !== found.way && member)
    return { kind: "other-way", tenantName: member.tenantName, only };
  if (found.usedAt) return { kind: "used" };
  if (found.expiresAt <= input.now) return { kind: "expired" };
  return member
    ? { kind: "ready", tenantName: member.tenantName, memberName: member.name }
    : { kind: "unknown" };
}

/**
 * Uses a link up and opens a session. A session that the browser had before ends with it, so that nothing it knew opens
 * the new one.
 * @throws AppError `gone` when the link is used, expired or unknown, or the tenant doesn't let its member in this way
 */
export async function consumeSignInToken(
  db: Db,
  input: {
    readonly token: string;
    readonly now: Date;
    readonly requestId: string;
    readonly replaces?: string | undefined;
    readonly from?: SignInPlace;
  },
): Promise<{ readonly sessionToken: string; readonly context: TenantContext }> {
  const tokenHash = hashOf(input.token);
  const found = await withRouting(db, tokenHash, (tx) => findSignInToken(tx, tokenHash));
  if (!found) throw linkGone();
  const opened = await withTenant(db, systemContext(found.tenantId, input.requestId, "web"), async (tx) => {
    await holdOnlyWayIn(tx);
    // Before the link, as who takes a member away does: then their role stays what it is, too.
    if (!(await lockMember(tx, found.memberId))) throw linkGone();
    const only = await readOnlyWayInOf(tx, found.memberId);
    if (only !== null && only !== found.way) throw linkGone();
    const used = await useSignInToken(tx, tokenHash, input.now);
    if (!used) throw linkGone();
    const { memberId, way, providerSession = null } = used;
    const sessionToken = newToken();
    await insertSession(tx, {
      id: newId(input.now.getTime()),
      tokenHash: hashOf(sessionToken),
      memberId,
      way,
      providerSession,
      ...input.from,
      now: input.now,
      expiresAt: new Date(input.now.getTime() + sessionLifetimeMs),
    });
    await writeAudit(tx, { verb: "signed in", detail: { memberId, by: way }, now: input.now });
    return { sessionToken, memberId };
  });
  if (input.replaces) await endReplaced(db, input.replaces, input.now, input.requestId);
  return {
    sessionToken: opened.sessionToken,
    context: memberContext(found.tenantId, opened.memberId, input.requestId, "web"),
  };
}

/** Whose a session is, and which; undefined when it is unknown, ended or over. Looks only. */
async function findSession(
  db: Db,
  input: { readonly sessionToken: string; readonly now: Date; readonly requestId: string },
): Promise<FoundSession | undefined> {
  const tokenHash = hashOf(input.sessionToken);
  const found = await withRouting(db, tokenHash, (tx) => findLiveSession(tx, tokenHash, input.now));
  if (!found) return undefined;
  const { tenantId, memberId, id: sessionId, lastSeenAt } = found;
  return { sessionId, lastSeenAt, context: memberContext(tenantId, memberId, input.requestId, "web") };
}

/**
 * The same for who uses it: notes that it was seen now, unless that was noted in the last ten minutes.
 * @throws AppError `not-signed-in` when its member has left
 */
export async function useSession(
  db: Db,
  input: { readonly sessionToken: string; readonly now: Date; readonly requestId: string },
): Promise<FoundSession | undefined> {
  const found = await findSession(db, input);
  if (found && input.now.getTime() - (found.lastSeenAt?.getTime() ?? 0) >= seenEveryMs)
    await withTenant(db, found.context, (tx) => touchSession(tx, found.sessionId, input.now));
  return found;
}

/** Signs out: the session ends on the server, whatever the browser keeps. */
export async function endSession(
  tx: TenantTx,
  input: { readonly sessionToken: string; readonly now: Date },
): Promise<void> {
  const ended = await endLiveSession(tx, hashOf(input.sessionToken), input.now);
  if (ended) await writeAudit(tx, { verb: "signed out", now: input.now });
}

async function endReplaced(db: Db, sessionToken: string, now: Date, requestId: string): Promise<void> {
  const before = await findSession(db, { sessionToken, now, requestId });
  if (!before) return;
  await withTenant(db, systemContext(before.context.tenantId, requestId, "web"), (tx) =>
    endSession(tx, { sessionToken, now }),
  );
}

function linkGone(): AppError {
  return new AppError("gone", "That link has expired or was used. Ask for a new one.");
}

/** 256 random bits, safe in an address. */
function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** As a token is kept. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
