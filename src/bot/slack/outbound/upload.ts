import { guardedFetch } from "../../../outside/guarded-fetch.ts";
import type { SlackClient } from "../client.ts";
import { slackOf } from "../destination.ts";
import { type InTurn, preparedInTurn } from "./in-turn.ts";
import type { Pacer, Way } from "./pacer.ts";

/** Bytes on their way to Slack. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a screen reader says of a picture. */
  readonly alt?: string;
}

/** The file's id, just uploaded: it may take a second until a message can show it. Or its turn comes later. */
export type Uploaded = InTurn<string>;

const postTimeoutMs = 20_000;

/**
 * Makes a file and uploads it when it is its turn in its workspace; where that is too far away, nothing is made.
 * @param into the conversation to share it into; undefined: kept by the bot, to be referenced by id
 * @throws WebAPI errors, or Error when the bytes were not taken
 */
export async function uploadInTurn(
  pacer: Pacer,
  way: Omit<Way, "method">,
  client: SlackClient,
  make: () => Promise<Upload>,
  into?: string,
): Promise<Uploaded> {
  return preparedInTurn(pacer, { ...way, method: "upload" }, make, (upload) =>
    uploadFile(client, upload, into),
  );
}

/** Asks where to, posts the bytes there, says that it is complete. */
async function uploadFile(client: SlackClient, upload: Upload, into?: string): Promise<string> {
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
    ...(into ? { channel_id: into } : {}),
  } as Parameters<SlackClient["files"]["completeUploadExternal"]>[0]);
  return place.file_id;
}
