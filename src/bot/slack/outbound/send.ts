import { setTimeout as wait } from "node:timers/promises";
import type { Db } from "../../../db/connection.ts";
import type { MessagePlace } from "../../../db/deliveries/answered-message.ts";
import type { ChartPainter } from "../../../render/png.ts";
import type { SendOutcome } from "../../../results/send-outcome.ts";
import type { Secrets } from "../../../secrets.ts";
import { createDoubt, type Doubt } from "../../doubt.ts";
import type { Message } from "../../message.ts";
import type { Edit, Post, Sender } from "../../sender.ts";
import { createSlackClient, type SlackApi, type SlackClient } from "../client.ts";
import { type Connection, findTenantConnection } from "../connection.ts";
import { noLog, type SlackLog } from "../log.ts";
import { createPeople } from "../people.ts";
import { type Deliverer, deliverInPlace, paced, type Work } from "./deliver.ts";
import { createDirectMessages, type DirectMessages } from "./direct-messages.ts";
import { createMeetMembers } from "./meet-members.ts";
import { outcomeOf, sentenceOf } from "./outcome.ts";
import { atLeisure, createPacer, type Pacer, type Way } from "./pacer.ts";
import { createPictures } from "./pictures.ts";
import type { Target } from "./put.ts";

/** What the sender needs. What may be left out has defaults. */
export interface SlackSenderOptions {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly painter: Pick<ChartPainter, "paint">;
  readonly publicUrl: string;
  readonly apiUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly timeoutMs?: number;
  readonly log?: SlackLog;
  /** The process's, where others send too; default: one of its own. */
  readonly pacer?: Pacer;
}

/** Slack's transport. Never throws for what Slack or the network does: that is an outcome. */
export interface SlackSender extends Sender {
  post(work: SlackPost): Promise<SendOutcome>;
  readonly update: NonNullable<Sender["update"]>;
  readonly meetMembers: NonNullable<Sender["meetMembers"]>;
  /** A new message into a conversation where the app is. */
  postTo(work: { tenantId: string; conversation: string; message: Message }): Promise<SendOutcome>;
}

type SlackPost = Pick<Post, "tenantId" | "memberId" | "message" | "behind" | "previousAt" | "answers">;

const notConnected: SendOutcome = {
  ok: false,
  kind: "failed",
  code: "not-connected",
  sentence: "No Slack workspace is connected.",
  wholeChannel: true,
};
const notLinked: SendOutcome = {
  ok: false,
  kind: "failed",
  code: "users_not_found",
  sentence: sentenceOf("users_not_found"),
};

/** The database went away before anything was said to Slack. */
const notNow = { ok: false, kind: "retry", afterMs: 1_000, code: "database-away" } as const;

/** What every way of sending works with. */
interface Parts {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly api: SlackApi;
  readonly deliverer: Deliverer;
  readonly directMessages: DirectMessages;
  readonly doubt: Doubt;
}

/** One a process: it keeps the pace of each conversation and workspace. */
export function createSlackSender(options: SlackSenderOptions): SlackSender {
  const { db, now } = options;
  const parts = partsOf(options);
  const meet = createMeetMembers({ db, directMessages: parts.directMessages, now });
  return {
    post: (work) => postToMember(parts, work),
    postTo: (work) =>
      send(parts, { behind: 0, ...work }, { method: "post", urgency: 0 }, async () => ({
        kind: "post",
        conversation: work.conversation,
      })),
    update: (work) =>
      send(parts, { behind: 0, ...work }, { method: "update", urgency: urgencyOf(work) }, async () => ({
        kind: "update",
        conversation: work.conversation,
        messageRef: work.messageRef,
      })),
    meetMembers: async (tenantId) => {
      try {
        const connection = await findTenantConnection(parts, tenantId);
        if (connection) await meet(createSlackClient(connection.token, parts.api), connection);
      } catch (error) {
        parts.doubt.noted(outcomeOf(error, true));
      }
    },
  };
}

function partsOf(options: SlackSenderOptions): Parts {
  const { db, secrets, now, painter, publicUrl, apiUrl, timeoutMs, log = noLog } = options;
  const sleep = options.sleep ?? ((ms: number) => wait(ms));
  const pacer = options.pacer ?? createPacer({ now, sleep });
  const people = createPeople({ db, now });
  return {
    db,
    secrets,
    api: { apiUrl, log, ...(timeoutMs ? { timeoutMs } : {}) },
    deliverer: {
      pictures: createPictures(painter, pacer),
      pacer,
      publicUrl,
      sleep,
      picturePatienceMs: 8000,
    },
    directMessages: createDirectMessages({ db, people, pacer }),
    doubt: createDoubt(),
  };
}

type FindTarget = (client: SlackClient, connection: Connection) => Promise<Target | SendOutcome>;

/** Takes its place in the workspace's queue, finds where it goes, and puts it there. */
async function send(
  parts: Parts,
  work: Omit<Work, "target">,
  way: Omit<Way, "workspace">,
  find: FindTarget,
): Promise<SendOutcome> {
  const { api, deliverer, doubt } = parts;
  const place = deliverer.pacer.enter({ ...way, workspace: work.tenantId });
  if (!place.ok) return paced(place.afterMs);
  try {
    const connection = await findTenantConnection(parts, work.tenantId).catch(() => notNow);
    if (!connection) return notConnected;
    if ("ok" in connection) return connection;
    const client = createSlackClient(connection.token, api);
    const target = await targetOf(doubt, client, () => find(client, connection));
    if ("ok" in target) {
      if (!target.ok && target.kind === "paced" && target.code === "ratelimited") place.hold(target.afterMs);
      return target;
    }
    return doubt.noted(await deliverInPlace(deliverer, client, place, { ...work, target }));
  } finally {
    place.leave();
  }
}

/** Where it goes. Nothing is posted yet, so it is sure that it was not. */
async function targetOf(
  doubt: Doubt,
  client: SlackClient,
  find: () => ReturnType<FindTarget>,
): Promise<Target | SendOutcome> {
  try {
    await doubt.settle(() => client.api.test());
    return await find();
  } catch (error) {
    const outcome = outcomeOf(error, true);
    // What Slack has no name for is the database's.
    return outcome.code === "unknown" ? notNow : doubt.noted(outcome);
  }
}

/** A direct message. */
async function postToMember(parts: Parts, work: SlackPost): Promise<SendOutcome> {
  const { directMessages } = parts;
  const urgency = work.behind ?? 0;
  let remembered: Connection | undefined;
  const find: FindTarget = async (client, connection) => {
    const found = await directMessages.find(client, connection, work.memberId, urgency);
    if (found.kind === "later") return paced(found.afterMs);
    if (found.kind === "nobody") return notLinked;
    remembered = found.isFresh ? undefined : connection;
    return directMessage(found.conversation, work.answers);
  };
  const once = () => send(parts, { behind: 0, ...work }, { method: "post", urgency }, find);
  const outcome = await once();
  if (outcome.ok || outcome.code !== "channel_not_found" || !remembered) return outcome;
  // It is not what it was, and it is sure that nothing was posted there: it is opened anew.
  await directMessages.forget(remembered, work.memberId);
  return once();
}

/** A new message, or an answer under an earlier one, which is seen beside it as well. */
function directMessage(conversation: string, answers: MessagePlace | undefined): Target {
  // What is in another conversation cannot be answered here.
  if (answers?.conversation !== conversation) return { kind: "post", conversation };
  return { kind: "post", conversation, threadRef: answers.messageRef, broadcast: true };
}

function urgencyOf({ picture }: Edit): number {
  return picture === "late" ? atLeisure : 0;
}
