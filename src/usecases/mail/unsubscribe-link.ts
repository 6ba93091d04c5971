import { z } from "zod";
import { AppError } from "../../errors.ts";
import type { NoticeKind } from "../../results/notice-settings.ts";
import type { Secrets } from "../../secrets.ts";

/** What the link in a mail's foot ends: one kind of mail to one member. */
export interface UnsubscribeLink {
  readonly tenantId: string;
  readonly memberId: string;
  readonly kind: NoticeKind;
}

/**
 * Where the token is good for. Its tenant is within: who holds the link need not be signed in, so there is no other way to
 * know it.
 */
const place = { tenantId: "any", column: "mail.unsubscribe" };

const content = z.tuple([z.guid(), z.guid(), z.enum(["alerts", "digests", "notices"])]);

/** A token that says what to end, sealed: it can be neither read nor made by others. It does not expire, as mail does not. */
export function unsubscribeToken(secrets: Secrets, { tenantId, memberId, kind }: UnsubscribeLink): string {
  return secrets.seal(JSON.stringify([tenantId, memberId, kind]), place).toString("base64url");
}

/** What a token ends; undefined for one that we did not make. */
export function readUnsubscribeToken(secrets: Secrets, token: string): UnsubscribeLink | undefined {
  if (!/^[\w-]{40,600}$/.test(token)) return undefined;
  try {
    const [tenantId, memberId, kind] = content.parse(
      JSON.parse(secrets.open(Buffer.from(token, "base64url"), place)),
    );
    return { tenantId, memberId, kind };
  } catch (error) {
    if (error instanceof AppError || error instanceof z.ZodError || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}
