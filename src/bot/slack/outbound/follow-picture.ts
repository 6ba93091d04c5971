import type { SlackClient } from "../client.ts";
import { type Deliverer, deliverMessage, type Work } from "./deliver.ts";

/** How long somebody's answer waits for its picture, once its words are there. */
const patienceMs = 45_000;

/**
 * Adds the picture to a message that somebody waited for and that went without, or says that it does not come.
 * @param work over that message
 * @param afterMs when its turn comes: Slack takes so many files a minute
 */
export async function followPicture(
  deliverer: Deliverer,
  client: SlackClient,
  work: Work,
  afterMs = 0,
): Promise<void> {
  const patient: Deliverer = { ...deliverer, picturePatienceMs: patienceMs };
  if (afterMs > 0 && afterMs <= patienceMs) await deliverer.sleep(afterMs);
  const outcome =
    afterMs <= patienceMs && (await deliverMessage(patient, client, { ...work, picture: "late" }));
  if (outcome && (outcome.ok || outcome.kind !== "paced")) return;
  await deliverMessage(patient, client, { ...work, picture: "given-up" });
}
