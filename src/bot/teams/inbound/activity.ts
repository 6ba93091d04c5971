import { z } from "zod";

/*
 * What Teams may send, checked as far as we rely on it. Everything else in an activity is not looked at.
 */

const id = z.string().min(1).max(1_000);
const account = z.looseObject({ id, name: z.string().optional(), aadObjectId: id.optional() });

/** An activity as it arrives. */
export const activitySchema = z.looseObject({
  type: z.string().max(100),
  id: id.optional(),
  name: z.string().max(200).optional(),
  channelId: z.literal("msteams"),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(500),
  from: account,
  recipient: account.optional(),
  conversation: z.looseObject({
    id,
    conversationType: z.enum(["personal", "groupChat", "channel"]).optional(),
    tenantId: id.optional(),
  }),
  replyToId: id.optional(),
  text: z.string().optional(),
  value: z.unknown().optional(),
  action: z.string().optional(),
  membersAdded: z.array(account).optional(),
  membersRemoved: z.array(account).optional(),
  entities: z
    .array(
      z.looseObject({
        type: z.string().optional(),
        text: z.string().optional(),
        mentioned: account.optional(),
      }),
    )
    .nullish(),
  channelData: z
    .looseObject({
      tenant: z.looseObject({ id: id.optional() }).nullish(),
      team: z.looseObject({ id: id.optional() }).nullish(),
      channel: z.looseObject({ id: id.optional(), type: z.string().optional() }).nullish(),
      eventType: z.string().optional(),
    })
    .nullish(),
});

/** An inbound activity. */
export type InboundActivity = z.infer<typeof activitySchema>;

/** Where an activity comes from. */
export interface Place {
  readonly kind: "personal" | "group" | "channel";
  /** Of the conversation as it is answered: with its thread. */
  readonly conversationId: string;
  /** Of the roster: the team of a channel, else the conversation without its thread. */
  readonly rosterId: string;
  readonly serviceUrl: string;
  readonly botId: string;
  /** The channel is open to other organisations. */
  readonly shared: boolean;
}

/** Where an activity comes from. @param botId used where the activity does not say whom it is to */
export function placeOf(activity: InboundActivity, botId: string): Place {
  const { conversation, channelData, recipient, serviceUrl } = activity;
  const type = conversation.conversationType ?? (channelData?.team ? "channel" : "personal");
  const kind = type === "groupChat" ? "group" : type;
  const bare = conversation.id.split(";")[0] ?? conversation.id;
  return {
    kind,
    conversationId: conversation.id,
    rosterId: kind === "channel" ? (channelData?.team?.id ?? bare) : bare,
    serviceUrl,
    botId: recipient?.id ?? botId,
    shared: channelData?.channel?.type?.toLowerCase() === "shared",
  };
}

/** The organisations that an activity names; of a request of ours they are all the connected one. */
export function organisationsOf(activity: InboundActivity): string[] {
  const named = [activity.conversation.tenantId, activity.channelData?.tenant?.id];
  return named.filter((organisation) => organisation !== undefined).map((each) => each.toLowerCase());
}

/** What somebody said to the bot: without the mention of it, and without markup. */
export function saidText(activity: InboundActivity): string {
  const ours = activity.recipient?.id;
  let text = activity.text ?? "";
  for (const { type, mentioned, text: mention } of activity.entities ?? []) {
    if (type === "mention" && mention && mentioned?.id === ours) text = text.replaceAll(mention, " ");
  }
  return text
    .replace(/<at\b[^>]*>([^<]*)<\/at>/gi, "$1")
    .replace(/<[^>]{1,200}>/g, " ")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .trim();
}

const carried = z.looseObject({
  command: z.string().optional(),
  choice: z.string().optional(),
  item: z.boolean().optional(),
  question: z.boolean().optional(),
  alertId: z.guid().optional(),
});

/** A click on a card. */
export interface Click {
  /** What the button or choice carries: a command as text. */
  readonly command: string | undefined;
  /** The card asks for itself again. */
  readonly refresh: string | undefined;
  /** On a card that asks something: a choice, or a button of its own. */
  readonly question: boolean;
  /** On one line of a list, whose card is about more. */
  readonly fromItem: boolean;
  /** The message that was clicked. */
  readonly messageRef: string | undefined;
}

/** Reads `Action.Execute` (an invoke) or its fallback (a message with a value). Undefined for anything else. */
export function findClick(activity: InboundActivity): Click | undefined {
  const execute = z.looseObject({
    action: z.looseObject({ verb: z.string().optional(), data: z.unknown() }),
  });
  const invoked = activity.name === "adaptiveCard/action" ? execute.safeParse(activity.value) : undefined;
  if (activity.type === "invoke" && !invoked?.success) return undefined;
  const data = carried.safeParse(invoked?.data ? (invoked.data.action.data ?? {}) : activity.value);
  if (!data.success) return undefined;
  const verb = invoked?.data?.action.verb;
  const { command, choice, item, question, alertId } = data.data;
  if (command === undefined && choice === undefined && verb !== "refresh") return undefined;
  return {
    command: command ?? choice,
    refresh: verb === "refresh" ? alertId : undefined,
    question: question === true || (command === undefined && choice !== undefined),
    fromItem: item === true,
    messageRef: activity.replyToId,
  };
}
