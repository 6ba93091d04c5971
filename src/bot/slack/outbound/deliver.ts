import type { SendOutcome } from "../../../results/send-outcome.ts";
import type { Message } from "../../message.ts";
import type { Edit } from "../../sender.ts";
import type { SlackClient } from "../client.ts";
import { outcomeOf, platformCode } from "./outcome.ts";
import { atLeisure, atOnce, type Pacer, type Place } from "./pacer.ts";
import { type Pictures, type Placed, pictureOf } from "./pictures.ts";
import { type Layout, putMessage, type Target } from "./put.ts";

/** What it takes to put a message into a conversation. */
export interface Deliverer {
  readonly pictures: Pictures;
  readonly pacer: Pacer;
  readonly publicUrl: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** How long a message waits for its picture, its turn included. */
  readonly picturePatienceMs: number;
}

type OpenPlace = Extract<Place, { ok: true }>;

/** A file that was just uploaded may not be usable for about a second. */
const pictureDelaysMs = [700, 1300];

/** A message on its way into a conversation of a tenant's workspace. */
export interface Work {
  readonly tenantId: string;
  readonly target: Target;
  readonly message: Message;
  /** When the one before it in its line went. */
  readonly previousAt?: Date | undefined;
  /** How many wait behind it; absent: somebody waits for it. */
  readonly behind?: number | undefined;
  /** An edit that is worth making for its picture alone, or without it. */
  readonly picture?: Edit["picture"];
}

/** Puts one message that somebody waits for where it belongs: before all that was told unasked. */
export async function deliverMessage(
  deliverer: Deliverer,
  client: SlackClient,
  work: Work,
): Promise<SendOutcome> {
  const { kind } = work.target;
  // What one person alone sees is not counted against conversation and workspace.
  if (kind !== "post" && kind !== "update") return deliverInPlace(deliverer, client, undefined, work);
  const place = deliverer.pacer.enter({ workspace: work.tenantId, method: kind, urgency: atOnce });
  if (!place.ok) return paced(place.afterMs);
  try {
    return await deliverInPlace(deliverer, client, place, work);
  } finally {
    place.leave();
  }
}

/** It is not its turn yet. */
export function paced(afterMs: number): SendOutcome {
  return { ok: false, kind: "paced", afterMs, code: "paced" };
}

/**
 * Puts one message into one conversation: paints its picture, waits for its turn, and when Slack refuses the layout tries
 * the next plainer one. Words never depend on the picture, nor wait for its turn if that is far away: then it follows by an
 * edit. A refusal is sure, so trying again cannot double a message.
 * @param place in its workspace's queue; undefined: it takes none
 */
export async function deliverInPlace(
  deliverer: Deliverer,
  client: SlackClient,
  place: OpenPlace | undefined,
  work: Work,
): Promise<SendOutcome> {
  const { message } = work;
  const { pictures } = deliverer;
  let { target } = work;
  const picture = await placePicture(deliverer, client, work);
  if (picture.kind === "later" && work.picture === "late") return paced(picture.afterMs);

  const conversation = "conversation" in target ? target.conversation : "";
  let waited = 0;
  let layout: Layout = {
    fileId: picture.kind === "there" ? picture.fileId : null,
    tables: "table",
    missingImage: comesLater(target, picture) ? "follows" : "unavailable",
  };
  for (;;) {
    const turn = await place?.turn(conversation, work.previousAt?.getTime());
    if (turn?.ok === false) return paced(turn.afterMs);
    try {
      const messageRef = await putMessage(client, target, message, {
        ...layout,
        publicUrl: deliverer.publicUrl,
      });
      const sent = { ok: true, conversation, messageRef } as const;
      if (pictureOf(message) === undefined || layout.fileId !== null) return sent;
      return {
        ...sent,
        imageMissing: true,
        ...(picture.kind === "later" ? { imageAfterMs: picture.afterMs } : {}),
      };
    } catch (error) {
      if (target.kind === "post" && target.threadRef && isThreadGone(error)) {
        target = { kind: "post", conversation };
        continue;
      }
      const refused = refusalOf(error);
      const delayMs = pictureDelaysMs[waited];
      if (refused && layout.fileId && delayMs !== undefined) {
        waited++;
        await deliverer.sleep(delayMs);
        continue;
      }
      const plainer = refused && plainerThan(layout, message);
      if (plainer) {
        if (layout.fileId && !plainer.fileId) pictures.forget(layout.fileId);
        layout = plainer;
        continue;
      }
      const outcome = outcomeOf(error, target.kind === "update");
      if (outcome.kind === "paced") place?.hold(outcome.afterMs);
      return outcome;
    } finally {
      turn?.end();
    }
  }
}

/** What is behind a message waits for it, so it does not wait for its picture's turn; what only adds a picture goes last. */
async function placePicture(
  { pictures, picturePatienceMs }: Deliverer,
  client: SlackClient,
  { tenantId, message, behind, picture }: Work,
): Promise<Placed> {
  if (picture === "given-up") return { kind: "failed" };
  return pictures.place(client, message, {
    workspace: tenantId,
    urgency: behind === undefined ? atOnce : picture === "late" ? atLeisure : behind,
    patienceMs: picturePatienceMs,
    ...(behind ? { turnPatienceMs: 0 } : {}),
  });
}

/** A new message gets a late chart by an edit, and an edit by another where only its turn was far away. */
function comesLater(target: Target, picture: Placed): boolean {
  const isEdit = target.kind === "update" || (target.kind === "respond" && target.replace);
  return target.kind === "post" || (isEdit && picture.kind === "later");
}

/** The message that was to be answered is gone, or takes no answers: docs.slack.dev, chat.postMessage. */
function isThreadGone(error: unknown): boolean {
  const code = platformCode(error);
  return code !== undefined && threadGone.has(code);
}

const threadGone = new Set([
  "thread_not_found",
  "message_not_found",
  "cannot_reply_to_message",
  "restricted_action_thread_locked",
]);

/** Slack looked at the message and said no to how it is laid out. */
function refusalOf(error: unknown): boolean {
  const code = platformCode(error);
  return code === "invalid_blocks" || code === "invalid_blocks_format" || code === "slack_file_not_found";
}

/** Without the picture, then without the table; undefined: nothing plainer is left. */
function plainerThan(layout: Layout, message: Message): Layout | undefined {
  if (layout.fileId) return { ...layout, fileId: null };
  const hasTable = message.parts.some((part) => part.part === "table");
  return hasTable && layout.tables === "table" ? { ...layout, tables: "sections" } : undefined;
}
