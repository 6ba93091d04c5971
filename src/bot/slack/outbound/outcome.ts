import { webApi } from "@slack/bolt";
import type { NotSent } from "../../../results/send-outcome.ts";
import { networkFailure } from "../../network-failure.ts";

/** How long to leave Slack alone when it is unreachable or in trouble. */
const troubleAfterMs = 15_000;

/**
 * What an error of a call means for what it was to do.
 * @param repeatable the call may be made twice without harm (an edit, a look-up): then "maybe" is "again"
 */
export function outcomeOf(error: unknown, repeatable: boolean): NotSent {
  const maybe = (code: string): NotSent =>
    repeatable
      ? { ok: false, kind: "retry", afterMs: troubleAfterMs, code }
      : { ok: false, kind: "uncertain", code };
  const again = (code: string, afterMs = troubleAfterMs): NotSent => ({
    ok: false,
    kind: "retry",
    afterMs,
    code,
  });

  if (error instanceof webApi.WebAPIRateLimitedError)
    return { ok: false, kind: "paced", afterMs: error.retryAfter * 1000, code: "ratelimited" };
  if (error instanceof webApi.WebAPIHTTPError) {
    // A gateway that gave up waiting does not know whether the post went through.
    return error.statusCode === 504 ? maybe("http-504") : again(`http-${error.statusCode}`);
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = error.data.error;
    if (mayHaveHappened.has(code)) return maybe(code);
    if (notNow.has(code)) return again(code);
    const failed = { ok: false, kind: "failed", code, sentence: sentenceOf(code) } as const;
    const isForAll = tokenGone.has(code) || lacksPermission.has(code);
    return isForAll ? { ...failed, wholeChannel: true } : failed;
  }
  if (error instanceof webApi.WebAPIRequestError) {
    const { code, neverSent } = networkFailure(error.original);
    return neverSent ? again(code) : maybe(code);
  }
  return maybe("unknown");
}

/** Slack's name for what is wrong with a call, or undefined where it did not say. */
export function platformCode(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** "Some aspect of the operation may have succeeded before the error was raised": docs.slack.dev, chat.postMessage. */
const mayHaveHappened = new Set(["fatal_error", "internal_error"]);
const notNow = new Set([
  "ratelimited",
  "rate_limited",
  "message_limit_exceeded",
  "request_timeout",
  "service_unavailable",
  "team_added_to_org",
]);
const sentences: Readonly<Record<string, string>> = {
  channel_not_found: "Slack can't find the conversation, or I am not in it.",
  not_in_channel: "I am not in that channel. Invite me there first.",
  is_archived: "Slack says the channel is archived.",
  user_disabled: "Their Slack account is switched off.",
  user_not_found: "Slack doesn't know this person any more.",
  users_not_found: "Nobody in the Slack workspace has this e-mail address.",
  cannot_dm_bot: "This Slack account is a bot.",
  messages_tab_disabled:
    "Direct messages to the app are switched off. Turn on the Messages tab in the Slack app.",
  restricted_action: "A setting of the Slack workspace does not let me post there.",
  message_not_found: "The message is no longer there.",
  cant_update_message: "Slack does not let me edit this message.",
  edit_window_closed: "Slack does not let me edit this message any more.",
  invalid_blocks: "Slack refused the layout of this message.",
  msg_blocks_too_long: "Slack refused the message: it is too long.",
  msg_too_long: "Slack refused the message: it is too long.",
  file_too_big: "The file is larger than Slack takes.",
};
/** What is wrong with the workspace itself, and so with every message. */
const tokenGone = new Set([
  "account_inactive",
  "token_revoked",
  "token_expired",
  "invalid_auth",
  "not_authed",
]);
const lacksPermission = new Set(["missing_scope", "no_permission"]);

/** Why Slack refused, for people. */
export function sentenceOf(code: string): string {
  if (tokenGone.has(code)) return "The Slack workspace is no longer connected. Connect it again.";
  if (lacksPermission.has(code))
    return "The Slack app lacks a permission. Install it again with the permissions of its manifest.";
  return sentences[code] ?? `Slack refused the message (${code}).`;
}
