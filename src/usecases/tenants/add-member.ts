import { writeAudit } from "../../db/audit.ts";
import { writeSubscription } from "../../db/deliveries/digests.ts";
import { findMemberByEmail, type MemberRow, writeMember } from "../../db/people/members.ts";
import { insertSignInAddress } from "../../db/sign-in/sign-in-addresses.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { findZone, nextDue } from "../../zones.ts";
import { firstDigestRule } from "../digests/set-digest.ts";

/**
 * Adds a member. Managers and leads get a digest at 8:30 on weekdays in their zone until they change it. Who was removed is the same
 * member again, without their accounts.
 * @throws AppError `bad-input` for an address or zone that is none, `conflict` when the address has a member
 */
export async function addMember(
  tx: TenantTx,
  input: { email: string; name: string; role: MemberRow["role"]; zone: string; now: Date },
): Promise<{ memberId: string }> {
  const email = input.email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new AppError("bad-input", `“${input.email}” is not an e-mail address.`);
  }
  const zone = findZone(input.zone);
  if (!zone)
    throw new AppError("bad-input", `I don't know the time zone “${input.zone}”. Try Europe/Berlin.`);
  const known = await findMemberByEmail(tx, email);
  if (known && !known.removedAt) throw new AppError("conflict", `${email} is a member already.`);
  const memberId = known?.id ?? newId(input.now.getTime());
  await writeMember(tx, {
    id: memberId,
    email,
    name: input.name.trim() || email,
    role: input.role,
    zone,
    now: input.now,
  });
  if (!known) await insertSignInAddress(tx, { memberId, address: email });
  if (input.role !== "viewer") {
    const rule = { ...firstDigestRule, zone };
    await writeSubscription(tx, {
      id: newId(input.now.getTime()),
      memberId,
      active: true,
      nextDueAt: nextDue(rule, input.now),
      ...rule,
    });
  }
  await writeAudit(tx, { verb: "added member", detail: { memberId, role: input.role }, now: input.now });
  return { memberId };
}

/** A member by e-mail address. @throws AppError `not-found` */
export async function getMemberByEmail(tx: TenantTx, email: string): Promise<MemberRow> {
  const member = await findMemberByEmail(tx, email.trim().toLowerCase());
  if (!member || member.removedAt)
    throw new AppError(
      "not-found",
      `Nobody here has the address ${email}. Add them with: bellwether member add`,
    );
  return member;
}
