import { guardedFetch } from "../../../outside/guarded-fetch.ts";
import type { SlackClient } from "../client.ts";
import { slackOf } from "../destination.ts";

/** Bytes on their way to Slack. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a screen reader says of a picture. */
  readonly alt?: string;
}

const postTimeoutMs = 20_000;

/**
 * Uploads a file: asks where to, posts the bytes there, says that it is complete.
 * @param into the conversation to share it into, with a comment; undefined: kept by the bot, to be referenced by id
 * @returns the file's id; just uploaded, it may take a second until a message can show it
 * @throws WebAPI errors, or Error when the bytes were not taken
 */
export async function uploadFile(
  client: SlackClient,
  upload: Upload,
  into?: { conversation: string; comment?: string; threadRef?: string },
): Promise<string> {
  const place = await client.files.getUploadURLExternal({
    filename: upload.name,
    length: upload.bytes.byteLength,
    ...(upload.alt ? { alt_txt: upload.alt.slice(0, 1000) } : {}),
  });
  if (!place.upload_url || !place.file_id) throw new Error("Slack gave no place to upload to");
  const posted = await guardedFetch(place.upload_url, slackOf(client.slackApiUrl), {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: upload.bytes,
    signal: AbortSignal.timeout(postTimeoutMs),
  });
  if (!posted.ok) throw new Error(`Slack did not take the file's bytes (${posted.status})`);
  await client.files.completeUploadExternal({
    files: [{ id: place.file_id, title: upload.name }],
    ...(into
      ? {
          channel_id: into.conversation,
          ...(into.comment ? { initial_comment: into.comment } : {}),
          ...(into.threadRef ? { thread_ts: into.threadRef } : {}),
        }
      : {}),
  } as Parameters<SlackClient["files"]["completeUploadExternal"]>[0]);
  return place.file_id;
}
