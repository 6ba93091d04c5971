import { setTimeout as wait } from "node:timers/promises";
import type { Db } from "../../../db/connection.ts";
import type { MessagePlace } from "../../../db/deliveries/answered-message.ts";
import type { ChartPainter } from "../../../render/png.ts";
import type { SendOutcome } from "../../../results/send-outcome.ts";
import type { Secrets } from "../../../secrets.ts";
import type { Message } from "../../message.ts";
import type { Edit, Post, Sender } from "../../sender.ts";
import { createSlackClient, type SlackApi, type SlackClient } from "../client.ts";
import { type Connection, findTenantConnection } from "../connection.ts";
import type { Target } from "../inbound/put.ts";
import { noLog, type SlackLog } from "../log.ts";
import { createPeople } from "../people.ts";
import { type Deliverer, deliverInPlace, paced, type Work } from "./deliver.ts";
import { createDirectMessages } from "./direct-messages.ts";
import { createMeetMembers } from "./meet-members.ts";
import { outcomeOf, sentenceOf } from "./outcome.ts";
import { atLeisure, createPacer, type Pacer, type Way } from "./pacer.ts";
import { createPictures } from "./pictures.ts";

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

/** One a process: it keeps the pace of each conversation and workspace. */
export function createSlackSender(options: SlackSenderOptions): SlackSender {
  const { db, secrets, now } = options;
  const api: SlackApi = {
    apiUrl: options.apiUrl,
    log: options.log ?? noLog,
    ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
  };
  const sleep = options.sleep ?? ((ms: number) => wait(ms));
  const people = createPeople({ db, now });
  const pacer = options.pacer ?? createPacer({ now, sleep });
  const deliverer: Deliverer = {
    pictures: createPictures(options.painter, pacer),
    pacer,
    publicUrl: options.publicUrl,
    sleep,
    picturePatienceMs: 8000,
  };
  const directMessages = createDirectMessages({ db, people, pacer });
  const meet = createMeetMembers({ db, directMessages, now });
  /** Slack did not answer the last time: ask something harmless first, so that an outage leaves few posts uncertain. */
  let doubtful = false;

  type FindTarget = (client: SlackClient, connection: Connection) => Promise<Target | SendOutcome>;

  async function send(
    work: Omit<Work, "target">,
    way: Omit<Way, "workspace">,
    find: FindTarget,
  ): Promise<SendOutcome> {
    const place = deliverer.pacer.enter({ ...way, workspace: work.tenantId });
    if (!place.ok) return paced(place.afterMs);
    try {
      const connection = await findTenantConnection({ db, secrets }, work.tenantId).catch(() => notNow);
      if (!connection) return notConnected;
      if ("ok" in connection) return connection;
      const client = createSlackClient(connection.token, api);
      const target = await targetOf(client, connection, find);
      if ("ok" in target) {
        if (!target.ok && target.kind === "paced" && target.code === "ratelimited")
          place.hold(target.afterMs);
        return target;
      }
      return noted(await deliverInPlace(deliverer, client, place, { ...work, target }));
    } finally {
      place.leave();
    }
  }

  /** Where it goes. Nothing is posted yet, so it is sure that it was not. */
  async function targetOf(
    client: SlackClient,
    connection: Connection,
    find: FindTarget,
  ): Promise<Target | SendOutcome> {
    try {
      if (doubtful) await client.api.test();
      doubtful = false;
      return await find(client, connection);
    } catch (error) {
      const outcome = outcomeOf(error, true);
      // What Slack has no name for is the database's.
      return outcome.code === "unknown" ? notNow : noted(outcome);
    }
  }

  function noted(outcome: SendOutcome): SendOutcome {
    if (!outcome.ok && (outcome.kind === "retry" || outcome.kind === "uncertain")) doubtful = true;
    return outcome;
  }

  async function post(work: SlackPost): Promise<SendOutcome> {
    let remembered: Connection | undefined;
    const once = () =>
      send(
        { behind: 0, ...work },
        { method: "post", urgency: work.behind ?? 0 },
        async (client, connection) => {
          const found = await directMessages.find(client, connection, work.memberId, work.behind ?? 0);
          if (found.kind === "later") return paced(found.afterMs);
          if (found.kind === "nobody") return notLinked;
          remembered = found.isFresh ? undefined : connection;
          return directMessage(found.conversation, work.answers);
        },
      );
    const outcome = await once();
    if (outcome.ok || outcome.code !== "channel_not_found" || !remembered) return outcome;
    // It is not what it was, and it is sure that nothing was posted there: it is opened anew.
    await directMessages.forget(remembered, work.memberId);
    return once();
  }

  return {
    post,
    postTo: (work) =>
      send({ behind: 0, ...work }, { method: "post", urgency: 0 }, async () => ({
        kind: "post",
        conversation: work.conversation,
      })),
    update: (work) =>
      send({ behind: 0, ...work }, { method: "update", urgency: urgencyOf(work) }, async () => ({
        kind: "update",
        conversation: work.conversation,
        messageRef: work.messageRef,
      })),
    meetMembers: async (tenantId) => {
      try {
        const connection = await findTenantConnection({ db, secrets }, tenantId);
        if (connection) await meet(createSlackClient(connection.token, api), connection);
      } catch (error) {
        noted(outcomeOf(error, true));
      }
    },
  };
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
