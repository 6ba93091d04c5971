import { z } from "zod";
import { memberContext } from "../../../context.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import type { Answer } from "../../answers/answer-kinds.ts";
import { type ShownHome, showHome } from "../../answers/show-home.ts";
import type { Command, Message } from "../../message.ts";
import { notLinkedMessage } from "../../views/errors.ts";
import { alertChangedMessage } from "../../views/notices.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import { renderHome } from "../layout/home.ts";
import { inTurn } from "../outbound/in-turn.ts";
import { outcomeOf, platformCode } from "../outbound/outcome.ts";
import { atOnce } from "../outbound/pacer.ts";
import { giveFile } from "./exports.ts";
import type { Listening } from "./listening.ts";
import { answeredInMessages, guestNotice, slackSilentNotice } from "./notices.ts";
import type { Place } from "./place.ts";
import type { Turn } from "./turn.ts";

/** Somebody at home, and how it was drawn when they came or clicked. */
export interface Visit {
  readonly slackUserId: string;
  /** Absent: it was never drawn. */
  readonly hash?: string | undefined;
}

const opened = z.object({
  type: z.literal("app_home_opened"),
  tab: z.literal("home"),
  user: z.string().min(1),
  view: z.object({ hash: z.string().optional() }).optional(),
});

/** Who opened the app's home. Undefined for the tab of messages, and for anything else. */
export function findVisit(event: unknown): Visit | undefined {
  const read = opened.safeParse(event);
  return read.data && { slackUserId: read.data.user, hash: read.data.view?.hash };
}

/**
 * Draws somebody's home as it is for them now. Who is no member finds what to do, and nothing of what stood there while they
 * were one. Where Slack or we fail it stays as it was.
 * @param notice what came of their click
 */
export async function drawHome(
  listening: Listening,
  client: SlackClient,
  connection: Connection,
  visit: Visit,
  notice: Message | null = null,
): Promise<void> {
  const { deliverer, log } = listening;
  const { tenantId } = connection;
  const way = { workspace: tenantId, method: "publish", urgency: atOnce } as const;
  try {
    // Read when its turn has come: what is shown is never older than the wait.
    const drawn = await inTurn(deliverer.pacer, way, async () => {
      const publish = async (hash: string | undefined) => {
        const view = await viewFor(listening, client, connection, visit.slackUserId, notice);
        if (view) await client.views.publish({ user_id: visit.slackUserId, view, ...(hash ? { hash } : {}) });
      };
      try {
        await publish(visit.hash);
      } catch (error) {
        if (platformCode(error) !== "hash_conflict") throw error;
        // It was drawn anew in between, maybe from what is older than this: the last reading stands.
        await publish(undefined);
      }
    });
    if (!drawn.ok)
      log.warn({ tenantId, afterMs: drawn.afterMs }, "A home in Slack could not be drawn in time");
  } catch (error) {
    const { code } = outcomeOf(error, true);
    log.warn({ err: error, code, tenantId }, "A home in Slack could not be drawn");
  }
}

async function viewFor(
  { db, people, publicUrl, now }: Listening,
  client: SlackClient,
  connection: Connection,
  slackUserId: string,
  notice: Message | null,
) {
  const who = await people.whoIs(client, connection, slackUserId);
  if (who.kind === "bot") return undefined;
  const at = now();
  const { message, search } = await shownTo();
  return renderHome(message, { publicUrl, search: search ? { drawn: String(at) } : null });

  async function shownTo(): Promise<ShownHome> {
    if (who.kind === "guest") return { message: guestNotice, search: false };
    if (who.kind !== "member") return { message: notLinkedMessage(), search: false };
    const context = memberContext(connection.tenantId, who.memberId, newId(), "slack");
    return showHome({ db }, context, { now: new Date(at), notice });
  }
}

/**
 * Where who clicked at home is answered: in their own messages with the app. Undefined for who is no member (any more), who has
 * none and finds that said at home, and where Slack does not say.
 */
export async function placeAtHome(
  listening: Listening,
  client: SlackClient,
  connection: Connection,
  here: Omit<Place, "tenantId">,
): Promise<Omit<Place, "tenantId"> | undefined> {
  const visit = { slackUserId: here.slackUserId, hash: here.home?.hash };
  const who = await listening.people.whoIs(client, connection, here.slackUserId);
  if (who.kind !== "member") return void (await drawHome(listening, client, connection, visit));
  const found = await listening.directMessages
    .find(client, connection, who.memberId, atOnce)
    .catch((error: unknown) => {
      listening.log.warn({ err: error, tenantId: connection.tenantId }, "Slack opened no direct messages");
      return undefined;
    });
  if (found?.kind === "there") return { ...here, conversation: found.conversation };
  return void (await drawHome(listening, client, connection, visit, slackSilentNotice));
}

/**
 * Gives what was asked for at home: what an alert has become is said there; what is a message of its own stands among the
 * messages, and home says so.
 */
export async function giveAtHome(
  listening: Listening,
  turn: Turn,
  answer: Answer,
  asked: Command,
): Promise<void> {
  const { slackUserId, home } = turn.place;
  const draw = (notice: Message) =>
    drawHome(listening, turn.client, turn.connection, { slackUserId, hash: home?.hash }, notice);
  switch (answer.kind) {
    case "alert": {
      const reader = await withTenant(listening.db, turn.context, getReader);
      return draw(answer.notice ?? alertChangedMessage(answer.alert, reader));
    }
    case "message":
      if ("alertId" in asked) return draw(answer.message);
      await turn.tell(answer.message);
      return draw(answeredInMessages);
    case "export":
      await giveFile(listening, turn, answer);
      return draw(answeredInMessages);
    case "form":
    case "share":
      return;
    default:
      return answer satisfies never;
  }
}
