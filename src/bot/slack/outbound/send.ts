import { setTimeout as wait } from "node:timers/promises";
import type { Db } from "../../../db/connection.ts";
import type { ChartPainter } from "../../../render/png.ts";
import type { Secrets } from "../../../secrets.ts";
import type { Message } from "../../message.ts";
import type { Post, Sender, SendOutcome } from "../../sender.ts";
import { createSlackClient, type SlackApi, type SlackClient } from "../client.ts";
import { type Connection, findTenantConnection } from "../connection.ts";
import type { Target } from "../inbound/put.ts";
import { noLog, type SlackLog } from "../log.ts";
import { createPeople, type People } from "../people.ts";
import { type Deliverer, deliverInPlace, paced, type Work } from "./deliver.ts";
import { outcomeOf, sentenceOf } from "./outcome.ts";
import { createPacer, type Pacer, type Way } from "./pacer.ts";
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
  post(work: Pick<Post, "tenantId" | "memberId" | "message" | "behind" | "previousAt">): Promise<SendOutcome>;
  readonly update: NonNullable<Sender["update"]>;
  /** A new message into a conversation where the app is. */
  postTo(work: { tenantId: string; conversation: string; message: Message }): Promise<SendOutcome>;
}

const notConnected: SendOutcome = {
  ok: false,
  kind: "failed",
  code: "not-connected",
  sentence: "No Slack workspace is connected.",
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
  const deliverer: Deliverer = {
    pictures: createPictures(options.painter),
    pacer: options.pacer ?? createPacer({ now, sleep }),
    publicUrl: options.publicUrl,
    sleep,
    picturePatienceMs: 8000,
  };
  const directMessages = createDirectMessages(people);
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
        if (!target.ok && target.kind === "paced") place.hold(target.afterMs);
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

  return {
    post: (work) =>
      send(work, { method: "post", urgency: work.behind ?? 0 }, async (client, connection) => {
        const conversation = await directMessages.open(client, connection, work.memberId);
        return conversation ? { kind: "post", conversation } : notLinked;
      }),
    postTo: (work) =>
      send(work, { method: "post", urgency: 0 }, async () => ({
        kind: "post",
        conversation: work.conversation,
      })),
    update: (work) =>
      send(work, { method: "update", urgency: 0 }, async () => ({
        kind: "update",
        conversation: work.conversation,
        messageRef: work.messageRef,
      })),
  };
}

/** Opens direct messages; an opened one stays the same for good. */
function createDirectMessages(people: People) {
  const opened = new Map<string, string>();
  return {
    open: async (
      client: SlackClient,
      connection: Connection,
      memberId: string,
    ): Promise<string | undefined> => {
      const user = await people.slackUserOf(client, connection, memberId);
      if (!user) return undefined;
      const key = `${connection.workspaceId}:${user}`;
      const known = opened.get(key);
      if (known) return known;
      const { channel } = await client.conversations.open({ users: user });
      if (channel?.id) opened.set(key, channel.id);
      return channel?.id;
    },
  };
}
