import type { TenantContext } from "../../context.ts";
import { readAccounts } from "../../db/accounts/accounts.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { getAccount, requireAccount } from "../../usecases/accounts/get-account.ts";
import { explainScore } from "../../usecases/explain/explain-score.ts";
import { listAccounts, wholePortfolio } from "../../usecases/portfolio/list-accounts.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import type { Message, ShareSubject } from "../message.ts";
import { accountCardMessage } from "../views/account-card.ts";
import { portfolioMessage } from "../views/portfolio.ts";
import { sharedMessage, shareRefusedMessage, shareSubjectWords } from "../views/share.ts";
import { whyScoreMessage } from "../views/why-score.ts";
import { type AnswerDeps, listMessage } from "./answer.ts";

/** More people in a conversation are not looked up one by one: nothing is shared there. */
export const mostPeople = 200;

/** What a share came to: a message for everyone in the conversation, or a refusal to the asker alone. */
export type Share =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly message: Message };

/**
 * Renders a look-up anew for everyone in a conversation. It is posted only when each person there is a member who may see
 * every account in it; else it is refused, without saying who. A customer's own admin is no member of the team in this: what
 * its people say among themselves is not for them.
 * @param memberIds the members behind everyone there, the asker left out or not; null: someone there is no member
 */
export async function shareMessage(
  deps: AnswerDeps,
  context: TenantContext,
  subject: ShareSubject,
  memberIds: readonly string[] | null,
  { now }: { readonly now: Date },
): Promise<Share> {
  const { accountIds, message, words } = await withTenant(deps.db, context, (tx) =>
    readShared(tx, subject, now),
  );
  const seen = await seenByAll(deps, context, accountIds, memberIds);
  return seen?.length === accountIds.length
    ? { ok: true, message }
    : { ok: false, message: shareRefusedMessage(words) };
}

/**
 * Which of the accounts everyone in a conversation may see: what is said there of them is said to each.
 * @param memberIds as `shareMessage` has them
 * @returns null: someone there is no member of the team, and is told nothing
 */
export async function seenByAll(
  deps: Pick<AnswerDeps, "db">,
  context: TenantContext,
  accountIds: readonly string[],
  memberIds: readonly string[] | null,
): Promise<readonly string[] | null> {
  if (memberIds === null) return null;
  let seen = accountIds;
  for (const memberId of new Set(memberIds)) {
    const theirs = await seenBy(deps, { ...context, actor: { kind: "member", memberId } }, seen);
    if (theirs === null) return null;
    seen = theirs;
  }
  return seen;
}

/** What would be shared, in words: "Acme's health". @throws AppError `not-found` */
export async function shareSubject(tx: TenantTx, subject: ShareSubject): Promise<string> {
  if (subject.kind === "list") return shareSubjectWords(subject);
  const { name } = await requireAccount(tx, subject.accountId);
  return shareSubjectWords({ kind: subject.kind, name });
}

async function readShared(tx: TenantTx, subject: ShareSubject, now: Date) {
  const reader = await getReader(tx);
  if (reader.role === "viewer") throw new AppError("not-allowed", "You can't do that with this account.");
  const asked = { now, place: "channel", sharedBy: reader.firstName } as const;
  const words = await shareSubject(tx, subject);
  if (subject.kind === "list") {
    const { filter } = subject;
    // A list speaks of more than its lines ("1 of Priya's 24 accounts"): everyone must see all that the asker sees.
    const all = await listAccounts(tx, { now, pageSize: wholePortfolio });
    const message =
      filter === "all" ? portfolioMessage(all, reader, asked) : await listMessage(tx, reader, filter, asked);
    return { words, accountIds: all.lines.map(({ id }) => id), message: sharedMessage(message, reader) };
  }
  const message =
    subject.kind === "account"
      ? accountCardMessage(await getAccount(tx, subject.accountId, { now }), reader, asked)
      : whyScoreMessage(
          await explainScore(tx, subject.accountId, { now, from: subject.from, to: subject.to }),
          reader,
          asked,
        );
  return { words, accountIds: [subject.accountId], message: sharedMessage(message, reader) };
}

/** Which of the accounts a member may see; null: they are a customer's own admin, or no member (any more). */
async function seenBy(
  deps: Pick<AnswerDeps, "db">,
  context: TenantContext,
  accountIds: readonly string[],
): Promise<readonly string[] | null> {
  try {
    return await withTenant(deps.db, context, async (tx) =>
      tx.role === "viewer" ? null : (await readAccounts(tx, accountIds)).map(({ id }) => id),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === "not-signed-in") return null;
    throw error;
  }
}
