import type { Message } from "../../message.ts";
import type { SlackClient } from "../client.ts";
import type { SlackLog } from "../log.ts";
import { type Deliverer, deliverMessage } from "../outbound/deliver.ts";
import { followPicture } from "../outbound/follow-picture.ts";
import type { Target } from "../outbound/put.ts";

/** Where somebody asked, which is where they are answered: in a channel to their eyes only. */
export interface Place {
  readonly tenantId: string;
  readonly slackUserId: string;
  readonly conversation: string;
  readonly kind: "direct" | "channel";
  /** Given with commands and clicks, for half an hour. */
  readonly responseUrl?: string;
  readonly threadRef?: string;
  /** The message that was clicked. */
  readonly clicked?: { readonly messageRef: string; readonly ephemeral: boolean };
  /** It was clicked in the app's home, as it was drawn then: that shows what came of it. */
  readonly home?: { readonly hash: string };
}

/** How long a look-up waits for its chart before it comes without. Where it can be edited, the chart follows. */
const lookUpPatienceMs = 4000;

/** An answer that stands, and may be replaced by a later one. */
export interface Told {
  replace(message: Message): Promise<void>;
}

/** Answers people where they asked. */
export interface Teller {
  /** @param replacing the clicked message makes room for this one */
  tell(client: SlackClient, place: Place, message: Message, replacing?: boolean): Promise<Told>;
}

/** Answers at once, without the picture if it takes too long; a message that can be edited gets it later. */
export function createTeller(deliverer: Deliverer, log: SlackLog): Teller {
  const quick: Deliverer = { ...deliverer, picturePatienceMs: lookUpPatienceMs };

  async function put(client: SlackClient, place: Place, message: Message, target: Target): Promise<Told> {
    const work = { tenantId: place.tenantId, message };
    const outcome = await deliverMessage(quick, client, { ...work, target });
    if (!outcome.ok) {
      log.warn({ code: outcome.code, tenantId: place.tenantId }, "An answer could not be given in Slack");
      return { replace: (next) => tell(client, place, next).then(() => undefined) };
    }
    const over = targetOver(place, target, outcome.messageRef);
    if (outcome.imageMissing && over)
      await followPicture(deliverer, client, { ...work, target: over }, outcome.imageAfterMs);
    return {
      replace: async (next) => {
        await put(client, place, next, over ?? target);
      },
    };
  }

  const tell = (client: SlackClient, place: Place, message: Message, replacing = false): Promise<Told> =>
    put(client, place, message, targetOf(place, replacing));

  return { tell };
}

function targetOf(place: Place, replacing: boolean): Target {
  const { conversation, clicked, responseUrl } = place;
  const thread = place.threadRef ? { threadRef: place.threadRef } : {};
  if (replacing && clicked && !clicked.ephemeral) {
    return { kind: "update", conversation, messageRef: clicked.messageRef };
  }
  if (responseUrl) return { kind: "respond", url: responseUrl, replace: replacing };
  if (place.kind === "direct") return { kind: "post", conversation, ...thread };
  return { kind: "ephemeral", conversation, user: place.slackUserId, ...thread };
}

/** What puts a later message over this one; undefined: nothing can. */
function targetOver(place: Place, target: Target, messageRef: string): Target | undefined {
  switch (target.kind) {
    case "post":
      return { kind: "update", conversation: place.conversation, messageRef };
    case "update":
      return target;
    case "respond":
      // What replaced a clicked message can be replaced again; what was answered to a command cannot (bolt-js issue 2287).
      return target.replace ? target : undefined;
    case "ephemeral":
      return undefined;
  }
}
