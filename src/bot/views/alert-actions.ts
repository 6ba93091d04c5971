import type { Feedback } from "../../results/alert-answers.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { type Action, type Command, type Part, t } from "../message.ts";
import { alertPath } from "./paths.ts";

/** The buttons of an alert in its state; who may only read gets only the way to the page, as all do of who is no customer any more. */
export function alertActions(alert: AlertFacts, reader: Pick<Reader, "role">): readonly Part[] {
  const open: Action = { kind: "open", label: "Open account", path: alertPath(alert.account.id, alert.id) };
  const isOver = alert.signal?.kind === "left";
  if (reader.role === "viewer" || isOver) return [{ part: "actions", actions: [open], overflow: [] }];
  const alertId = alert.id;
  const command = (label: string, asked: Command, primary?: boolean): Action => ({
    kind: "command",
    label,
    command: asked,
    ...(primary ? { primary } : {}),
  });
  const snooze = command("Snooze", { do: "snooze-alert", alertId });
  const resolve = command("Resolve", { do: "resolve-alert", alertId });
  const pdf = command("Export PDF", { do: "export-account", accountId: alert.account.id, format: "pdf" });
  const judge = command("Not useful…", { do: "rate-alert", alertId });
  const why = command("Why this alert?", { do: "explain-alert", alertId });
  switch (alert.state) {
    case "open":
      return actions(
        [command("Acknowledge", { do: "acknowledge-alert", alertId }, true), snooze, open],
        [command("Resolve…", { do: "resolve-alert", alertId }), pdf, judge, why],
      );
    case "acknowledged":
      return actions(
        [resolve, snooze, open],
        [command("Release", { do: "release-alert", alertId }), pdf, judge, why],
      );
    case "snoozed":
      return actions([command("Wake now", { do: "wake-alert", alertId }), open], [judge]);
    case "resolved":
      return alert.closed?.how === "by-hand"
        ? actions([command("Reopen", { do: "reopen-alert", alertId }), open], [])
        : actions([open], []);
    case "withdrawn":
      return actions([open], []);
    default:
      return alert.state satisfies never;
  }
}

/** After its end: was it useful? Answered, it says what was answered. One that late data undid is not asked about. */
export function feedbackActions(alert: AlertFacts, reader: Pick<Reader, "role">): readonly Part[] {
  if (alert.closed === null || alert.closed.how === "undone" || reader.role === "viewer") return [];
  if (alert.feedback !== null) return [{ part: "context", text: [t(feedbackWords[alert.feedback])] }];
  return feedbackQuestion(alert.id);
}

/** "Was this alert useful?" with its three answers. */
export function feedbackQuestion(alertId: string): readonly Part[] {
  const answer = (label: string, feedback: Feedback): Action => ({
    kind: "command",
    label,
    command: { do: "judge-alert", alertId, feedback },
  });
  return [
    { part: "context", text: [t("Was this alert useful?")] },
    ...actions([answer("Yes", "useful"), answer("Expected", "expected"), answer("Wrong", "wrong")], []),
  ];
}

/** What was answered. */
export const feedbackWords = {
  useful: "This alert was useful.",
  expected: "This alert was expected.",
  wrong: "This alert was wrong.",
} as const;

function actions(shown: readonly Action[], overflow: readonly Action[]): readonly Part[] {
  return [{ part: "actions", actions: shown, overflow }];
}
