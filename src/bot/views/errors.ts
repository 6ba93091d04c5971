import type { AppError } from "../../errors.ts";
import type { Reader } from "../../results/reader.ts";
import { proseDay } from "../../words/dates.ts";
import { firstName, preview } from "../../words/names.ts";
import { dayIn } from "../../zones.ts";
import { type Action, type Command, type Message, type Part, t } from "../message.ts";
import { accountPath } from "./paths.ts";
import { type AtTime, todayOf } from "./spans.ts";

/** E1: nothing was saved; or, where it is not known that something was to be, that it did not work. */
export function notSavedMessage(retry: Command | null): Message {
  const failed = retry !== null && saving.has(retry.do) ? "That didn't save." : "That didn't work.";
  return errorMessage(
    `${failed} Nothing changed. Try again in a minute.`,
    "E1",
    retry === null ? [] : [{ kind: "command", label: "Try again", command: retry }],
  );
}

/** What buttons save. */
const saving: ReadonlySet<Command["do"]> = new Set([
  "acknowledge-alert",
  "snooze-alert",
  "wake-alert",
  "resolve-alert",
  "reopen-alert",
  "release-alert",
  "judge-alert",
]);

/** E3: somebody whom no member's e-mail names. */
export function notLinkedMessage(): Message {
  return errorMessage("I don't know you yet. Sign in once with the address you use here.", "E3", [
    { kind: "open", label: "Sign in", path: "/sign-in" },
  ]);
}

/** What is said in conversations that people outside the tenant can read. */
export function sharedChannelMessage(): Message {
  return errorMessage("I don't show account data in shared channels. Ask me in a direct message.", null);
}

/**
 * An error that a use case threw, as an answer: what happened, what is safe, what to do; a code in the small print. What is
 * absent and what may not be seen read the same.
 * @param reader null where the asker is not known
 */
export function appErrorMessage(
  error: AppError,
  retry: Command | null,
  reader: Reader | null,
  { now }: AtTime,
): Message {
  switch (error.code) {
    case "not-signed-in":
      return notLinkedMessage();
    case "not-allowed":
    case "not-found":
      return errorMessage(error.message, "E4");
    case "gone":
      return goneMessage(error, reader, now);
    case "bad-input":
    case "too-large":
      return errorMessage(error.message, null);
    case "conflict":
      return errorMessage(error.message, "E1", retryAction(retry));
    case "too-many":
      return errorMessage(error.message, "E2", retryAction(retry));
    case "unavailable":
    case "internal":
      return notSavedMessage(retry);
    default:
      return error.code satisfies never;
  }
}

/** A sentence to the asker alone, with what to do next. */
export function errorMessage(
  sentence: string,
  errorCode: string | null,
  actions: readonly Action[] = [],
): Message {
  const parts: Part[] = [{ part: "text", text: [t(sentence)] }];
  if (actions.length > 0) parts.push({ part: "actions", actions, overflow: [] });
  if (errorCode !== null) parts.push({ part: "context", text: [t(errorCode)] });
  return { summary: preview(sentence), parts };
}

/** E5: "That alert was resolved on 9 December by Priya.", with the way to its account. */
function goneMessage({ detail, message }: AppError, reader: Reader | null, now: Date): Message {
  const { accountId, closedAt, byName } = detail;
  const open: readonly Action[] =
    typeof accountId === "string"
      ? [{ kind: "open", label: "Open account", path: accountPath(accountId) }]
      : [];
  if (reader === null || typeof closedAt !== "string") return errorMessage(message, "E5", open);
  const day = proseDay(dayIn(closedAt, reader.zone), todayOf(reader, now));
  const by = typeof byName === "string" ? ` by ${firstName(byName)}` : "";
  return errorMessage(`That alert was resolved on ${day}${by}.`, "E5", open);
}

function retryAction(retry: Command | null): readonly Action[] {
  return retry === null ? [] : [{ kind: "command", label: "Try again", command: retry }];
}
