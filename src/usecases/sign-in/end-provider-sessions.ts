import { createHash } from "node:crypto";
import { systemContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import { noteInbound } from "../../db/chat/inbound-seen.ts";
import type { Db } from "../../db/connection.ts";
import {
  endProviderSessionsOf,
  findByProviderSession,
  providerSessionHash,
} from "../../db/sign-in/provider-sessions.ts";
import { findSignInSubjects, subjectHash } from "../../db/sign-in/sign-in-subjects.ts";
import { withRouting, withTenant } from "../../db/with-tenant.ts";
import type { ProviderLogout } from "../../outside/logout-token.ts";

/**
 * Ends what was opened here through a provider where somebody has signed out, in every tenant that knows them. Sessions that were opened
 * another way stay. Who is nobody's here has nothing open, which is as it should be.
 * @returns how many sessions ended; "used" when the same token was heard before
 */
export async function endProviderSessions(
  db: Db,
  input: {
    /** The provider's id. */
    readonly provider: string;
    readonly logout: ProviderLogout;
    readonly now: Date;
    readonly requestId: string;
  },
): Promise<{ readonly ended: number } | "used"> {
  const { provider, logout, now, requestId } = input;
  const { issuer, subject, session } = logout;
  const providerSession = session === undefined ? undefined : providerSessionHash({ issuer, session });
  const eventId = `logout:${createHash("sha256")
    .update(JSON.stringify([issuer, logout.id]))
    .digest("hex")}`;
  let ended = 0;
  let used = false;
  for (const [tenantId, memberIds] of await concerned(db, { issuer, subject, providerSession })) {
    const here = await withTenant(db, systemContext(tenantId, requestId, "web"), async (tx) => {
      if (!(await noteInbound(tx, { eventId, now }))) return undefined;
      let sessions = 0;
      for (const memberId of memberIds) {
        const of = { memberId, way: provider, providerSession };
        const those = await endProviderSessionsOf(tx, of, now);
        if (those > 0)
          await writeAudit(tx, {
            verb: "ended sessions",
            detail: { memberId, by: provider, sessions: those },
            now,
          });
        sessions += those;
      }
      return sessions;
    });
    used ||= here === undefined;
    ended += here ?? 0;
  }
  return used && ended === 0 ? "used" : { ended };
}

/** Whom it is about, by tenant: by its name of the person, and where it names none, by its session. */
async function concerned(
  db: Db,
  of: { issuer: string; subject: string | undefined; providerSession: string | undefined },
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { issuer, subject, providerSession } = of;
  const found = new Map<string, Set<string>>();
  const add = (rows: readonly { tenantId: string; memberId: string }[]) => {
    for (const { tenantId, memberId } of rows)
      found.set(tenantId, (found.get(tenantId) ?? new Set()).add(memberId));
  };
  if (subject !== undefined) {
    const hash = subjectHash({ issuer, subject });
    add(await withRouting(db, hash, (tx) => findSignInSubjects(tx, hash)));
  } else if (providerSession !== undefined)
    add(await withRouting(db, providerSession, (tx) => findByProviderSession(tx, providerSession)));
  return found;
}
