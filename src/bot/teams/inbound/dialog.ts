import { z } from "zod";
import { withTenant } from "../../../db/with-tenant.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import { actOn } from "../../answers/act.ts";
import { findCommand } from "../../answers/command-schema.ts";
import type { Message } from "../../message.ts";
import type { InvokeAnswer } from "../adapter.ts";
import { carriedOf, type Dialog, readDialog, renderDialog } from "../layout/dialogs.ts";
import { cardType } from "../teams-api.ts";
import type { InboundActivity } from "./activity.ts";
import { give, givenBy } from "./give.ts";
import { asking, type Listening } from "./listening.ts";
import { isTurn } from "./turn.ts";

const task = z.looseObject({ data: z.unknown() });
const fetched = z.looseObject({ command: z.string(), item: z.boolean().optional() });

/** A button that needs a form: opens it (`task/fetch`). */
export async function openDialog(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const data = fetched.safeParse(task.safeParse(activity.value).data?.data);
  const command = findCommand(data.data?.command);
  if (!data.success || !command) return { status: 400 };
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return told(turn);
  const { deps, asked } = asking(listening);
  const answer = await actOn(deps, turn.context, command, undefined, asked);
  if (answer.kind !== "form") return told("message" in answer ? answer.message : null);
  const { zone } = await withTenant(listening.db, turn.context, getReader);
  const clicked = data.data.item ? undefined : activity.replyToId;
  return shown(renderDialog(carriedOf(answer.form, answer.alert, { zone, clicked }), asked.now));
}

/** A form that was sent in (`task/submit`): done, and the dialog closes; or shown again with what is wrong. */
export async function closeDialog(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const { deps, asked } = asking(listening);
  const submission = readDialog(task.safeParse(activity.value).data?.data, asked.now);
  if (!submission) return { status: 400 };
  if (!submission.ok) return shown(submission.again);
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return told(turn);
  const { alertId, clicked, form } = submission.carried;
  const command = { do: form === "snooze" ? "snooze-alert" : "resolve-alert", alertId } as const;
  const answer = await actOn(deps, turn.context, command, submission.input, asked);
  const click = {
    command: undefined,
    refresh: undefined,
    question: false,
    fromItem: clicked === undefined,
    messageRef: clicked,
    asked: command,
  };
  const given = await givenBy(listening.db, turn, answer, click);
  if (given.kind === "notice" || given.kind === "below") return told(given.message);
  listening.desk.take(() => give(listening, turn, given, clicked));
  return { status: 200, body: {} };
}

function shown({ title, card }: Dialog): InvokeAnswer {
  const content = { contentType: cardType, content: card };
  const value = { title, height: "medium", width: "small", card: content };
  return { status: 200, body: { task: { type: "continue", value } } };
}

function told(message: Message | null): InvokeAnswer {
  const value = message?.summary ?? "Nothing to do here.";
  return { status: 200, body: { task: { type: "message", value } } };
}
