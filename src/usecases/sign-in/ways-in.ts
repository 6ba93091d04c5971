import { writeAudit } from "../../db/audit.ts";
import {
  countWaysIn,
  endOtherWaysIn,
  findWayOfSession,
  readOnlyWayIn,
  writeOnlyWayIn,
} from "../../db/sign-in/ways-in.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { requireAdmin } from "../require-role.ts";

/** How a tenant's own people come in, as an admin decides about it. Viewers are of customers: they come in by every way. */
export interface WaysIn {
  /** The provider's id by which alone they do; null: by every way that there is. */
  readonly only: string | null;
  /** How the admin came in who looks: "link", or a provider's id. */
  readonly own: string;
  /** How many own people there are: members of every role but viewer. */
  readonly members: number;
  /** How many of them came in by `own` at least once. */
  readonly came: number;
  /** Live sessions of theirs by other ways: they would end. */
  readonly otherSessions: number;
}

/** How people come in. @throws AppError `not-allowed` for who is no admin */
export async function getWaysIn(
  tx: TenantTx,
  input: { readonly sessionId: string; readonly now: Date },
): Promise<WaysIn> {
  requireAdmin(tx, "waysIn");
  const own = (await findWayOfSession(tx, input.sessionId)) ?? "link";
  return { only: await readOnlyWayIn(tx), own, ...(await countWaysIn(tx, own, input.now)) };
}

/**
 * Lets the tenant's own people in by one provider alone, the one that the admin who asks came in by: so the one who could lock everybody
 * out stands inside. Their sessions that were opened by other ways end, links that they were sent open nothing.
 * @param input.providers ids of those that are set up
 * @returns how many sessions ended
 * @throws AppError `not-allowed` for who is no admin, `conflict` for one who came in by a link or by what is not set up any more
 */
export async function limitWaysIn(
  tx: TenantTx,
  input: { readonly sessionId: string; readonly providers: readonly string[]; readonly now: Date },
): Promise<{ readonly only: string; readonly ended: number }> {
  requireAdmin(tx, "waysIn");
  const { sessionId, providers, now } = input;
  const way = await findWayOfSession(tx, sessionId);
  if (way === undefined || !providers.includes(way)) throw new AppError("conflict", notThroughIt);
  const changed = await writeOnlyWayIn(tx, way);
  const ended = await endOtherWaysIn(tx, way, now);
  if (changed) await writeAudit(tx, { verb: "limited sign-in", detail: { to: way, sessions: ended }, now });
  return { only: way, ended };
}

/** Lets the tenant's own people in by every way again. @throws AppError `not-allowed` for who is no admin, nor the command line */
export async function openWaysIn(
  tx: TenantTx,
  input: { readonly now: Date },
): Promise<{ readonly only: null; readonly was: string | null }> {
  requireAdmin(tx, "waysIn");
  const was = await readOnlyWayIn(tx);
  if (await writeOnlyWayIn(tx, null))
    await writeAudit(tx, { verb: "opened sign-in", detail: { was }, now: input.now });
  return { only: null, was };
}

const notThroughIt =
  "You came in by a link. Sign in with your company's account first: then it is sure that it lets you in.";
