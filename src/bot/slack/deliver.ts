import type { SendOutcome } from "../chat-sender.ts";
import type { Message } from "../message.ts";
import type { SlackClient } from "./client.ts";
import { outcomeOf, platformCode } from "./outcome.ts";
import type { Pacer } from "./pacer.ts";
import { type Pictures, pictureOf } from "./pictures.ts";
import { renderSlack } from "./render.ts";

/** Where a message goes: a new one into a conversation, or over an earlier one. */
export type Target =
  | { readonly kind: "post"; readonly conversation: string }
  | { readonly kind: "update"; readonly conversation: string; readonly messageRef: string };

export interface Deliverer {
  readonly pictures: Pictures;
  readonly pacer: Pacer;
  readonly publicUrl: string;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How one attempt is laid out. */
interface Layout {
  readonly fileId: string | null;
  readonly tables: "table" | "sections";
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
  const fileId = await pictures.place(client, work.tenantId, message).catch(() => null);

  let waited = 0;
  let layout: Layout = { fileId, tables: "table" };
  for (;;) {
    const waitMs = await pacer.turn(target.conversation);
    if (waitMs > 0) return { ok: false, kind: "retry", afterMs: waitMs, code: "paced" };
    try {
      const messageRef = await put(deliverer, client, target, message, layout);
      const missing = pictureOf(message) !== undefined && layout.fileId === null;
      const sent = { ok: true, conversation: target.conversation, messageRef } as const;
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
        pacer.hold(target.conversation, outcome.afterMs);
      }
      return outcome;
    }
  }
}

async function put(
  deliverer: Deliverer,
  client: SlackClient,
  target: Target,
  message: Message,
  layout: Layout,
): Promise<string> {
  const { text, blocks } = renderSlack(message, {
    publicUrl: deliverer.publicUrl,
    tables: layout.tables,
    imageFileId: layout.fileId,
    // A new message gets its chart by an edit within a minute; an edit that lacks it was that.
    missingImage: target.kind === "post" ? "follows" : "unavailable",
  });
  if (target.kind === "update") {
    await client.chat.update({ channel: target.conversation, ts: target.messageRef, text, blocks });
    return target.messageRef;
  }
  const posted = await client.chat.postMessage({
    channel: target.conversation,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  });
  // Without a ref the message could never be edited: it is there, but where is unknown.
  if (!posted.ts) throw new Error("Slack did not say which message it posted");
  return posted.ts;
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
