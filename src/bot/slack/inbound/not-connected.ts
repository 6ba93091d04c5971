import { AppError } from "../../../errors.ts";
import { guardedFetch } from "../../../outside/guarded-fetch.ts";
import type { SlackApi } from "../client.ts";
import { slackOf } from "../destination.ts";
import { notConnectedSentence } from "./notices.ts";

/**
 * The end of what no listener took: a workspace that is not connected is told so where it asked, anything else is logged.
 * @param error Bolt's, with ours as `original`
 */
export async function refuseUnconnected(
  error: unknown,
  body: unknown,
  { apiUrl, log }: SlackApi,
): Promise<void> {
  const original = (error as { original?: unknown }).original;
  if (!(original instanceof AppError && original.code === "not-found")) {
    log.error({ err: original ?? error }, "A request from Slack failed");
    return;
  }
  const url = (body as { response_url?: unknown }).response_url;
  if (typeof url !== "string") return;
  await guardedFetch(url, slackOf(apiUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ response_type: "ephemeral", replace_original: false, text: notConnectedSentence }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => log.warn({ err: cause }, "Slack did not take the answer"));
}
