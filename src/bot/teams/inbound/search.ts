import { z } from "zod";
import { writeAudit } from "../../../db/audit.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import type { Day } from "../../../scoring/types.ts";
import { findAccount } from "../../../usecases/accounts/find-account.ts";
import { getAccount } from "../../../usecases/accounts/get-account.ts";
import { listAccounts } from "../../../usecases/accounts/list-accounts.ts";
import type { AccountLine } from "../../../usecases/results/accounts.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import { dayIn } from "../../../words/dates.ts";
import { shortName } from "../../../words/names.ts";
import { statusWords } from "../../../words/status.ts";
import { whyCell } from "../../../words/why.ts";
import type { Message } from "../../message.ts";
import { shareMessage } from "../../share.ts";
import { accountPageMessage } from "../../views/account-page.ts";
import type { InvokeAnswer } from "../adapter.ts";
import type { AdaptiveCard } from "../layout/card.ts";
import { renderTeams } from "../layout/render.ts";
import { layOut } from "../outbound/deliver.ts";
import type { InboundActivity } from "./activity.ts";
import { asking, type Listening } from "./listening.ts";
import { isTurn, type Turn } from "./turn.ts";

/** Results of a search; clients show about so many. */
const mostResults = 8;
/** More people are not looked at one by one. */
const mostPeople = 200;

const query = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), value: z.unknown() })).default([]),
});
const selected = z.looseObject({ accountId: z.guid() });
const linked = z.looseObject({ url: z.string().max(2_000) });

/** Looks accounts up for who writes a message: what they find they alone see, until they choose one. */
export async function answerSearch(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const read = query.safeParse(activity.value);
  if (!read.success) return { status: 400 };
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return extension({ type: "message", text: turn.summary });
  const value = read.data.parameters.find(({ name }) => name === "query")?.value;
  const typed = typeof value === "string" ? value.slice(0, 200).trim() : "";
  const { lines, today } = await found(listening, turn, typed);
  if (lines.length === 0) {
    return extension({
      type: "message",
      text: "I can't find an account of that name among those you can see.",
    });
  }
  const attachments = lines.map((line) => ({
    contentType: "application/vnd.microsoft.card.adaptive",
    content: neutralCard(listening, line.id),
    preview: {
      contentType: "application/vnd.microsoft.card.thumbnail",
      content: {
        title: shortName(line.name),
        text: [statusWords(line), whyCell(line, today)].filter((words) => words !== "").join(". "),
        tap: { type: "invoke", value: { accountId: line.id } },
      },
    },
  }));
  return extension({ type: "result", attachmentLayout: "list", attachments });
}

/** What fits, and which day it is where the asker is. */
async function found(
  listening: Listening,
  turn: Turn,
  typed: string,
): Promise<{ readonly lines: readonly AccountLine[]; readonly today: Day }> {
  const now = new Date(listening.now());
  return withTenant(listening.db, turn.context, async (tx) => {
    const today = dayIn(now, (await getReader(tx)).zone);
    if (typed === "") return { lines: (await listAccounts(tx, { now, pageSize: mostResults })).lines, today };
    const match = await findAccount(tx, typed, { now });
    if (match.kind === "one") return { lines: [await getAccount(tx, match.accountId, { now })], today };
    const lines = match.kind === "many" ? match.matches : match.closest;
    return { lines: lines.slice(0, mostResults), today };
  });
}

/**
 * The card that a choice puts into the message: the account, if everyone in the conversation may see it; else its page to
 * sign in to.
 */
export async function answerSelection(
  listening: Listening,
  activity: InboundActivity,
): Promise<InvokeAnswer> {
  const read = selected.safeParse(activity.value);
  return read.success ? cardFor(listening, activity, read.data.accountId) : { status: 400 };
}

/** The preview of a link to an account's page, by the same rule. */
export async function answerLink(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const read = linked.safeParse(activity.value);
  const url = read.success ? URL.parse(read.data.url) : null;
  if (!url || url.origin !== new URL(listening.publicUrl).origin) return neutralPreview(listening);
  const accountId = /^\/accounts\/([0-9a-f-]{36})$/.exec(url.pathname)?.[1];
  return accountId === undefined ? neutralPreview(listening) : cardFor(listening, activity, accountId);
}

/** For whoever is nobody to us: that there is a page, and nothing of what is on it. */
export function neutralPreview(listening: Listening): InvokeAnswer {
  return result(neutralCard(listening, null));
}

async function cardFor(
  listening: Listening,
  activity: InboundActivity,
  accountId: string,
): Promise<InvokeAnswer> {
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return neutralPreview(listening);
  const memberIds = await audience(listening, turn);
  const { deps, asked } = asking(listening);
  const subject = { kind: "account", accountId } as const;
  const share = await shareMessage(deps, turn.context, subject, memberIds, asked).catch(() => undefined);
  if (!share?.ok) return result(neutralCard(listening, accountId));
  if (turn.place.kind !== "personal") {
    const detail = {
      what: "account",
      conversation: turn.place.conversationId,
      people: memberIds?.length ?? 0,
    };
    await withTenant(listening.db, turn.context, (tx) =>
      writeAudit(tx, { verb: "shared into a conversation", accountId, detail, now: asked.now }),
    );
  }
  return result(await cardOf(listening, turn, share.message));
}

/** The members behind everyone in the conversation; null: someone is none, or Teams does not say. */
async function audience(listening: Listening, turn: Turn): Promise<string[] | null> {
  const { place, context } = turn;
  const { people, deliverer, tenantId } = listening;
  if (place.kind === "personal") return [context.actor.memberId];
  const roster = await deliverer.api
    .members({ ...place, conversationId: place.rosterId }, mostPeople)
    .catch(() => undefined);
  if (!roster || roster.length > mostPeople) return null;
  const memberIds: string[] = [];
  for (const entry of roster) {
    const who = await people.whoEntryIs(tenantId, entry);
    if (who.kind !== "member") return null;
    memberIds.push(who.memberId);
  }
  return memberIds.length === 0 ? null : memberIds;
}

async function cardOf(listening: Listening, turn: Turn, message: Message): Promise<AdaptiveCard> {
  const { tenantId } = listening;
  const { memberId } = turn.context.actor;
  const { outgoing } = await layOut(listening.deliverer, {
    tenantId,
    memberId,
    message,
    userId: null,
    messageRef: "",
  });
  return outgoing.attachments?.[0]?.content as AdaptiveCard;
}

function neutralCard({ publicUrl }: Listening, accountId: string | null): AdaptiveCard {
  return renderTeams(accountPageMessage(accountId), { publicUrl }).card;
}

function result(card: AdaptiveCard): InvokeAnswer {
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", content: card };
  const preview = {
    contentType: "application/vnd.microsoft.card.thumbnail",
    content: { title: card.fallbackText },
  };
  return extension({ type: "result", attachmentLayout: "list", attachments: [{ ...attachment, preview }] });
}

function extension(composeExtension: object): InvokeAnswer {
  return { status: 200, body: { composeExtension } };
}
