import { writeAudit } from "../../db/audit.ts";
import { endLiveSessions, listLiveSessions } from "../../db/sign-in/member-sessions.ts";
import type { SessionRow } from "../../db/sign-in/sessions.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import { getReader } from "../tenants/get-reader.ts";

/** One of the reader's sessions. */
export interface OwnSession extends SessionRow {
  /** Whether it is the one that asks. */
  readonly here: boolean;
}

/** The reader's live sessions, the one that asks first, then by when they were last seen. */
export async function listOwnSessions(
  tx: TenantTx,
  input: { readonly sessionId: string; readonly now: Date },
): Promise<readonly OwnSession[]> {
  const { memberId } = await getReader(tx);
  const rows = await listLiveSessions(tx, memberId, input.now);
  return rows
    .map((row) => ({ ...row, here: row.id === input.sessionId }))
    .sort((one, other) => Number(other.here) - Number(one.here));
}

/**
 * Ends one of the reader's other sessions, or all others: whatever those browsers keep, they have to sign in again.
 * @param input.only the one to end; undefined: all but the one that asks
 * @throws AppError `not-found` for one that is nobody's, another's, ended, or the one that asks
 */
export async function endOwnSessions(
  tx: TenantTx,
  input: { readonly sessionId: string; readonly only?: string; readonly now: Date },
): Promise<{ readonly ended: number }> {
  const { memberId } = await getReader(tx);
  const { only, sessionId, now } = input;
  if (only !== undefined && (!isId(only) || only === sessionId)) throw notFound("session");
  const which = only === undefined ? { allBut: sessionId } : { only };
  const ended = await endLiveSessions(tx, memberId, which, now);
  if (ended === 0 && only !== undefined) throw notFound("session");
  if (ended > 0) await writeAudit(tx, { verb: "ended sessions", detail: { sessions: ended }, now });
  return { ended };
}
