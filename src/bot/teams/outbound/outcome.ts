import type { NotSent } from "../../../results/send-outcome.ts";
import { TeamsError } from "../teams-api.ts";

/** How long to leave Teams alone when it is unreachable or in trouble and does not say for how long. */
const troubleAfterMs = 15_000;
/** Statuses that Teams documents as "not now": the call had no effect. */
const notNow = new Set([412, 429, 502, 503, 504]);

/**
 * What an error of a call means for what it was to do.
 * @param options.repeatable the call may be made twice without harm (an edit, a look-up): then "maybe" is "again"
 * @param options.chance from 0 to 1: spreads tries that failed together over time
 */
export function outcomeOf(
  error: unknown,
  { repeatable, chance }: { readonly repeatable: boolean; readonly chance: number },
): NotSent {
  const again = (code: string, afterMs: number): NotSent => ({
    ok: false,
    kind: "retry",
    afterMs: Math.round(afterMs * (1 + chance / 2)),
    code,
  });
  const maybe = (code: string): NotSent =>
    repeatable ? again(code, troubleAfterMs) : { ok: false, kind: "uncertain", code };
  if (!(error instanceof TeamsError)) return maybe("unknown");
  const { status, code, retryAfterMs, neverSent } = error;
  if (status === null) return neverSent ? again(code, troubleAfterMs) : maybe(code);
  if (notNow.has(status)) return again(code, retryAfterMs ?? troubleAfterMs);
  if (status >= 500) return maybe(code);
  const failed = { ok: false, kind: "failed", code, sentence: sentenceOf(status, code) } as const;
  // Microsoft does not accept the bot itself: nothing gets through to anybody.
  return status === 401 ? { ...failed, wholeChannel: true } : failed;
}

/** Whether Teams says that the bot has no place in the conversation (any more). */
export function isGone(error: unknown): boolean {
  return (
    error instanceof TeamsError &&
    (error.status === 403 ||
      error.code === "ConversationNotFound" ||
      error.code === "BotNotInConversationRoster")
  );
}

/** Whether Teams surely did not take a reply, for a reason that may lie in the message which it answers: that is gone, say. */
export function refusesReply(error: unknown): boolean {
  return error instanceof TeamsError && (error.status === 400 || error.status === 404) && !isGone(error);
}

const sentences: Readonly<Record<string, string>> = {
  BotNotInConversationRoster: "They have removed Bellwether in Teams, or never added it.",
  ConversationNotFound: "Teams can't find the conversation.",
  MessageWritesBlocked: "They have blocked Bellwether in Teams.",
  ConversationBlockedByUser: "They have blocked Bellwether in Teams.",
  MessageSizeTooBig: "Teams refused the message: it is too long.",
  ActivityNotFoundInConversation: "The message is no longer there.",
  "token-refused":
    "Microsoft did not accept the bot's credentials. Check MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId.",
};

/** Why Teams refused, for people. */
export function sentenceOf(status: number, code: string): string {
  const known = sentences[code];
  if (known !== undefined) return known;
  if (status === 401)
    return "Teams did not accept the bot's credentials. Check MicrosoftAppId and its secret.";
  if (status === 403) return "Teams does not let me write there.";
  if (status === 404) return "Teams can't find the conversation, or the message is no longer there.";
  if (status === 413) return "Teams refused the message: it is too long.";
  return `Teams refused the message (${code}).`;
}

/** A member whom Teams has no chat for. */
export const notAdded: NotSent = {
  ok: false,
  kind: "failed",
  code: "not-added",
  sentence: "They have not added Bellwether in Teams yet.",
};
