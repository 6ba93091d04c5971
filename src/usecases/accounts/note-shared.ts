import { writeAudit } from "../../db/audit.ts";
import type { TenantTx } from "../../db/with-tenant.ts";

/**
 * Notes that something was shown to everyone in a conversation: a row for each account, or one for what is of no single account.
 * @param shared.what "link" for the preview of one, else what was posted
 * @param shared.conversation null: its platform does not say which
 * @param shared.people how many are in it
 */
export async function noteShared(
  tx: TenantTx,
  shared: {
    readonly what: string;
    readonly accountIds: readonly string[];
    readonly conversation: string | null;
    readonly people: number;
    readonly now: Date;
  },
): Promise<void> {
  const { what, accountIds, conversation, people, now } = shared;
  const row = { verb: "shared into a conversation", detail: { what, conversation, people }, now } as const;
  if (accountIds.length === 0) await writeAudit(tx, row);
  for (const accountId of accountIds) await writeAudit(tx, { ...row, accountId });
}
