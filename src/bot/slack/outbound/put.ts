import { webApi } from "@slack/bolt";
import { guardedFetch } from "../../../outside/guarded-fetch.ts";
import type { Message } from "../../message.ts";
import type { SlackClient } from "../client.ts";
import { slackOf } from "../destination.ts";
import { renderSlack } from "../layout/render.ts";

/** Where a message goes: a new one into a conversation, over an earlier one, or to one person's eyes only. */
export type Target =
  | {
      readonly kind: "post";
      readonly conversation: string;
      readonly threadRef?: string;
      /** An answer in a thread that everyone in the conversation is to see there as well. */
      readonly broadcast?: boolean;
    }
  | { readonly kind: "update"; readonly conversation: string; readonly messageRef: string }
  | {
      readonly kind: "ephemeral";
      readonly conversation: string;
      readonly user: string;
      readonly threadRef?: string;
    }
  /** The address that Slack gave with a command or click: five uses in 30 minutes. */
  | { readonly kind: "respond"; readonly url: string; readonly replace: boolean };

/** How one attempt is laid out. */
export interface Layout {
  readonly fileId: string | null;
  readonly tables: "table" | "sections";
  /** What is said of a picture that is not there. */
  readonly missingImage: "follows" | "unavailable";
}

/**
 * One call that puts a message where it belongs.
 * @returns the message's ref (`ts`); empty for what is ephemeral
 * @throws WebAPI errors
 */
export async function putMessage(
  client: SlackClient,
  target: Target,
  message: Message,
  layout: Layout & { publicUrl: string },
): Promise<string> {
  const { text, blocks } = renderSlack(message, {
    publicUrl: layout.publicUrl,
    tables: layout.tables,
    imageFileId: layout.fileId,
    missingImage: layout.missingImage,
  });
  switch (target.kind) {
    case "update":
      await client.chat.update({ channel: target.conversation, ts: target.messageRef, text, blocks });
      return target.messageRef;
    case "respond":
      await respond(client, target, { text, blocks });
      return "";
    case "ephemeral": {
      const { conversation: channel, user, threadRef } = target;
      const thread = threadRef ? { thread_ts: threadRef } : {};
      await client.chat.postEphemeral({ channel, user, text, blocks, ...thread });
      return "";
    }
    case "post": {
      const thread = target.threadRef
        ? { thread_ts: target.threadRef, ...(target.broadcast ? { reply_broadcast: true as const } : {}) }
        : {};
      const unfurl = { unfurl_links: false, unfurl_media: false };
      const posted = await client.chat.postMessage({
        channel: target.conversation,
        text,
        blocks,
        ...unfurl,
        ...thread,
      });
      // Without a ref the message could never be edited: it is there, but where is unknown.
      if (!posted.ts) throw new Error("Slack did not say which message it posted");
      return posted.ts;
    }
  }
}

async function respond(
  client: SlackClient,
  target: Extract<Target, { kind: "respond" }>,
  message: { text: string; blocks: unknown[] },
): Promise<void> {
  const response = await guardedFetch(target.url, slackOf(client.slackApiUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...message, response_type: "ephemeral", replace_original: target.replace }),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => {
    throw new webApi.WebAPIRequestError(error);
  });
  const said = (await response.text()).slice(0, 100);
  if (!response.ok) throw new webApi.WebAPIPlatformError({ ok: false, error: said });
}
