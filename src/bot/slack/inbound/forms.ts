import { z } from "zod";
import type { ResolveInput, SnoozeInput } from "../../answers/act.ts";
import type { Answer } from "../../answers/answer-kinds.ts";
import type { Command, ShareSubject } from "../../message.ts";
import { notSavedMessage } from "../../views/errors.ts";
import {
  readShareSubmission,
  readSubmission,
  renderResolveModal,
  renderShareModal,
  renderSnoozeModal,
} from "../layout/modals.ts";
import type { Place } from "./place.ts";
import type { Click } from "./said-and-clicked.ts";
import type { Turn } from "./turn.ts";

/** What a form that was sent in asks for, and the click that it began with. */
export type Submission =
  | {
      readonly kind: "alert";
      readonly here: Omit<Place, "tenantId">;
      readonly click: Pick<Click, "actionId" | "fromItem">;
      readonly command: Command;
      readonly input: SnoozeInput | ResolveInput;
    }
  | { readonly kind: "share"; readonly here: Omit<Place, "tenantId">; readonly what: ShareSubject };

/** What a modal carries of the click it began with: Slack's submission itself knows no conversation. */
const origin = z.object({
  conversation: z.string(),
  kind: z.enum(["direct", "channel"]),
  responseUrl: z.string().optional(),
  threadRef: z.string().optional(),
  clicked: z.object({ messageRef: z.string(), ephemeral: z.boolean() }).optional(),
  home: z.object({ hash: z.string() }).optional(),
  actionId: z.string(),
  fromItem: z.boolean(),
});

/** The errors of a form, at its fields; undefined: it is in order, or no form. Pure: it is answered at once. */
export function formErrors(body: Record<string, unknown>, now: number): Record<string, unknown> | undefined {
  if (body.type !== "view_submission") return undefined;
  const read = readSubmission(body.view, new Date(now));
  return read && !read.ok ? { response_action: "errors", errors: read.errors } : undefined;
}

/** Asks what a snooze or a resolution needs. @param zone the asker's, for its dates */
export async function askForm(
  turn: Turn,
  asked: { answer: Extract<Answer, { kind: "form" }>; command: Command; zone: string; now: number },
  click: Click,
): Promise<void> {
  const { answer, zone } = asked;
  const options = { now: new Date(asked.now), zone, ref: refOf(click) };
  const view =
    answer.form === "snooze"
      ? renderSnoozeModal(answer.alert, options)
      : renderResolveModal(answer.alert, options);
  await openModal(turn, click, view, asked.command);
}

/** Asks before everyone in the conversation sees it. */
export async function askShare(
  turn: Turn,
  asked: { what: ShareSubject; subjectWords: string; name: string | null; people: number },
  click: Click,
): Promise<void> {
  const { what, subjectWords, name, people } = asked;
  const view = renderShareModal(subjectWords, { name, people }, { subject: what, ref: refOf(click) });
  await openModal(turn, click, view, { do: "share", what });
}

async function openModal(
  turn: Turn,
  click: Click,
  view: ReturnType<typeof renderResolveModal>,
  retry: Command,
): Promise<void> {
  try {
    await turn.client.views.open({ trigger_id: click.triggerId, view });
  } catch {
    // A click can open a form for three seconds only.
    await turn.tell(notSavedMessage(retry));
  }
}

/** Reads what was sent in. Undefined for what is no form of ours. */
export function findSubmission(body: unknown, now: number): Submission | undefined {
  const sent = z.object({ user: z.object({ id: z.string() }), view: z.unknown() }).safeParse(body);
  if (!sent.success) return undefined;
  const { user, view } = sent.data;
  const shared = readShareSubmission(view);
  if (shared) {
    const from = fromRef(shared.ref, user.id);
    return from && { kind: "share", here: from.here, what: shared.subject };
  }
  const read = readSubmission(view, new Date(now));
  const from = read?.ok ? fromRef(read.ref, user.id) : undefined;
  if (!read?.ok || !from) return undefined;
  const { form, alertId, input } = read;
  const command = { do: form === "snooze" ? "snooze-alert" : "resolve-alert", alertId } as const;
  return { kind: "alert", ...from, command, input };
}

function refOf({ here, actionId, fromItem }: Click): string {
  const { slackUserId: _, ...place } = here;
  return JSON.stringify({ ...place, actionId, fromItem } satisfies z.input<typeof origin>);
}

function fromRef(ref: string, slackUserId: string) {
  let value: unknown;
  try {
    value = JSON.parse(ref);
  } catch {
    return undefined;
  }
  const read = origin.safeParse(value);
  if (!read.success) return undefined;
  const { actionId, fromItem, conversation, kind, responseUrl, threadRef, clicked, home } = read.data;
  const here: Omit<Place, "tenantId"> = {
    slackUserId,
    conversation,
    kind,
    ...(responseUrl ? { responseUrl } : {}),
    ...(threadRef ? { threadRef } : {}),
    ...(clicked ? { clicked } : {}),
    ...(home ? { home } : {}),
  };
  return { here, click: { actionId, fromItem } };
}
