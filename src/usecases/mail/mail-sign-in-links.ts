import { systemContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { countSignInMails } from "../../db/deliveries/mail.ts";
import { lockMember } from "../../db/people/members.ts";
import { addressHash, findSignInAddresses } from "../../db/sign-in/sign-in-addresses.ts";
import { type TenantTx, withRouting, withTenant } from "../../db/with-tenant.ts";
import { mailDelivery } from "./mail-delivery.ts";

/** What a sign-in mail tells, beside the link that is made when it is sent. */
export interface SignInMailFacts {
  /** Where one was going; a path of this site. */
  readonly onward: string;
}

/** At most so many links to one address within `throttleMs`; further ones are not sent, and nobody is told. */
const mostSignInMails = 3;
const throttleMs = 15 * 60_000;

/**
 * Mails a sign-in link to an address, one for each tenant that it is a member of: no mail ever speaks of two tenants. Does
 * nothing for an address that nobody has; who asks must not learn which, so nobody waits for this.
 */
export async function mailSignInLinks(
  db: Db,
  input: { readonly email: string; readonly onward: string; readonly now: Date; readonly requestId: string },
): Promise<void> {
  const hash = addressHash(input.email);
  const found = await withRouting(db, hash, (tx) => findSignInAddresses(tx, hash));
  for (const { tenantId, memberId } of found) {
    await withTenant(db, systemContext(tenantId, input.requestId, "web"), (tx) =>
      mailOne(tx, memberId, input.onward, input.now),
    );
  }
}

async function mailOne(tx: TenantTx, memberId: string, onward: string, now: Date): Promise<void> {
  if (!(await lockMember(tx, memberId))) return;
  const asked = await countSignInMails(tx, memberId, new Date(now.getTime() - throttleMs));
  if (asked >= mostSignInMails) return;
  const facts: SignInMailFacts = { onward };
  if (await mailDelivery(tx, { memberId, subjectKind: "sign-in", facts, now })) {
    await writeAudit(tx, { verb: "asked for sign-in link", detail: { memberId }, now });
  }
}
