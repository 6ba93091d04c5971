import { AppError, type ErrorCode, notFound } from "../../errors.ts";
import type { Message } from "../message.ts";
import { digestUnreadMessage } from "../views/digest-settings.ts";
import {
  appErrorMessage,
  errorMessage,
  notLinkedMessage,
  notSavedMessage,
  sharedChannelMessage,
} from "../views/errors.ts";
import { quietUnreadMessage } from "../views/notice-settings.ts";
import { incompleteMessage, unreadMessage } from "../views/notices.ts";
import { shareRefusedMessage, shareSubjectWords } from "../views/share.ts";
import { acme } from "./accounts.ts";
import { acmeAlert } from "./alerts.ts";
import { dana, priya } from "./people.ts";

const later = new Date("2026-12-10T08:00:00Z");
const retry = { do: "acknowledge-alert", alertId: acmeAlert.id } as const;
const gone = new AppError("gone", "That alert was resolved.", {
  detail: { accountId: acme.id, closedAt: "2026-12-09T05:10:00Z", byName: "Priya Shah" },
});

/** What each kind of error says where a command or a click meets it. */
const thrown: Readonly<Record<ErrorCode, AppError>> = {
  "bad-input": new AppError("bad-input", "It had no score by then. Pick a later end."),
  "not-signed-in": new AppError("not-signed-in", "You are no longer a member here."),
  "not-allowed": new AppError("not-allowed", "Alerts are for account managers and leads."),
  "not-found": notFound("account"),
  conflict: new AppError("conflict", "Somebody else changed this meanwhile. Look at it again."),
  gone,
  "too-large": new AppError("too-large", "The file is larger than 100 MB. Send it in parts."),
  "too-many": new AppError("too-many", "That was a lot at once. Try again in a minute."),
  unavailable: new AppError("unavailable", "The database is away."),
  internal: new AppError("internal", "Something is wrong."),
};
const name = {
  "bad-input": "error: bad input",
  "not-signed-in": "E3 not signed in",
  "not-allowed": "E4 not allowed",
  "not-found": "E4 not found",
  conflict: "E1 conflict",
  gone: "E5 gone",
  "too-large": "error: too large",
  "too-many": "E2 too many",
  unavailable: "E1 unavailable",
  internal: "E1 internal",
} as const satisfies Record<ErrorCode, string>;

/** Every refusal, and everything that was not understood. */
export const sampleErrors: Readonly<Record<string, Message>> = {
  ...Object.fromEntries(
    Object.entries(thrown).map(([code, error]) => [
      name[code as ErrorCode],
      appErrorMessage(error, retry, dana, { now: later }),
    ]),
  ),
  "E1 not saved": notSavedMessage(null),
  "E3 not linked": notLinkedMessage(),
  "shared channel": sharedChannelMessage(),
  "share refused": shareRefusedMessage(shareSubjectWords({ kind: "account", name: acme.name })),
  "share refused, a list": shareRefusedMessage(shareSubjectWords({ kind: "list", filter: "at-risk" })),
  "why, of which account": incompleteMessage("why", "Acme", priya),
  "export, of which account": incompleteMessage("export", '"Çelik Systems"', priya),
  "words around a name": unreadMessage(
    {
      unread: "since tomorrow",
      command: "why Acme since 90d",
      action: {
        kind: "command",
        label: "Why this score?",
        command: { do: "explain-score", accountId: acme.id },
      },
    },
    priya,
  ),
  "digest unread": digestUnreadMessage(priya),
  "quiet hours unread": quietUnreadMessage(priya),
  "needs a little more": errorMessage("This needs a little more.", null),
};
