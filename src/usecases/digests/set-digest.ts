import { writeAudit } from "../../db/audit.ts";
import { type DigestSubscription, findSubscription, writeSubscription } from "../../db/deliveries/digests.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { DigestSettings } from "../../results/digests.ts";
import { findZone, nextDue, readLocalTime } from "../../zones.ts";
import { requireStaffMember } from "../require-role.ts";
import { getReader } from "../tenants/get-reader.ts";

/** A new member's digest: 8:30 on weekdays in their own zone. */
export const firstDigestRule = { localTime: "08:30", weekdays: [1, 2, 3, 4, 5], skipQuiet: false } as const;

/** The acting member's digest as it is set. */
export async function getDigestSettings(tx: TenantTx, input: { now: Date }): Promise<DigestSettings> {
  return toSettings(await findOwnRule(tx, input.now));
}

/**
 * Sets the acting member's digest; what is not named stays.
 * @throws AppError `bad-input` for a time, zone or weekdays that are none
 */
export async function setDigest(
  tx: TenantTx,
  input: {
    active?: boolean;
    localTime?: string;
    weekdays?: readonly number[];
    zone?: string;
    skipQuiet?: boolean;
    now: Date;
  },
): Promise<DigestSettings> {
  const rule = await findOwnRule(tx, input.now);
  const changed = {
    ...rule,
    active: input.active ?? rule.active,
    localTime: input.localTime === undefined ? rule.localTime : parseLocalTime(input.localTime),
    weekdays: input.weekdays === undefined ? rule.weekdays : parseWeekdays(input.weekdays),
    zone: input.zone === undefined ? rule.zone : parseZone(input.zone),
    skipQuiet: input.skipQuiet ?? rule.skipQuiet,
  };
  const next = { ...changed, nextDueAt: nextDue(changed, input.now) };
  await writeSubscription(tx, next);
  await writeAudit(tx, {
    verb: "set digest",
    detail: { active: next.active, localTime: next.localTime, weekdays: next.weekdays, zone: next.zone },
    now: input.now,
  });
  return toSettings(next);
}

async function findOwnRule(tx: TenantTx, now: Date): Promise<DigestSubscription> {
  const memberId = requireStaffMember(tx, "digests");
  const rule = await findSubscription(tx, memberId);
  if (rule) return rule;
  const reader = await getReader(tx);
  const fresh = { ...firstDigestRule, zone: reader.zone };
  return {
    id: newId(now.getTime()),
    memberId,
    active: false,
    nextDueAt: nextDue(fresh, now),
    ...fresh,
  };
}

function parseLocalTime(text: string): string {
  const time = readLocalTime(text);
  if (time === undefined)
    throw new AppError("bad-input", "I didn't get the time. Try 8:30 or 17:00.", {
      detail: { field: "localTime" },
    });
  return time;
}

function parseWeekdays(days: readonly number[]): number[] {
  const known = [...new Set(days)].filter((day) => Number.isInteger(day) && day >= 1 && day <= 7).sort();
  if (known.length === 0 || known.length !== new Set(days).size) {
    throw new AppError("bad-input", "Pick at least one weekday.", { detail: { field: "weekdays" } });
  }
  return known;
}

function parseZone(name: string): string {
  const zone = findZone(name.trim());
  if (!zone)
    throw new AppError("bad-input", "I don't know that time zone. Try Europe/Berlin.", {
      detail: { field: "zone" },
    });
  return zone;
}

function toSettings(rule: DigestSubscription): DigestSettings {
  return {
    active: rule.active,
    localTime: rule.localTime,
    weekdays: rule.weekdays,
    zone: rule.zone,
    skipQuiet: rule.skipQuiet,
    nextDueAt: rule.active ? rule.nextDueAt.toISOString() : null,
  };
}
