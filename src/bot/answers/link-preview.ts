import type { TenantContext } from "../../context.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { isId } from "../../ids.ts";
import { glanceAtAccount } from "../../usecases/accounts/glance-at-account.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import type { Message } from "../message.ts";
import { accountLinkMessage } from "../views/account-link.ts";
import { accountPageMessage } from "../views/account-page.ts";
import type { AnswerDeps } from "./answer.ts";
import { seenByAll } from "./share.ts";

/** What a link says by itself. */
export interface LinkPreview {
  /** Whether it says anything of the account. */
  readonly shown: boolean;
  readonly message: Message;
}

/**
 * The account that a link leads to: its page, at an alert or not, or what changed its score. Undefined for every other link:
 * what stands behind it depends on who opens it, or works once (sign-in, confirming, files), and a preview adds nothing. The
 * address is read, never opened.
 */
export function accountOfLink(link: string, publicUrl: string): string | undefined {
  const url = URL.parse(link);
  if (url === null || url.origin !== new URL(publicUrl).origin || url.username !== "") return undefined;
  const id = /^\/accounts\/([^/]+)(?:\/why)?$/.exec(url.pathname)?.[1];
  return id !== undefined && isId(id) ? id.toLowerCase() : undefined;
}

/** For whoever is nobody to us, and wherever one of those who read it may be: that there is a page, and nothing of it. */
export function neutralPreview(accountId: string): LinkPreview {
  return { shown: false, message: accountPageMessage(accountId) };
}

/**
 * What links to accounts say in a conversation, by the rule of what is shared there: where the account stands, if who posted
 * the links and everyone else there may see it; else that there is a page. What is absent and what may not be seen read the
 * same. The caller writes down what was shown.
 * @param context who posted them
 * @param memberIds the members behind everyone there; null: someone is none, or nobody knows who reads it
 * @returns a preview for each account
 */
export async function previewAccounts(
  deps: Pick<AnswerDeps, "db">,
  context: TenantContext,
  accountIds: readonly string[],
  memberIds: readonly string[] | null,
  { now }: { readonly now: Date },
): Promise<ReadonlyMap<string, LinkPreview>> {
  const asked = [...new Set(accountIds)];
  const seen = await seenByAll(deps, context, asked, memberIds);
  const previews = new Map<string, LinkPreview>();
  for (const accountId of asked) {
    const isSeen = seen?.includes(accountId) === true;
    previews.set(
      accountId,
      isSeen ? await previewAccount(deps, context, accountId, now) : neutralPreview(accountId),
    );
  }
  return previews;
}

/** To who posted it; an account that went away meanwhile is neutral. */
async function previewAccount(
  deps: Pick<AnswerDeps, "db">,
  context: TenantContext,
  accountId: string,
  now: Date,
): Promise<LinkPreview> {
  try {
    return await withTenant(deps.db, context, async (tx) => {
      const reader = await getReader(tx);
      if (reader.role === "viewer") return neutralPreview(accountId);
      const account = await glanceAtAccount(tx, accountId, { now });
      return { shown: true, message: accountLinkMessage(account, reader, { now }) };
    });
  } catch (error) {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "not-signed-in"))
      return neutralPreview(accountId);
    throw error;
  }
}
