import type { Message } from "../../message.ts";
import type { SendOutcome } from "../../sender.ts";
import type { SlackClient } from "../client.ts";
import { type Layout, putMessage, type Target } from "../inbound/put.ts";
import { outcomeOf, platformCode } from "./outcome.ts";
import type { Pacer } from "./pacer.ts";
import { type Pictures, pictureOf } from "./pictures.ts";

/** What it takes to put a message into a conversation. */
export interface Deliverer {
  readonly pictures: Pictures;
  readonly pacer: Pacer;
  readonly publicUrl: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** How long a message waits for its picture. */
  readonly picturePatienceMs: number;
}

/** A file that was just uploaded may not be usable for about a second. */
const pictureDelaysMs = [700, 1300];

/**
 * Puts one message into one conversation: paints its picture, waits for its turn, and when Slack refuses the layout tries
 * the next plainer one. Text never depends on the picture. A refusal is sure, so trying again cannot double a message.
 */
export async function deliverMessage(
  deliverer: Deliverer,
  client: SlackClient,
  work: { tenantId: string; target: Target; message: Message },
): Promise<SendOutcome> {
  const { target, message } = work;
  const { pacer, pictures } = deliverer;
  const fileId = await pictures
    .place(client, work.tenantId, message, deliverer.picturePatienceMs)
    .catch(() => null);

  // What one person alone sees is not counted against the conversation.
  const conversation = target.kind === "post" || target.kind === "update" ? target.conversation : undefined;
  let waited = 0;
  let layout: Layout = { fileId, tables: "table" };
  for (;;) {
    const turn = conversation ? await pacer.turn(conversation) : undefined;
    if (turn?.ok === false) return { ok: false, kind: "retry", afterMs: turn.afterMs, code: "paced" };
    try {
      const messageRef = await putMessage(client, target, message, {
        ...layout,
        publicUrl: deliverer.publicUrl,
      });
      const missing = pictureOf(message) !== undefined && layout.fileId === null;
      const sent = { ok: true, conversation: conversation ?? "", messageRef } as const;
      return missing ? { ...sent, imageMissing: true } : sent;
    } catch (error) {
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
      if (outcome.code === "ratelimited" && outcome.kind === "retry") {
        if (conversation) pacer.hold(conversation, outcome.afterMs);
      }
      return outcome;
    } finally {
      turn?.end();
    }
  }
}

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
