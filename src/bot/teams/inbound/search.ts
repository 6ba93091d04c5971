import { z } from "zod";
import { withTenant } from "../../../db/with-tenant.ts";
import type { AccountLine } from "../../../results/accounts.ts";
import type { Day } from "../../../scoring/types.ts";
import { noteShared } from "../../../usecases/accounts/note-shared.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import { shortName } from "../../../words/names.ts";
import { type BandNames, bandNamesFor, statusWords } from "../../../words/status.ts";
import { whyCell } from "../../../words/why.ts";
import { dayIn } from "../../../zones.ts";
import { shareMessage } from "../../answers/share.ts";
import { suggestAccounts } from "../../answers/suggest-accounts.ts";
import type { InvokeAnswer } from "../adapter.ts";
import { cardType } from "../teams-api.ts";
import type { InboundActivity } from "./activity.ts";
import { answerCard } from "./answer-card.ts";
import { cardAnswer, extension, neutralCard } from "./compose-answers.ts";
import { asking, type Listening } from "./listening.ts";
import { membersThere } from "./roster.ts";
import { isTurn, type Turn } from "./turn.ts";

/** Results of a search; clients show about so many. */
const mostResults = 8;

const query = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), value: z.unknown() })).default([]),
});
const selected = z.looseObject({ accountId: z.guid() });

/** Looks accounts up for who writes a message: what they find they alone see, until they choose one. */
export async function answerSearch(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const read = query.safeParse(activity.value);
  if (!read.success) return { status: 400 };
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return extension({ type: "message", text: turn.summary });
  const value = read.data.parameters.find(({ name }) => name === "query")?.value;
  const typed = typeof value === "string" ? value : "";
  const { lines, names, today } = await found(listening, turn, typed);
  if (lines.length === 0) {
    return extension({
      type: "message",
      text: "I can't find an account of that name among those you can see.",
    });
  }
  const attachments = lines.map((line) => ({
    contentType: cardType,
    content: neutralCard(listening, line.id),
    preview: {
      contentType: "application/vnd.microsoft.card.thumbnail",
      content: {
        title: shortName(line.name),
        text: [statusWords(line, names), whyCell(line, today, names)]
          .filter((words) => words !== "")
          .join(". "),
        tap: { type: "invoke", value: { accountId: line.id } },
      },
    },
  }));
  return extension({ type: "result", attachmentLayout: "list", attachments });
}

/** What fits, what bands are called for the asker, and which day it is where they are. */
async function found(
  listening: Listening,
  turn: Turn,
  typed: string,
): Promise<{ readonly lines: readonly AccountLine[]; readonly names: BandNames; readonly today: Day }> {
  const now = new Date(listening.now());
  return withTenant(listening.db, turn.context, async (tx) => {
    const { role, zone } = await getReader(tx);
    const lines = await suggestAccounts(tx, typed, { now, most: mostResults });
    return { lines, names: bandNamesFor(role), today: dayIn(now, zone) };
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

async function cardFor(
  listening: Listening,
  activity: InboundActivity,
  accountId: string,
): Promise<InvokeAnswer> {
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return cardAnswer(neutralCard(listening, accountId));
  const memberIds = await membersThere(listening, turn);
  const { deps, asked } = asking(listening);
  const subject = { kind: "account", accountId } as const;
  const share = await shareMessage(deps, turn.context, subject, memberIds, asked).catch(() => undefined);
  if (!share?.ok) return cardAnswer(neutralCard(listening, accountId));
  if (turn.place.kind !== "personal") {
    const shared = {
      conversation: turn.place.conversationId,
      people: memberIds?.length ?? 0,
      now: asked.now,
    };
    await withTenant(listening.db, turn.context, (tx) =>
      noteShared(tx, { what: "account", accountIds: [accountId], ...shared }),
    );
  }
  return cardAnswer(await answerCard(listening, turn, share.message, "everyone"));
}
