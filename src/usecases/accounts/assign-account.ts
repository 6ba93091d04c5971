import { sql } from "kysely";
import { writeAudit } from "../../db/audit.ts";
import { revokePortfolioPictures } from "../../db/deliveries/card-pictures.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";

/** Who is to see an account, and whether as its owner; default: as whose role it is. */
interface Assignment {
  readonly memberId: string;
  readonly owner?: boolean;
  readonly now: Date;
}

/**
 * The same for an account that is named by its id, its external id or its exact name: in this order, since anybody may give an account
 * a name.
 * @throws AppError `not-found`, `bad-input` when a customer's admin would see a second account
 */
export async function assignNamedAccount(
  tx: TenantTx,
  { account: named, ...assignment }: Assignment & { readonly account: string },
): Promise<{ accountId: string }> {
  const account = await tx.db
    .selectFrom("app.account")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where((where) =>
      where.or([
        where("external_id", "=", named),
        where("name", "=", named),
        ...(isId(named) ? [where("id", "=", named)] : []),
      ]),
    )
    .orderBy(sql`case ${named} when id::text then 1 when external_id then 2 else 3 end`)
    .orderBy("id")
    .executeTakeFirst();
  if (!account) throw notFound("account");
  return assignAccount(tx, { accountId: account.id, ...assignment });
}

/**
 * Lets a member see an account; unless they are a customer's admin (or `owner` is false) they become its owner, and the owner
 * before them no longer looks after it.
 * @throws AppError `not-found`, `bad-input` when a customer's admin would see a second account
 */
export async function assignAccount(
  tx: TenantTx,
  input: Assignment & { readonly accountId: string },
): Promise<{ accountId: string }> {
  const account = { id: input.accountId };
  const member = await tx.db
    .selectFrom("app.member")
    .select("role")
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", input.memberId)
    .executeTakeFirst();
  if (!member) throw notFound("member");
  if (member.role === "viewer") await refuseSecondAccount(tx, input.memberId, account.id);
  await tx.db
    .insertInto("app.account_member")
    .values({ tenant_id: tx.tenantId, account_id: account.id, member_id: input.memberId, since: input.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (input.owner ?? member.role !== "viewer") {
    const left = await tx.db
      .deleteFrom("app.account_member as am")
      .using("app.account as a")
      .whereRef("a.id", "=", "am.account_id")
      .whereRef("a.owner_id", "=", "am.member_id")
      .where("a.tenant_id", "=", tx.tenantId)
      .where("am.tenant_id", "=", tx.tenantId)
      .where("am.account_id", "=", account.id)
      .where("am.member_id", "!=", input.memberId)
      .returning("am.member_id as memberId")
      .execute();
    // Their pictures of all accounts name this one.
    await revokePortfolioPictures(tx, { memberIds: left.map(({ memberId }) => memberId), now: input.now });
    await tx.db
      .updateTable("app.account")
      .set({ owner_id: input.memberId })
      .where("tenant_id", "=", tx.tenantId)
      .where("id", "=", account.id)
      .execute();
  }
  await writeAudit(tx, {
    verb: "assigned account",
    accountId: account.id,
    detail: { memberId: input.memberId },
    now: input.now,
  });
  return { accountId: account.id };
}

async function refuseSecondAccount(tx: TenantTx, memberId: string, accountId: string): Promise<void> {
  const other = await tx.db
    .selectFrom("app.account_member")
    .select("account_id")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("account_id", "!=", accountId)
    .executeTakeFirst();
  if (other)
    throw new AppError(
      "bad-input",
      "A customer's admin sees one account only. Add another member for this one.",
    );
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
