import { type Context, Hono } from "hono";
import { actOn } from "../../bot/answers/act.ts";
import { answerText } from "../../bot/answers/answer.ts";
import type { Answer } from "../../bot/answers/answer-kinds.ts";
import { findCommand } from "../../bot/answers/command-schema.ts";
import { type Command, type Message, strong, t } from "../../bot/message.ts";
import { alertFormPath } from "../../bot/views/paths.ts";
import type { TenantContext } from "../../context.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { formatName } from "../../export-formats.ts";
import { isId } from "../../ids.ts";
import { getAccount } from "../../usecases/accounts/get-account.ts";
import { getInboxItem, type InboxItem, listInbox, markRead } from "../../usecases/inbox/list-inbox.ts";
import { dayRange } from "../../words/day-words.ts";
import { drawImages } from "../charts/draw-images.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireSession } from "../session/require-session.ts";
import { localPath } from "../session/session-cookie.ts";
import { AnswerPage } from "../shell/answer-page.tsx";
import { htmlPage } from "../shell/html-page.ts";
import type { Shell } from "../shell/layout.tsx";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { inboxMessage } from "./inbox-message.ts";
import { AnswerCard, type DrawnMessage, InboxPage } from "./inbox-page.tsx";
import { type InboxView, parseInboxView } from "./inbox-view.ts";

/** `/inbox` with its command bar, and `/act` for the buttons of messages. */
export function inboxRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get("/inbox", signedIn, async (c) => showInbox(deps, c, parseInboxView(c.req.query()), null));

  routes.post("/inbox", signedIn, async (c) => {
    const text = ((await readForm(c)).text ?? "").slice(0, 500);
    await withTenant(deps.db, c.get("context"), (tx) => staffShell(deps, tx));
    const answer = await answerText(deps, inboxContext(c), text, { now: deps.now(), place: "private" });
    const drawn = await drawMessage(deps, messageOf(answer));
    if (c.req.header("x-part") === "answer") return c.html(await (<AnswerCard drawn={drawn} />));
    return showInbox(deps, c, { filter: "open", page: 1 }, { text, answer: drawn });
  });

  routes.post("/act", signedIn, async (c) => {
    const fields = await readForm(c);
    const command = findCommand(fields.command);
    const back = localPath(fields.back ?? "/inbox");
    if (!command)
      throw new AppError("bad-input", "That button can't be read. Nothing changed. Go back and try again.");
    const shell = await withTenant(deps.db, c.get("context"), (tx) => staffShell(deps, tx));
    if (command.do === "export-account" || command.do === "export-portfolio") {
      return c.redirect(exportPath(command), 303);
    }
    const context = back.startsWith("/inbox") ? inboxContext(c) : c.get("context");
    const answer = await actOn(deps, context, command, undefined, { now: deps.now(), place: "private" });
    if (answer.kind === "form") {
      const form = alertFormPath(answer.alert.id, answer.form);
      return c.redirect(`${form}?back=${encodeURIComponent(back)}`, 303);
    }
    // The page that shows the alert says all there is to say; only who came second is told why nothing changed.
    if (answer.kind === "alert" && answer.changed) return c.redirect(back, 303);
    const drawn = await drawMessage(deps, messageOf(answer));
    return htmlPage(c, <AnswerPage shell={shell} drawn={drawn} back={back} />);
  });

  return routes;
}

/** What an answer says on a page. A file is offered as a link: the browser fetches it. */
function messageOf(answer: Answer): Message {
  switch (answer.kind) {
    case "message":
      return answer.message;
    case "alert":
      return answer.notice ?? answer.message;
    case "export": {
      const { subject, format, request } = answer;
      const path =
        subject.kind === "account"
          ? exportPath({ do: "export-account", accountId: subject.accountId, format })
          : exportPath({ do: "export-portfolio", format });
      const label = `Download ${formatName(format)}`;
      return {
        summary: request.fileName,
        parts: [
          {
            part: "text",
            text: [strong(request.fileName), t(`, ${dayRange(request.period.from, request.period.to)}.`)],
          },
          { part: "actions", actions: [{ kind: "open", label, path }], overflow: [] },
        ],
      };
    }
    case "form":
    case "share":
      // Neither is offered here: forms are pages of their own, and a page is shared by its address.
      throw new AppError("bad-input", "That can't be done here. Nothing changed.");
    default:
      return answer satisfies never;
  }
}

function exportPath(command: Extract<Command, { do: "export-account" | "export-portfolio" }>): string {
  return command.do === "export-account"
    ? `/exports/accounts/${command.accountId}/account.${command.format}`
    : `/exports/portfolio/portfolio.${command.format}`;
}

async function showInbox(
  deps: WebDeps,
  c: Context<WebEnv>,
  view: InboxView,
  asked: { readonly text: string; readonly answer: DrawnMessage } | null,
): Promise<Response> {
  const now = deps.now();
  if (view.item !== undefined && !isId(view.item)) throw notFound("message");
  const read = await withTenant(deps.db, c.get("context"), async (tx) => {
    const item = view.item === undefined ? undefined : await getInboxItem(tx, view.item);
    if (item) await markRead(tx, [item.deliveryId], { now });
    const shell = await staffShell(deps, tx);
    const inbox = await listInbox(tx, { filter: view.filter, page: view.page, now });
    const shown = item ?? inbox.items[0];
    const message = shown && (await readMessage(tx, shown, shell, now));
    return {
      shell,
      inbox,
      open: shown && message ? { item: shown, message, chosen: item !== undefined } : null,
    };
  });
  const open = read.open && { ...read.open, drawn: await drawMessage(deps, read.open.message) };
  const facts = { inbox: read.inbox, view, open, asked };
  return htmlPage(c, <InboxPage shell={read.shell} facts={facts} now={now} />);
}

async function readMessage(tx: TenantTx, item: InboxItem, shell: Shell, now: Date): Promise<Message> {
  const { subject } = item;
  const account = subject.kind === "alert" ? await getAccount(tx, subject.alert.account.id, { now }) : null;
  return inboxMessage(item, shell.reader, { now, account });
}

async function drawMessage(deps: WebDeps, message: Message): Promise<DrawnMessage> {
  return { message, drawings: await drawImages(deps, message) };
}

function inboxContext(c: Context<WebEnv>): TenantContext {
  return { ...c.get("context"), surface: "inbox" };
}
