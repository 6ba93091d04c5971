import { getAccount } from "../../../usecases/accounts/get-account.ts";
import { getAlert } from "../../../usecases/alerts/get-alert.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import { actOn } from "../../answers/act.ts";
import { answered } from "../../answers/answer.ts";
import type { Answer } from "../../answers/answer-kinds.ts";
import { findCommand } from "../../answers/command-schema.ts";
import type { Message } from "../../message.ts";
import { alertMessage } from "../../views/alert.ts";
import { notSavedMessage } from "../../views/errors.ts";
import type { InvokeAnswer } from "../adapter.ts";
import { cardType } from "../teams-api.ts";
import { findClick, type InboundActivity } from "./activity.ts";
import { answerCard } from "./answer-card.ts";
import { askAgain } from "./compose-answers.ts";
import { closeDialog, openDialog } from "./dialog.ts";
import { answerConsent } from "./exports.ts";
import { give, givenBy } from "./give.ts";
import { answerAnonymousLink, answerLink } from "./link.ts";
import { asking, type Listening } from "./listening.ts";
import { answerBelow } from "./notices.ts";
import { anonymousQuery } from "./receiver.ts";
import { answerSearch, answerSelection } from "./search.ts";
import { isTurn, type Turn } from "./turn.ts";

/** Answers what asks: a click, a dialog, a search, a file's consent. Never throws: what goes wrong is said. */
export async function answerInvoke(
  listening: Listening,
  activity: InboundActivity,
): Promise<InvokeAnswer | undefined> {
  try {
    switch (activity.name) {
      case "adaptiveCard/action":
        return await answerClick(listening, activity);
      case "task/fetch":
        return await openDialog(listening, activity);
      case "task/submit":
        return await closeDialog(listening, activity);
      case "composeExtension/query":
        return await answerSearch(listening, activity);
      case "composeExtension/selectItem":
        return await answerSelection(listening, activity);
      case "composeExtension/queryLink":
        return askAgain(await answerLink(listening, activity));
      case anonymousQuery:
        return askAgain(answerAnonymousLink(listening, activity));
      case "fileConsent/invoke":
        return await answerConsent(listening, activity);
      default:
        return { status: 501 };
    }
  } catch (error) {
    listening.log.error(
      { err: error, tenantId: listening.tenantId, name: activity.name },
      "An invoke from Teams failed",
    );
    return activity.name === "adaptiveCard/action" ? sentence(notSavedMessage(null)) : { status: 500 };
  }
}

async function answerClick(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const click = findClick(activity);
  const command = findCommand(click?.command);
  if (!click || (!command && click.refresh === undefined)) return { status: 400 };
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return sentence(turn);
  const { deps, asked } = asking(listening);
  if (!command) return cardOver(listening, turn, await refreshed(listening, turn, click.refresh ?? ""));
  const answer = await actOn(deps, turn.context, command, undefined, asked);
  const given = await givenBy(listening.db, turn, answer, { ...click, asked: command });
  switch (given.kind) {
    case "over":
      if (given.keep) listening.desk.take(() => give(listening, turn, given, click.messageRef));
      return cardOver(listening, turn, given.message);
    case "notice":
      return sentence(given.message);
    case "below":
      listening.desk.take(() => give(listening, turn, given));
      return sentenceOf(answerBelow);
    case "file":
      listening.desk.take(() => give(listening, turn, given));
      return sentence(given.answer.making);
    default:
      return given satisfies never;
  }
}

/** An alert's card as it is now, for who looks at it. */
async function refreshed(listening: Listening, turn: Turn, alertId: string): Promise<Message> {
  const { deps, asked } = asking(listening);
  const answer: Answer = await answered(deps, turn.context, asked.now, null, async (tx) => {
    const alert = await getAlert(tx, alertId);
    const account = await getAccount(tx, alert.account.id, { now: asked.now });
    return {
      kind: "message",
      message: alertMessage(alert, await getReader(tx), { now: asked.now, account }),
    };
  });
  return answer.kind === "message" ? answer.message : notSavedMessage(null);
}

async function cardOver(listening: Listening, turn: Turn, message: Message): Promise<InvokeAnswer> {
  const value = await answerCard(listening, turn, message, "asker");
  return { status: 200, body: { statusCode: 200, type: cardType, value } };
}

function sentence({ summary }: Message): InvokeAnswer {
  return sentenceOf(summary);
}

function sentenceOf(value: string): InvokeAnswer {
  return {
    status: 200,
    body: { statusCode: 200, type: "application/vnd.microsoft.activity.message", value },
  };
}
