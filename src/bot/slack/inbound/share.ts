import type { Db } from "../../../db/connection.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { noteShared } from "../../../usecases/accounts/note-shared.ts";
import { mostPeople, type Share } from "../../answers/share.ts";
import type { Message, ShareSubject } from "../../message.ts";
import { errorMessage, sharedChannelMessage } from "../../views/errors.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import { type Deliverer, deliverMessage } from "../outbound/deliver.ts";
import { followPicture } from "../outbound/follow-picture.ts";
import type { People } from "../people.ts";
import { shareNotices, slackSilentNotice } from "./notices.ts";
import type { Turn } from "./turn.ts";

/** Everyone in a conversation. `null`: someone there is no member of the tenant. */
export type Audience =
  | {
      readonly ok: true;
      /** "#cs-emea" */
      readonly name: string | null;
      readonly people: number;
      readonly memberIds: readonly string[] | null;
    }
  | { readonly ok: false; readonly message: Message };

/** Who would see what is shared here, or why nothing can be. */
export async function audienceOf(people: People, turn: Turn): Promise<Audience> {
  const { place, client, connection } = turn;
  if (place.kind === "direct") return { ok: false, message: shareNotices.alone };
  const readers = await whoReads(people, client, connection, place.conversation, {
    whole: true,
    most: mostPeople,
  });
  switch (readers.kind) {
    case "unknown":
      return { ok: false, message: shareNotices.notThere };
    case "shared":
      return { ok: false, message: sharedChannelMessage() };
    case "crowd":
      return { ok: false, message: shareNotices.tooMany };
    case "people":
      return { ok: true, ...readers };
    default:
      return readers satisfies never;
  }
}

/** Who reads what is said in a conversation. Bots are not counted, nor is the app itself. */
export type Readers =
  | {
      readonly kind: "people";
      /** "#cs-emea" */
      readonly name: string | null;
      readonly people: number;
      /** Null: someone is no member of the tenant. */
      readonly memberIds: readonly string[] | null;
    }
  /** Slack does not say: the app is not there. */
  | { readonly kind: "unknown" }
  /** People of other organisations are in it, or are asked to come. */
  | { readonly kind: "shared" }
  /** More than are looked at one by one. */
  | { readonly kind: "crowd" };

/**
 * Looks at everyone in a conversation. Anything that Slack does not say is a no.
 * @param options.whole false: the first who is no member is enough, and `people` is not all of them
 * @param options.most of more people nobody is looked at
 * @throws WebAPI errors where Slack does not say who somebody is
 */
export async function whoReads(
  people: People,
  client: SlackClient,
  connection: Connection,
  conversation: string,
  { whole, most }: { readonly whole: boolean; readonly most: number },
): Promise<Readers> {
  const channel = await client.conversations.info({ channel: conversation }).then(
    (answer) => answer.channel,
    () => undefined,
  );
  if (!channel) return { kind: "unknown" };
  if (channel.is_ext_shared || channel.is_pending_ext_shared) return { kind: "shared" };
  const there = await peopleIn(client, conversation, most);
  if (there === undefined) return { kind: "unknown" };
  if (there.length > most) return { kind: "crowd" };

  const memberIds: string[] = [];
  let strangers = 0;
  for (const slackUserId of there) {
    if (slackUserId === connection.botUserId) continue;
    const who = await people.whoIs(client, connection, slackUserId);
    if (who.kind === "member") memberIds.push(who.memberId);
    else if (who.kind !== "bot") strangers++;
    if (strangers > 0 && !whole) break;
  }
  const name = channel.name && !channel.is_mpim ? `#${channel.name}` : null;
  const count = memberIds.length + strangers;
  return { kind: "people", name, people: count, memberIds: strangers > 0 ? null : memberIds };
}

/**
 * Posts something for everyone in a conversation to see, if every single one of them may see it under their own rights.
 * @param render made anew for the people who are there at this moment
 */
export async function shareHere(
  deps: { db: Db; people: People; deliverer: Deliverer; now: () => number },
  turn: Turn,
  what: ShareSubject,
  render: (memberIds: readonly string[] | null) => Promise<Share>,
): Promise<void> {
  const audience = await audienceOf(deps.people, turn);
  if (!audience.ok) return void (await turn.tell(audience.message));
  const { ok, message } = await render(audience.memberIds);
  if (!ok) return void (await turn.tell(message));
  const target = { kind: "post", conversation: turn.place.conversation } as const;
  const work = { tenantId: turn.context.tenantId, target, message };
  const outcome = await deliverMessage(deps.deliverer, turn.client, work);
  if (!outcome.ok) {
    const failed = outcome.kind === "failed";
    return void (await turn.tell(failed ? errorMessage(outcome.sentence, null) : slackSilentNotice));
  }
  await withTenant(deps.db, turn.context, (tx) =>
    noteShared(tx, {
      what: what.kind,
      accountIds: what.kind === "list" ? [] : [what.accountId],
      conversation: turn.place.conversation,
      people: audience.people,
      now: new Date(deps.now()),
    }),
  );
  await turn.tell(shareNotices.done);
  const { conversation, messageRef } = outcome;
  const over = { kind: "update", conversation, messageRef } as const;
  if (outcome.imageMissing)
    await followPicture(deps.deliverer, turn.client, { ...work, target: over }, outcome.imageAfterMs);
}

/** Who is in the conversation; undefined: Slack does not say. Stops a little above the most that is looked at. */
async function peopleIn(
  client: SlackClient,
  conversation: string,
  most: number,
): Promise<string[] | undefined> {
  const found: string[] = [];
  let cursor: string | undefined;
  try {
    do {
      const page = await client.conversations.members({
        channel: conversation,
        limit: 200,
        ...(cursor ? { cursor } : {}),
      });
      found.push(...(page.members ?? []));
      cursor = page.response_metadata?.next_cursor;
    } while (cursor && found.length <= most);
    return found;
  } catch {
    return undefined;
  }
}
