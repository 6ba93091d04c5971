import { z } from "zod";
import type { Place } from "./place.ts";

/*
 * What listeners read from Slack's payloads: who, where, what was said or clicked. Anything else in them is not looked at.
 */

type Here = Omit<Place, "tenantId">;

const commandBody = z.object({
  text: z.string().default(""),
  user_id: z.string(),
  channel_id: z.string(),
  response_url: z.string(),
});

const said = z.object({
  type: z.enum(["app_mention", "message"]),
  user: z.string(),
  channel: z.string(),
  channel_type: z.string().optional(),
  text: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
  edited: z.undefined().optional(),
});

const clickBody = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string().default(""),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  view: z.object({ type: z.literal("home"), hash: z.string().max(255) }).optional(),
  container: z.object({
    channel_id: z.string().optional(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
    is_ephemeral: z.boolean().default(false),
  }),
  message: z.object({ blocks: z.array(z.looseObject({})).default([]) }).optional(),
  actions: z.array(
    z.object({
      action_id: z.string(),
      block_id: z.string().optional(),
      value: z.string().optional(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ),
});

/** What somebody said to the bot, and where. */
export interface Said {
  readonly here: Here;
  readonly text: string;
}

/** A slash command. */
export function readCommand(body: unknown): Said {
  const { text, user_id, channel_id, response_url } = commandBody.parse(body);
  const here = {
    slackUserId: user_id,
    conversation: channel_id,
    kind: kindOf(channel_id),
    responseUrl: response_url,
  };
  return { here, text: plainText(text) };
}

/**
 * A mention in a channel or a direct message. Undefined for what is nobody's question: bots, edits, joins, and a channel's
 * talk among people.
 */
export function findSaid(event: unknown, botUserId: string | null): Said | undefined {
  const read = said.safeParse(event);
  if (!read.success) return undefined;
  const { type, user, channel, channel_type, text, thread_ts } = read.data;
  const kind = kindOf(channel);
  const toUs = type === "app_mention" ? kind === "channel" : channel_type === "im" && kind === "direct";
  if (!toUs || user === botUserId) return undefined;
  const here = {
    slackUserId: user,
    conversation: channel,
    kind,
    ...(thread_ts ? { threadRef: thread_ts } : {}),
  };
  const mention = new RegExp(`<@${botUserId ?? "\\w+"}(\\|[^>]*)?>[:,]?`, "g");
  return { here, text: plainText(text.replace(mention, " ")) };
}

/** A click on a button, a menu's entry or a choice. */
export interface Click {
  readonly here: Here;
  /** What the button carries; undefined: a link, which needs nothing done. */
  readonly value: string | undefined;
  readonly actionId: string;
  readonly triggerId: string;
  /** In a list's line, whose message is about more than this. */
  readonly fromItem: boolean;
}

/**
 * Reads a click on a message or in the app's home (`block_actions`). Undefined for anything else. Slack does not say in which
 * conversation somebody at home is to be answered: that is empty.
 */
export function findClick(body: unknown): Click | undefined {
  const read = clickBody.safeParse(body);
  const action = read.data?.actions[0];
  const conversation = read.data?.channel?.id ?? read.data?.container.channel_id;
  if (!read.success || !action) return undefined;
  const { user, trigger_id, response_url, container, message, view } = read.data;
  const clicked = {
    value: action.value ?? action.selected_option?.value,
    actionId: action.action_id,
    triggerId: trigger_id,
  };
  if (view) {
    const here = {
      slackUserId: user.id,
      conversation: "",
      kind: "direct",
      home: { hash: view.hash },
    } as const;
    return { here, ...clicked, fromItem: true };
  }
  if (!conversation) return undefined;
  const blocks = message?.blocks ?? [];
  const block = blocks.find((each) => action.block_id !== undefined && each.block_id === action.block_id);
  return {
    here: {
      slackUserId: user.id,
      conversation,
      kind: kindOf(conversation),
      ...(response_url ? { responseUrl: response_url } : {}),
      ...(container.thread_ts ? { threadRef: container.thread_ts } : {}),
      ...(container.message_ts
        ? { clicked: { messageRef: container.message_ts, ephemeral: container.is_ephemeral } }
        : {}),
    },
    ...clicked,
    fromItem: block?.type === "section",
  };
}

function kindOf(conversation: string): Here["kind"] {
  return conversation.startsWith("D") ? "direct" : "channel";
}

/** Slack's escapes and smart links back to what was typed. */
function plainText(text: string): string {
  return text
    .replace(/<(?:[^|>]*\|)?([^>]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}
