import type { Command } from "../message.ts";
import { accountPath, alertFormPath, whyPath } from "../views/paths.ts";

/**
 * The page that asks once and then does what a button says, for messages that can only link (mail). Opening it changes
 * nothing. Null where a page has no way to do it: nothing is shared from a mail.
 */
export function commandPath(command: Command): string | null {
  switch (command.do) {
    case "snooze-alert":
      return alertFormPath(command.alertId, "snooze");
    case "resolve-alert":
      return alertFormPath(command.alertId, "resolve");
    case "acknowledge-alert":
    case "wake-alert":
    case "reopen-alert":
    case "release-alert":
    case "rate-alert":
    case "explain-alert":
      return path(command.do, command.alertId);
    case "judge-alert":
      return path(command.do, command.alertId, command.feedback);
    case "show-account":
      return accountPath(command.accountId);
    case "explain-score":
      return whyPath(command.accountId, command);
    case "export-account":
      return path(command.do, command.accountId, command.format);
    case "export-portfolio":
      return path(command.do, command.format);
    case "mail-report":
      // The page of an export offers to mail it.
      return command.accountId === null
        ? path("export-portfolio", command.format)
        : path("export-account", command.accountId, command.format);
    case "send-digest":
      return path(command.do);
    case "share":
      return null;
    default:
      return command satisfies never;
  }
}

/** What a path of `commandPath` under `/confirm/` asks for, still to be checked: it came from outside. */
export function commandOfPath([asked, one, two]: readonly (string | undefined)[]): Readonly<
  Record<string, string | undefined>
> {
  switch (asked) {
    case "export-portfolio":
      return { do: asked, format: one };
    case "export-account":
      return { do: asked, accountId: one, format: two };
    case "explain-score":
      return { do: asked, accountId: one };
    case "judge-alert":
      return { do: asked, alertId: one, feedback: two };
    case "send-digest":
      return { do: asked };
    default:
      return { do: asked, alertId: one };
  }
}

function path(...segments: readonly string[]): string {
  return `/confirm/${segments.map(encodeURIComponent).join("/")}`;
}
