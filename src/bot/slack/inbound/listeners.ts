import type { App } from "@slack/bolt";
import { withTenant } from "../../../db/with-tenant.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import { actOn } from "../../answers/act.ts";
import { answerText } from "../../answers/answer.ts";
import type { Answer } from "../../answers/answer-kinds.ts";
import { findCommand } from "../../answers/command-schema.ts";
import { shareMessage } from "../../answers/share.ts";
import { alertChangedMessage } from "../../views/notices.ts";
import { actionIds } from "../layout/elements.ts";
import { searchActionId } from "../layout/home.ts";
import { connectionOf, forgetWorkspace } from "./authorize.ts";
import { giveFile } from "./exports.ts";
import { askForm, askShare, findSubmission, type Submission } from "./forms.ts";
import { drawHome, findVisit, giveAtHome, placeAtHome } from "./home.ts";
import type { Listening } from "./listening.ts";
import { type Click, findClick, findSaid, readCommand } from "./said-and-clicked.ts";
import { audienceOf, shareHere } from "./share.ts";
import { findTyped, suggestionsFor } from "./suggestions.ts";
import type { Turn } from "./turn.ts";
import { findPostedLinks, unfurlLinks } from "./unfurl.ts";

/** Tells Bolt what is done about each thing that Slack sends. What was sent is acknowledged before any of it runs. */
export function addListeners(app: App, listening: Listening): void {
  const { turns, now } = listening;
  const { db, publicUrl } = listening;

  async function answer(turn: Turn, text: string): Promise<void> {
    await give(
      listening,
      turn,
      await answerText({ db, publicUrl }, turn.context, text, askedOf(turn, now())),
    );
  }

  app.command(/^\//, async ({ body, client, context }) => {
    const { here, text } = readCommand(body);
    await turns.take(client, connectionOf(context), here, (turn) => answer(turn, text));
  });

  for (const type of ["app_mention", "message"] as const) {
    app.event(type, async ({ event, client, context }) => {
      const connection = connectionOf(context);
      const said = findSaid(event, connection.botUserId);
      if (said) await turns.take(client, connection, said.here, (turn) => answer(turn, said.text));
    });
  }

  app.action(/.*/, async ({ body, client, context }) => {
    const click = findClick(body);
    if (!click || findCommand(click.value) === undefined) return;
    const connection = connectionOf(context);
    const here = click.here.home ? await placeAtHome(listening, client, connection, click.here) : click.here;
    if (!here) return;
    await turns.take(client, connection, here, (turn) => onClick(listening, turn, { ...click, here }));
  });

  app.options(searchActionId, async ({ ack, body, client, context }) => {
    const typed = findTyped(body);
    const connection = connectionOf(context);
    await ack({ options: typed ? await suggestionsFor(listening, client, connection, typed) : [] });
  });

  app.view({ type: "view_submission", callback_id: /.*/ }, async ({ body, client, context }) => {
    const submission = findSubmission(body, now());
    if (!submission) return;
    await turns.take(client, connectionOf(context), submission.here, (turn) =>
      onSubmission(listening, turn, submission),
    );
  });

  app.event("app_home_opened", async ({ event, client, context }) => {
    const visit = findVisit(event);
    if (visit) await drawHome(listening, client, connectionOf(context), visit);
  });

  app.event("link_shared", async ({ event, client, context }) => {
    const posted = findPostedLinks(event, publicUrl);
    if (posted) await unfurlLinks(listening, client, connectionOf(context), posted);
  });

  app.event("app_uninstalled", async ({ body }) => {
    await forgetWorkspace(listening, { workspaceId: body.team_id, eventId: body.event_id });
  });
  app.event("tokens_revoked", async ({ body, event }) => {
    // Tokens of users are not ours: only the bot's own is kept.
    if (!event.tokens.bot?.length) return;
    await forgetWorkspace(listening, { workspaceId: body.team_id, eventId: body.event_id });
  });
}

async function onClick(listening: Listening, turn: Turn, click: Click): Promise<void> {
  const command = findCommand(click.value);
  if (!command) return;
  const { db, publicUrl, now } = listening;
  const answer = await actOn({ db, publicUrl }, turn.context, command, undefined, askedOf(turn, now()));
  switch (answer.kind) {
    case "form": {
      const { zone } = await withTenant(db, turn.context, getReader);
      return askForm(turn, { answer, command, zone, now: now() }, click);
    }
    case "share": {
      if (command.do !== "share") return;
      const audience = await audienceOf(listening.people, turn);
      if (!audience.ok) return void (await turn.tell(audience.message));
      const { name, people } = audience;
      return askShare(turn, { what: command.what, subjectWords: answer.subjectWords, name, people }, click);
    }
    default:
      if (turn.place.home) return giveAtHome(listening, turn, answer, command);
      return give(listening, turn, answer, click);
  }
}

async function onSubmission(listening: Listening, turn: Turn, submission: Submission): Promise<void> {
  const { db, publicUrl, now, people, deliverer } = listening;
  if (submission.kind === "share") {
    const { what } = submission;
    return shareHere({ db, people, deliverer, now }, turn, what, (memberIds) =>
      shareMessage({ db, publicUrl }, turn.context, what, memberIds, { now: new Date(now()) }),
    );
  }
  const { command, input } = submission;
  const answer = await actOn({ db, publicUrl }, turn.context, command, input, askedOf(turn, now()));
  if (turn.place.home) return giveAtHome(listening, turn, answer, command);
  await give(listening, turn, answer, submission.click);
}

/** Says an answer to who asked. A question that was answered makes room; a card that changed is put in its new state. */
async function give(
  listening: Listening,
  turn: Turn,
  answer: Answer,
  click?: Pick<Click, "actionId" | "fromItem">,
): Promise<void> {
  switch (answer.kind) {
    case "message":
      return void (await turn.tell(answer.message, click !== undefined && answersQuestion(turn, click)));
    case "alert": {
      if (answer.notice) await turn.tell(answer.notice);
      if (!answer.changed) return;
      if (click && !click.fromItem) return void (await turn.tell(answer.message, true));
      // A digest is about more than this alert, and stays as it was sent.
      const reader = await withTenant(listening.db, turn.context, getReader);
      return void (await turn.tell(alertChangedMessage(answer.alert, reader)));
    }
    case "export":
      return giveFile(listening, turn, answer);
    case "form":
    case "share":
      return;
    default:
      return answer satisfies never;
  }
}

/** Whether the clicked message was a question to the asker alone: which account, was it useful. */
function answersQuestion(turn: Turn, { actionId }: Pick<Click, "actionId">): boolean {
  const [what] = actionId.split(":");
  if (what === actionIds.choice) return true;
  return turn.place.clicked?.ephemeral === true && (what === "show-account" || what === "judge-alert");
}

function askedOf(turn: Turn, now: number) {
  const place = turn.place.kind === "direct" ? "private" : "channel";
  return { now: new Date(now), place } as const;
}
