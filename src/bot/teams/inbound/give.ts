import type { Db } from "../../../db/connection.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import type { Answer } from "../../answers/answer-kinds.ts";
import type { Command, Message } from "../../message.ts";
import { errorMessage } from "../../views/errors.ts";
import { alertChangedMessage } from "../../views/notices.ts";
import { alertFormPath } from "../../views/paths.ts";
import type { Click } from "./activity.ts";
import { giveFile } from "./exports.ts";
import type { Listening } from "./listening.ts";
import { howToShare } from "./notices.ts";
import type { Turn } from "./turn.ts";

/** What somebody gets to see for a request or a click. */
export type Given =
  /** A message of its own, below. */
  | { readonly kind: "below"; readonly message: Message }
  /** In place of the card that was clicked. `keep`: the message itself is to become it, for good. */
  | { readonly kind: "over"; readonly message: Message; readonly keep: boolean }
  /** A sentence to who clicked, alone. */
  | { readonly kind: "notice"; readonly message: Message }
  | { readonly kind: "file"; readonly answer: Extract<Answer, { kind: "export" }> };

/** How an answer is given: a question that was answered makes room; a card that changed is put in its new state. */
export async function givenBy(
  db: Db,
  turn: Turn,
  answer: Answer,
  click?: Click & { readonly asked: Command },
): Promise<Given> {
  switch (answer.kind) {
    case "message": {
      if (click?.asked.do === "judge-alert" && !click.question)
        return { kind: "notice", message: answer.message };
      return click?.question
        ? { kind: "over", message: answer.message, keep: true }
        : { kind: "below", message: answer.message };
    }
    case "alert": {
      if (answer.notice) return { kind: "notice", message: answer.notice };
      // The job that the change enqueued edits the message itself, for everyone who has it.
      if (click && !click.fromItem) return { kind: "over", message: answer.message, keep: false };
      // A digest is about more than this alert, and stays as it was sent.
      const reader = await withTenant(db, turn.context, getReader);
      return { kind: "notice", message: alertChangedMessage(answer.alert, reader) };
    }
    case "export":
      return { kind: "file", answer };
    case "form": {
      const path = alertFormPath(answer.alert.id, answer.form);
      return {
        kind: "below",
        message: errorMessage("This needs a little more.", null, [
          { kind: "open", label: "Open form", path },
        ]),
      };
    }
    case "share":
      return { kind: "notice", message: errorMessage(howToShare, null) };
    default:
      return answer satisfies never;
  }
}

/** Says what is given as messages. @param clicked the message that makes room for what is put over it */
export async function give(listening: Listening, turn: Turn, given: Given, clicked?: string): Promise<void> {
  switch (given.kind) {
    case "over":
      return turn.tell(given.message, clicked);
    case "below":
    case "notice":
      return turn.tell(given.message);
    case "file":
      return giveFile(listening, turn, given.answer);
    default:
      return given satisfies never;
  }
}
