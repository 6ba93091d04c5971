import { writeAudit } from "../../db/audit.ts";
import { deleteSubjectsOf } from "../../db/sign-in/sign-in-subjects.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { getMemberByEmail } from "../tenants/add-member.ts";

/**
 * Forgets by which accounts of providers a member signs in: the next one with their address is theirs. For who got a new account there.
 * Their sessions stay.
 * @returns how many accounts were forgotten
 * @throws AppError `not-found` when nobody here has that address
 */
export async function releaseCompanyAccount(
  tx: TenantTx,
  input: { readonly email: string; readonly now: Date },
): Promise<{ readonly released: number }> {
  const member = await getMemberByEmail(tx, input.email);
  const released = await deleteSubjectsOf(tx, member.id);
  if (released > 0)
    await writeAudit(tx, {
      verb: "released company account",
      detail: { memberId: member.id },
      now: input.now,
    });
  return { released };
}
