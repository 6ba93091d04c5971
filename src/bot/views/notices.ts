import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { duration } from "../../words/dates.ts";
import { cutEnd, firstName, preview, shownName } from "../../words/names.ts";
import { type Action, code, type Message, type Part, type Span, strong, t } from "../message.ts";
import { feedbackQuestion, feedbackWords } from "./alert-actions.ts";
import { alertHeading } from "./alert-heading.ts";
import { alertPath, inboxPath } from "./paths.ts";
import { type AtTime, momentSpan, sampleMark, todayOf } from "./spans.ts";

/** Somebody else was first: "Jonas picked this up at 8:41, 20 seconds before you." */
export function tooLateMessage(alert: AlertFacts, reader: Reader, { now }: AtTime): Message {
  const held = alert.acknowledged;
  const today = todayOf(reader, now);
  const name = shownName(alert.account.name);
  if (held === null)
    return notice([t(`Nothing to change: ${name}'s alert is already as you want it.`)], reader);
  if (held.byId === reader.memberId) return notice([t(`You have ${name}'s alert already.`)], reader);
  const before = now.getTime() - Date.parse(held.at);
  const words = before < 60_000 ? seconds(before) : before < 3_600_000 ? duration(before) : "";
  return notice(
    [
      t(`${firstName(held.byName)} picked this up at `),
      momentSpan(held.at, reader, today),
      t(words === "" ? "." : `, ${words} before you.`),
    ],
    reader,
  );
}

/** What became of a click, where the alert's own message is not in view: in the inbox, or by keyboard. */
export function alertChangedMessage(alert: AlertFacts, reader: Reader): Message {
  return notice([t(`✓ Saved. ${alertHeading(alert)}.`)], reader, [
    {
      part: "actions",
      actions: [{ kind: "open", label: "Open account", path: alertPath(alert.account.id, alert.id) }],
      overflow: [],
    },
  ]);
}

/** "Was this alert useful?" to the asker alone. */
export function rateAlertMessage(alert: AlertFacts, reader: Reader): Message {
  const before =
    alert.feedback === null ? [] : [t(` · ${feedbackWords[alert.feedback]} You can change that.`)];
  return {
    summary: preview(`${alertHeading(alert)}. Was this alert useful?`),
    parts: [
      { part: "text", text: [strong(alertHeading(alert)), ...before] },
      ...feedbackQuestion(alert.id),
      ...sampleMark(reader),
    ],
  };
}

/** What was answered to it, what comes of that, and ways on. */
export function alertRatedMessage(alert: AlertFacts, reader: Reader): Message {
  const { account, feedback } = alert;
  const answered = feedback === null ? "" : ` ${feedbackWords[feedback]}`;
  return notice([t(`Noted.${answered} The alert report counts it; rules stay as they are.`)], reader, [
    {
      part: "actions",
      actions: [
        { kind: "open", label: "Open account", path: alertPath(account.id, alert.id) },
        { kind: "open", label: "Open inbox", path: inboxPath },
        {
          kind: "command",
          label: "Change answer",
          command: { do: "rate-alert", alertId: alert.id },
        },
      ],
      overflow: [],
    },
  ]);
}

/** A verb without what it needs. */
export function incompleteMessage(verb: "why" | "export", example: string, reader: Reader): Message {
  const command = verb === "why" ? `/health why ${example}` : `/health export ${example} pdf`;
  return notice([t("Which account? Try "), code(command), t(".")], reader);
}

/**
 * A known account with words around it that were not understood: "I didn't get “since tomorrow”. Try `why Acme since 90d`, or
 * `help`."
 * @param asked.command what would have been understood, after `/health`
 * @param asked.action does it
 */
export function unreadMessage(
  asked: { readonly unread: string; readonly command: string; readonly action: Action },
  reader: Reader,
): Message {
  const unread = `I didn't get “${cutEnd(shownName(asked.unread), 60)}”. Try `;
  return notice(
    [t(unread), code(`/health ${asked.command}`), t(", or "), code("/health help"), t(".")],
    reader,
    [{ part: "actions", actions: [asked.action], overflow: [] }],
  );
}

function notice(text: readonly Span[], reader: Reader, actions: readonly Part[] = []): Message {
  const words = text.map((span) => ("text" in span ? span.text : span.kind === "time" ? span.fallback : ""));
  return {
    summary: preview(words.join("")),
    parts: [{ part: "text", text }, ...actions, ...sampleMark(reader)],
  };
}

function seconds(milliseconds: number): string {
  const whole = Math.max(1, Math.round(milliseconds / 1_000));
  return whole === 1 ? "1 second" : `${whole} seconds`;
}
