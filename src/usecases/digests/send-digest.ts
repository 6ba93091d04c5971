import { systemContext, type TenantContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import {
  insertDigest,
  listDueMembers,
  lockSubscription,
  readDigests,
  writeSubscription,
} from "../../db/deliveries/digests.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { DigestFacts } from "../../results/digests.ts";
import { behindDay } from "../../words/late-data.ts";
import { nextDue } from "../../zones.ts";
import { announce } from "../deliveries/announce.ts";
import { requireStaffMember } from "../require-role.ts";
import { getReader } from "../tenants/get-reader.ts";
import { makeDigest } from "./make-digest.ts";

/** Digests that are made at once: the database has more than one core, and its pool is everybody's. */
const lanes = 3;

/**
 * Makes every digest of a tenant that is due, each in a transaction of its own, under its reader's rights. Safe on several
 * replicas and after an outage: the database says what is due, a slot is made once, and slots that were missed while
 * nothing ran become one digest, the latest. One that fails keeps nobody else from theirs.
 * @returns how many were made
 * @throws AggregateError of those that failed, once all others are made
 */
export async function sendDueDigests(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string },
): Promise<number> {
  const due = await withTenant(db, systemContext(tenantId, input.requestId), (tx) =>
    listDueMembers(tx, input.now),
  );
  const faults: unknown[] = [];
  let made = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let memberId = due.shift(); memberId !== undefined; memberId = due.shift()) {
        const reader = memberId;
        const actor = { kind: "member", memberId: reader } as const;
        const context: TenantContext = { tenantId, actor, surface: "job", requestId: input.requestId };
        try {
          if (await withTenant(db, context, (tx) => sendIfDue(tx, reader, input.now))) made += 1;
        } catch (error) {
          faults.push(error);
        }
      }
    }),
  );
  if (faults.length > 0)
    throw new AggregateError(faults, `Digests that could not be made: ${faults.length}.`);
  return made;
}

async function sendIfDue(tx: TenantTx, memberId: string, now: Date): Promise<boolean> {
  const rule = await lockSubscription(tx, memberId);
  if (!rule?.active || rule.nextDueAt > now) return false;
  let dueAt = rule.nextDueAt;
  let next = nextDue(rule, dueAt);
  while (next <= now) {
    dueAt = next;
    next = nextDue(rule, dueAt);
  }
  await writeSubscription(tx, { ...rule, nextDueAt: next });
  const reader = await getReader(tx);
  const facts = await makeDigest(tx, reader, { now, dueAt });
  // A day of which nothing is known is not a quiet one: silence would look like it.
  const isQuiet = facts.kind === "quiet" && behindDay(facts, reader) === null;
  if (rule.skipQuiet && isQuiet) return false;
  // A mail that says that nothing changed is one too many; who asked for their digest gets it all the same.
  const notByMail = isQuiet;
  return (await keepDigest(tx, memberId, facts, { dueAt, now, notByMail })) !== undefined;
}

/** Makes the acting member's digest now, as an extra one. @throws AppError `not-allowed` for who has no portfolio */
export async function sendDigestNow(tx: TenantTx, input: { now: Date }): Promise<{ digestId: string }> {
  const digestId = await sendDigestFor(tx, requireStaffMember(tx, "digests"), input.now);
  await writeAudit(tx, { verb: "asked for a digest", detail: { digestId }, now: input.now });
  return { digestId };
}

/** Makes a member's digest at this very moment. The transaction acts as that member. */
export async function sendDigestFor(tx: TenantTx, memberId: string, now: Date): Promise<string> {
  const facts = await makeDigest(tx, await getReader(tx), { now, dueAt: now });
  const digestId = await keepDigest(tx, memberId, facts, { dueAt: now, now, notByMail: false });
  if (!digestId)
    throw new AppError("conflict", "A digest was made this very moment. Look at it in the inbox.");
  return digestId;
}

/** Keeps a digest and its deliveries. Undefined: that slot has one. */
async function keepDigest(
  tx: TenantTx,
  memberId: string,
  facts: DigestFacts,
  { dueAt, now, notByMail }: { dueAt: Date; now: Date; notByMail: boolean },
): Promise<string | undefined> {
  const digestId = newId(now.getTime());
  if (!(await insertDigest(tx, { id: digestId, memberId, dueAt, madeAt: now, facts }))) return undefined;
  await announce(tx, { subjectKind: "digest", subjectId: digestId, memberIds: [memberId], notByMail, now });
  return digestId;
}

/** A digest as it was made. @throws AppError `not-found` */
export async function getDigest(tx: TenantTx, digestId: string): Promise<DigestFacts> {
  const facts = (await readDigests(tx, [digestId])).get(digestId);
  if (!facts) throw notFound("digest");
  return facts;
}
