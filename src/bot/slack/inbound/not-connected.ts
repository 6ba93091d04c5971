import { AppError } from "../../../errors.ts";
import type { SlackLog } from "../log.ts";
import { notConnectedSentence } from "./notices.ts";

/**
 * The end of what no listener took: a workspace that is not connected is told so where it asked, anything else is logged.
 * @param error Bolt's, with ours as `original`
 */
export async function refuseUnconnected(error: unknown, body: unknown, log: SlackLog): Promise<void> {
  const original = (error as { original?: unknown }).original;
  if (!(original instanceof AppError && original.code === "not-found")) {
    log.error({ err: original ?? error }, "A request from Slack failed");
    return;
  }
  const url = (body as { response_url?: unknown }).response_url;
  if (typeof url !== "string") return;
  await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ response_type: "ephemeral", replace_original: false, text: notConnectedSentence }),
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => log.warn({ err: cause }, "Slack did not take the answer"));
}
