import { findNamedAccount } from "../../db/accounts/account-search.ts";
import { changeOwner, letSee, seesAnother } from "../../db/accounts/owners.ts";
import { writeAudit } from "../../db/audit.ts";
import { revokePortfolioPictures } from "../../db/deliveries/card-pictures.ts";
import { findMember } from "../../db/people/members.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";

/** Who is to see an account, and whether as its owner; default: as whose role it is. */
interface Assignment {
  readonly memberId: string;
  readonly owner?: boolean;
  readonly now: Date;
}

/**
 * The same for an account that is named by its id, its external id or its exact name.
 * @throws AppError `not-found`, `bad-input` when a customer's admin would see a second account
 */
export async function assignNamedAccount(
  tx: TenantTx,
  { account: named, ...assignment }: Assignment & { readonly account: string },
): Promise<{ accountId: string }> {
  const accountId = await findNamedAccount(tx, named);
  if (accountId === undefined) throw notFound("account");
  await assignAccount(tx, { accountId, ...assignment });
  return { accountId };
}

/**
 * Lets a member see an account; unless they are a customer's admin (or `owner` is false) they become its owner, and the owner
 * before them no longer looks after it.
 * @throws AppError `not-found`, `bad-input` when a customer's admin would see a second account
 */
export async function assignAccount(
  tx: TenantTx,
  input: Assignment & { readonly accountId: string },
): Promise<void> {
  const { accountId, memberId, now } = input;
  const member = await findMember(tx, memberId);
  if (!member) throw notFound("member");
  if (member.role === "viewer" && (await seesAnother(tx, memberId, accountId)))
    throw new AppError(
      "bad-input",
      "A customer's admin sees one account only. Add another member for this one.",
    );
  await letSee(tx, { accountId, memberId, since: now });
  if (input.owner ?? member.role !== "viewer") {
    const left = await changeOwner(tx, { accountId, memberId });
    // Their pictures of all accounts name this one.
    await revokePortfolioPictures(tx, { memberIds: left, now });
  }
  await writeAudit(tx, { verb: "assigned account", accountId, detail: { memberId }, now });
}
