import { z } from "zod";
import { memberContext, type TenantContext } from "../../../context.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import { noteShared } from "../../../usecases/accounts/note-shared.ts";
import {
  accountOfLink,
  type LinkPreview,
  neutralPreview,
  previewAccounts,
} from "../../answers/link-preview.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import { renderSlack } from "../layout/render.ts";
import { inTurn } from "../outbound/in-turn.ts";
import { outcomeOf } from "../outbound/outcome.ts";
import { atOnce } from "../outbound/pacer.ts";
import type { Listening } from "./listening.ts";
import { whoReads } from "./share.ts";

/** Links of one message that say something by themselves. */
const mostLinks = 5;
/** Of more readers nobody is looked up: nobody asked for it, and Slack tells of some hundred people a minute. */
const mostReaders = 50;

const linkShared = z.object({
  type: z.literal("link_shared"),
  user: z.string().min(1),
  channel: z.string().min(1),
  message_ts: z.string().min(1),
  unfurl_id: z.string().optional(),
  source: z.string().optional(),
  bot_id: z.undefined().optional(),
  links: z.array(z.object({ url: z.string().max(3_000) })).max(100),
});

/** Links to accounts that somebody posts, or is about to. */
export interface PostedLinks {
  readonly slackUserId: string;
  /** Null while it is being written: Slack does not say where it will be posted. */
  readonly conversation: string | null;
  /** How Slack knows the message again. */
  readonly at:
    | { readonly unfurl_id: string; readonly source: "composer" | "conversations_history" }
    | { readonly channel: string; readonly ts: string };
  readonly links: readonly { readonly url: string; readonly accountId: string }[];
}

/** Reads `link_shared`. Undefined where no link leads to an account: what is behind any other is not for a preview. */
export function findPostedLinks(event: unknown, publicUrl: string): PostedLinks | undefined {
  const read = linkShared.safeParse(event);
  if (!read.success) return undefined;
  const { user, channel, message_ts, unfurl_id, source, links } = read.data;
  const isDraft = source === "composer" || channel === "COMPOSER";
  const urls = [...new Set(links.map(({ url }) => url))];
  const found = urls.flatMap((url) => {
    const accountId = accountOfLink(url, publicUrl);
    return accountId === undefined ? [] : [{ url, accountId }];
  });
  if (found.length === 0) return undefined;
  return {
    slackUserId: user,
    conversation: isDraft ? null : channel,
    at: isDraft && unfurl_id !== undefined ? { unfurl_id, source: "composer" } : { channel, ts: message_ts },
    links: found.slice(0, mostLinks),
  };
}

/**
 * Lets links to accounts say where they stand, to a conversation of the team's own in which everyone may see the account; in
 * every other, and while the message is being written, only that there is a page. Where Slack or we fail a link stays a link.
 */
export async function unfurlLinks(
  listening: Listening,
  client: SlackClient,
  connection: Connection,
  posted: PostedLinks,
): Promise<void> {
  const { deliverer, log, now, publicUrl } = listening;
  const { tenantId } = connection;
  try {
    const told = await previewsOf(listening, client, connection, posted);
    if (!told) return;
    const unfurls = Object.fromEntries(
      told.previews.map(({ url, message }) => [url, { blocks: renderSlack(message, { publicUrl }).blocks }]),
    );
    const way = { workspace: tenantId, method: "unfurl", urgency: atOnce } as const;
    const sent = await inTurn(deliverer.pacer, way, () => client.chat.unfurl({ ...posted.at, unfurls }));
    if (!sent.ok)
      return log.warn({ tenantId, afterMs: sent.afterMs }, "A link in Slack stays without a preview");
    await noteShown(told);
  } catch (error) {
    const { code } = outcomeOf(error, true);
    log.warn({ err: error, code, tenantId }, "A link in Slack stays without a preview");
  }

  async function noteShown({ context, people, previews }: Told): Promise<void> {
    const shown = previews.filter((preview) => preview.shown);
    if (context === null || shown.length === 0) return;
    const accountIds = shown.map(({ accountId }) => accountId);
    const { conversation } = posted;
    await withTenant(listening.db, context, (tx) =>
      noteShared(tx, { what: "link", accountIds, conversation, people, now: new Date(now()) }),
    );
  }
}

/** What each link says, and who reads it. */
interface Told {
  /** Who posted them; null: nothing is shown. */
  readonly context: TenantContext | null;
  readonly people: number;
  readonly previews: readonly (PostedLinks["links"][number] & LinkPreview)[];
}

/** Undefined for what a bot posts: a digest is full of links. Of the app itself Bolt hears nothing (`ignoreSelf`). */
async function previewsOf(
  { db, people, now }: Listening,
  client: SlackClient,
  connection: Connection,
  { slackUserId, conversation, links }: PostedLinks,
): Promise<Told | undefined> {
  const neutral: Told = {
    context: null,
    people: 0,
    previews: links.map((link) => ({ ...link, ...neutralPreview(link.accountId) })),
  };
  if (conversation === null) return neutral;
  const who = await people.whoIs(client, connection, slackUserId);
  if (who.kind === "bot") return undefined;
  if (who.kind !== "member") return neutral;
  const readers = await whoReads(people, client, connection, conversation, {
    whole: false,
    most: mostReaders,
  });
  if (readers.kind !== "people" || readers.memberIds === null) return neutral;
  const context = memberContext(connection.tenantId, who.memberId, newId(), "slack");
  const { memberIds } = readers;
  const asked = links.map(({ accountId }) => accountId);
  const previews = await previewAccounts({ db }, context, asked, memberIds, { now: new Date(now()) });
  return {
    context,
    people: memberIds.length,
    previews: links.map((link) => ({
      ...link,
      ...(previews.get(link.accountId) ?? neutralPreview(link.accountId)),
    })),
  };
}
