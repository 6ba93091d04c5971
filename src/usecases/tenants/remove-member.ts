import { endSeeing, listOwnedAccounts } from "../../db/accounts/owners.ts";
import { lockAlertsOf } from "../../db/alerts/alerts.ts";
import { updateAlert } from "../../db/alerts/write-alerts.ts";
import { writeAudit } from "../../db/audit.ts";
import { revokeCardPictures } from "../../db/deliveries/card-pictures.ts";
import { stopSubscription } from "../../db/deliveries/digests.ts";
import { lockMember, lockOtherAdmin, markRemoved } from "../../db/people/members.ts";
import { enqueue } from "../../db/queue.ts";
import { endLiveSessions } from "../../db/sign-in/member-sessions.ts";
import { useUpSignInTokens } from "../../db/sign-in/sessions.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { plural } from "../../words/numbers.ts";
import { assignAccount } from "../accounts/assign-account.ts";
import { getMemberByEmail } from "./add-member.ts";

/** What a member left behind. */
export interface Removed {
  readonly memberId: string;
  /** Accounts that somebody else looks after now. */
  readonly accounts: number;
  /** Alerts that they had, open or snoozed: nobody has them now. */
  readonly alerts: number;
}

/**
 * Takes a member away: they are signed out everywhere, told and shown nothing more, and pictures that they were sent no longer open.
 * Their accounts go to somebody else, the alerts that they had to nobody, so that they are in the next digest. What they did stays
 * in the log under their name; who comes back is added again and is the same member.
 * @param input.heirEmail who takes their accounts; undefined: they have none
 * @throws AppError `not-found` for an address that nobody has, `conflict` for accounts without an heir and for the last admin,
 * `bad-input` for an heir who cannot look after accounts
 */
export async function removeMember(
  tx: TenantTx,
  input: { readonly email: string; readonly heirEmail?: string | undefined; readonly now: Date },
): Promise<Removed> {
  const { now } = input;
  const member = await getMemberByEmail(tx, input.email);
  // Who is about to sign in waits, and is too late.
  if (!(await lockMember(tx, member.id))) throw notFound("member");
  const heir = input.heirEmail === undefined ? undefined : await getMemberByEmail(tx, input.heirEmail);
  if (heir && (heir.id === member.id || heir.role === "viewer"))
    throw new AppError("bad-input", `${heir.name} can't take the accounts. Name an account manager or lead.`);
  if (member.role === "admin" && !(await lockOtherAdmin(tx, member.id)))
    throw new AppError("conflict", `${member.name} is the only admin. Add another one first.`);
  const accounts = await listOwnedAccounts(tx, member.id);
  if (accounts.length > 0 && !heir)
    throw new AppError(
      "conflict",
      `${member.name} looks after ${plural(accounts.length, "account")}. Say who takes them.`,
    );
  if (heir) for (const accountId of accounts) await assignAccount(tx, { accountId, memberId: heir.id, now });
  const alerts = await releaseAlertsOf(tx, member.id, now);

  await endSeeing(tx, member.id);
  await stopSubscription(tx, member.id);
  await revokeCardPictures(tx, { memberId: member.id, now });
  await useUpSignInTokens(tx, member.id, now);
  await endLiveSessions(tx, member.id, "all", now);
  await markRemoved(tx, member.id, now);
  const left = { accounts: accounts.length, alerts };
  await writeAudit(tx, { verb: "removed member", detail: { memberId: member.id, ...left }, now });
  return { memberId: member.id, ...left };
}

/** Who snoozed an alert that they had goes, its snooze stays. */
async function releaseAlertsOf(tx: TenantTx, memberId: string, now: Date): Promise<number> {
  const alerts = await lockAlertsOf(tx, memberId);
  for (const { id, accountId, state } of alerts) {
    const given = state === "acknowledged" ? { state: "open" as const } : {};
    await updateAlert(tx, id, { ...given, acknowledged_by: null, acknowledged_at: null });
    await writeAudit(tx, { verb: "released alert", accountId, detail: { alertId: id }, now });
  }
  for (const alertId of new Set(alerts.map(({ id, leadId }) => leadId ?? id)))
    await enqueue(tx, "refresh-alert", { alertId });
  return alerts.length;
}
