import { z } from "zod";
import type { TenantContext } from "../../context.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { longestNote, longestReason, type ResolvedHow, resolvedHows } from "../../results/alert-answers.ts";
import type { Reader } from "../../results/reader.ts";
import { getAccount } from "../../usecases/accounts/get-account.ts";
import { readAlertRuleBook } from "../../usecases/alerts/alert-rule-book.ts";
import {
  type AlertChanged,
  acknowledgeAlert,
  judgeAlert,
  releaseAlert,
  reopenAlert,
  resolveAlert,
  snoozeAlert,
  wakeAlert,
} from "../../usecases/alerts/change-alert.ts";
import { getAlert } from "../../usecases/alerts/get-alert.ts";
import { sendDigestNow } from "../../usecases/digests/send-digest.ts";
import { explainScore } from "../../usecases/explain/explain-score.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import type { Command, Message } from "../message.ts";
import { accountCardMessage } from "../views/account-card.ts";
import { alertMessage } from "../views/alert.ts";
import { digestSentMessage } from "../views/digest-settings.ts";
import { alertRatedMessage, rateAlertMessage, tooLateMessage } from "../views/notices.ts";
import type { Asked } from "../views/spans.ts";
import { whyAlertMessage } from "../views/why-alert.ts";
import { whyScoreMessage } from "../views/why-score.ts";
import { type AnswerDeps, answered } from "./answer.ts";
import { exportAccount, exportPortfolio, mailedReport } from "./answer-export.ts";
import type { Answer } from "./answer-kinds.ts";
import { shareSubject } from "./share.ts";

/** What the form of a snooze asks. `until` is an instant. */
export interface SnoozeInput {
  readonly until: Date;
  readonly reason: string | null;
  readonly wakeIfWorse: boolean;
}

/** What the form of a resolution asks. */
export interface ResolveInput {
  readonly how: ResolvedHow;
  readonly note: string | null;
}

const snoozeInput = z.object({
  until: z.date(),
  reason: z.string().max(longestReason).nullable(),
  wakeIfWorse: z.boolean(),
});
const resolveInput = z.object({
  how: z.enum(resolvedHows),
  note: z.string().max(longestNote).nullable(),
});

/**
 * Does what a button asked, in the name of who pressed it. Rights are checked by the use case, whatever the button showed. Snooze
 * and resolve without their input answer with the form to ask first.
 * @param input `SnoozeInput` or `ResolveInput` for those two; not looked at otherwise
 * @throws errors that are no AppError: the surface logs them and says E1
 */
export async function actOn(
  deps: AnswerDeps,
  context: TenantContext,
  command: Command,
  input: SnoozeInput | ResolveInput | undefined,
  asked: Asked,
): Promise<Answer> {
  const answer = await answered(deps, context, asked.now, command, (tx, reader) =>
    doCommand(tx, reader, command, input, { ...asked, publicUrl: deps.publicUrl }),
  );
  return answer.kind === "alert" && answer.changed ? withPicture(deps, context, answer, asked) : answer;
}

async function doCommand(
  tx: TenantTx,
  reader: Reader,
  command: Command,
  input: SnoozeInput | ResolveInput | undefined,
  asked: Asked & { readonly publicUrl: string | undefined },
): Promise<Answer> {
  const { now } = asked;
  switch (command.do) {
    case "acknowledge-alert":
      return alertAnswer(await acknowledgeAlert(tx, { alertId: command.alertId, now }), reader, asked);
    case "wake-alert":
      return alertAnswer(await wakeAlert(tx, { alertId: command.alertId, now }), reader, asked);
    case "reopen-alert":
      return alertAnswer(await reopenAlert(tx, { alertId: command.alertId, now }), reader, asked);
    case "release-alert":
      return alertAnswer(await releaseAlert(tx, { alertId: command.alertId, now }), reader, asked);
    case "snooze-alert": {
      if (input === undefined) return formAnswer(tx, "snooze", command.alertId);
      const { until, reason, wakeIfWorse } = checked(snoozeInput, input);
      const why = reason ? { reason } : {};
      const change = await snoozeAlert(tx, { alertId: command.alertId, until, wakeIfWorse, ...why, now });
      return alertAnswer(change, reader, asked);
    }
    case "resolve-alert": {
      if (input === undefined) return formAnswer(tx, "resolve", command.alertId);
      const { how, note } = checked(resolveInput, input);
      const said = note ? { note } : {};
      return alertAnswer(
        await resolveAlert(tx, { alertId: command.alertId, how, ...said, now }),
        reader,
        asked,
      );
    }
    case "judge-alert": {
      const { alert } = await judgeAlert(tx, { alertId: command.alertId, feedback: command.feedback, now });
      return { kind: "message", message: alertRatedMessage(alert, reader) };
    }
    case "rate-alert":
      return { kind: "message", message: rateAlertMessage(await getAlert(tx, command.alertId), reader) };
    case "explain-alert":
      return { kind: "message", message: await whyAlert(tx, reader, command.alertId) };
    case "show-account": {
      const account = await getAccount(tx, command.accountId, { now });
      return { kind: "message", message: accountCardMessage(account, reader, asked) };
    }
    case "explain-score": {
      const { accountId, from, to } = command;
      const change = await explainScore(tx, accountId, { now, from, to });
      return { kind: "message", message: whyScoreMessage(change, reader, asked) };
    }
    case "export-account":
      return exportAccount(tx, reader, { ...command, now, publicUrl: asked.publicUrl });
    case "export-portfolio":
      return exportPortfolio(tx, reader, { format: command.format, now });
    case "mail-report":
      return { kind: "message", message: await mailedReport(tx, reader, { ...command, now }) };
    case "send-digest":
      await sendDigestNow(tx, { now });
      return { kind: "message", message: digestSentMessage(reader) };
    case "share":
      return { kind: "share", subjectWords: await shareSubject(tx, command.what) };
    default:
      return command satisfies never;
  }
}

async function whyAlert(tx: TenantTx, reader: Reader, alertId: string): Promise<Message> {
  const alert = await getAlert(tx, alertId);
  const book = await readAlertRuleBook(tx, [alert.account.id]);
  return whyAlertMessage(alert, reader, book.resolvedOf(alert.account.id).settings);
}

async function formAnswer(tx: TenantTx, form: "snooze" | "resolve", alertId: string): Promise<Answer> {
  const alert = await getAlert(tx, alertId);
  if (alert.closed === null) return { kind: "form", form, alert };
  throw new AppError("gone", "That alert has ended.", {
    detail: { accountId: alert.account.id, closedAt: alert.closed.at, byName: alert.closed.byName },
  });
}

function alertAnswer({ alert, changed }: AlertChanged, reader: Reader, { now }: Asked): Answer {
  return {
    kind: "alert",
    alert,
    message: alertMessage(alert, reader, { now, account: null }),
    changed,
    notice: changed ? null : tooLateMessage(alert, reader, { now }),
  };
}

/** An alert that is open again shows its picture again: read after the change, so that the change never waits for it. */
async function withPicture(
  deps: AnswerDeps,
  context: TenantContext,
  answer: Extract<Answer, { kind: "alert" }>,
  { now }: Asked,
): Promise<Answer> {
  if (answer.alert.state !== "open") return answer;
  const message = await withTenant(deps.db, context, async (tx) => {
    const account = await getAccount(tx, answer.alert.account.id, { now });
    return alertMessage(answer.alert, await getReader(tx), { now, account });
  });
  return { ...answer, message };
}

function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path[0];
  throw new AppError("bad-input", "That form was not complete. Open it again.", { detail: { field } });
}
