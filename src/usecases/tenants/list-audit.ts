import { findNamedAccount, searchAccounts } from "../../db/accounts/account-search.ts";
import { writeAudit } from "../../db/audit.ts";
import { type AuditFilter, type AuditPlace, listAuditPeople, readAuditLog } from "../../db/audit-log.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { AuditLine, AuditPerson, AuditVerb } from "../../results/audit.ts";
import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { startOfDay } from "../../zones.ts";
import { requireAdmin } from "../require-role.ts";

/** Lines of one page. */
export const auditPageSize = 50;
/** Lines that one file holds at most: more are asked for in several, by their days. */
const mostInFile = 50_000;

/** Which lines of the audit log. */
export interface AuditQuery {
  /** Who did it, or whom it is about: the id of a member, also of one who was removed. */
  readonly memberId?: string | undefined;
  /** What nobody of the team did: Bellwether itself or the operator (`system`), a feed (`source`). */
  readonly actor?: "system" | "source" | undefined;
  /** An account as people name it: a name, an external id, an id. */
  readonly account?: string | undefined;
  readonly verb?: AuditVerb | undefined;
  /** Days in the reader's zone (for the command line the tenant's), both included. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** A part of the log. */
export interface AuditLog {
  /** Newest first. */
  readonly lines: readonly AuditLine[];
  /** Where older lines begin; null: there are none. */
  readonly older: AuditPlace | null;
  /** Whom one can ask about, and who the lines speak of. */
  readonly people: readonly AuditPerson[];
  /** The zone that its days are in. */
  readonly zone: string;
}

/**
 * Who looked at what and who changed what, newest first, for admins. The look itself is in the log.
 * @param input.after the `older` of the part before; undefined: from the newest
 * @param input.limit lines (50)
 * @throws AppError `not-allowed` unless by an admin or the command line; `bad-input` with `detail.field` for an end before the start,
 * and for an account that nobody knows
 */
export async function listAudit(
  tx: TenantTx,
  input: AuditQuery & { after?: AuditPlace | undefined; limit?: number; now: Date },
): Promise<AuditLog> {
  const { after = null, limit = auditPageSize } = input;
  const found = await readLog(tx, input, { after, limit: limit + 1 });
  const lines = found.lines.slice(0, limit);
  const last = lines.at(-1);
  await writeAudit(tx, { verb: "looked at audit log", detail: found.asked, now: input.now });
  const older = found.lines.length > limit && last ? { at: last.at, id: last.id } : null;
  return { lines, older, people: found.people, zone: found.zone };
}

/**
 * All that is asked for, for a file. The export itself is in the log.
 * @throws AppError as `listAudit`; `bad-input` as well for more lines than a file holds
 */
export async function exportAudit(
  tx: TenantTx,
  input: AuditQuery & { now: Date },
): Promise<Omit<AuditLog, "older">> {
  const { asked, ...log } = await readLog(tx, input, { after: null, limit: mostInFile + 1 });
  if (log.lines.length > mostInFile) {
    const sentence = `These are more than ${mostInFile.toLocaleString("en-GB")} lines, more than one file holds. Ask for fewer days.`;
    throw new AppError("bad-input", sentence, { detail: { field: "from" } });
  }
  const detail = { ...asked, lines: log.lines.length };
  await writeAudit(tx, { verb: "exported audit log", detail, now: input.now });
  return log;
}

async function readLog(
  tx: TenantTx,
  query: AuditQuery,
  page: { readonly after: AuditPlace | null; readonly limit: number },
) {
  requireAdmin(tx, "audit");
  const { memberId, actor, account, verb, from, to } = query;
  if (from !== undefined && to !== undefined && to < from)
    throw new AppError("bad-input", "The end is before the start.", { detail: { field: "to" } });
  const zone = tx.member?.zone ?? (await readTenantRules(tx)).zone;
  const accountId = account === undefined ? null : await findAuditAccount(tx, account);
  const filter: AuditFilter = {
    memberId: memberId ?? null,
    actor: actor ?? null,
    accountId,
    verb: verb ?? null,
    from: from === undefined ? null : startOfDay(from, zone),
    to: to === undefined ? null : startOfDay(addDays(to, 1), zone),
  };
  const people = await listAuditPeople(tx);
  // Details may hold any id that was typed: only one of the tenant's own people is asked about.
  const isNobody = memberId !== undefined && !people.some(({ id }) => id === memberId);
  return {
    lines: isNobody ? [] : await readAuditLog(tx, filter, page),
    people,
    zone,
    // Who is asked about is no `memberId` here: the look is not about them.
    asked: { of: memberId, actor, accountId: accountId ?? undefined, verb, from, to },
  };
}

/** The account that is named exactly, or the only one that begins so. */
async function findAuditAccount(tx: TenantTx, named: string): Promise<string> {
  const exact = await findNamedAccount(tx, named);
  if (exact !== undefined) return exact;
  const { candidates } = await searchAccounts(tx, named, 2);
  const [best, second] = candidates;
  if (best && best.match !== "similar" && (second === undefined || second.match !== best.match))
    return best.id;
  const sentence =
    best && best.match !== "similar"
      ? `Several accounts are called like “${named}”. Write the whole name.`
      : `I can't find an account called “${named}”.`;
  throw new AppError("bad-input", sentence, { detail: { field: "account" } });
}
