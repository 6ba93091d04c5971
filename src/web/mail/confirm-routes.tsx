import { type Context, Hono } from "hono";
import { actOn } from "../../bot/answers/act.ts";
import { commandOfPath } from "../../bot/answers/command-path.ts";
import { findCommand } from "../../bot/answers/command-schema.ts";
import type { Command } from "../../bot/message.ts";
import { alertMessage } from "../../bot/views/alert.ts";
import { accountPath, exportPath, inboxPath, portfolioPath } from "../../bot/views/paths.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { formatName } from "../../export-formats.ts";
import { requireAccount } from "../../usecases/accounts/get-account.ts";
import { getAlert } from "../../usecases/alerts/get-alert.ts";
import { shownName } from "../../words/names.ts";
import { showWhyAlert } from "../alerts/alert-routes.tsx";
import { drawImages } from "../charts/draw-images.ts";
import { requireSession } from "../session/require-session.ts";
import { AnswerPage } from "../shell/answer-page.tsx";
import { htmlPage } from "../shell/html-page.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { ChangedPage, ConfirmPage, ExportPage } from "./confirm-page.tsx";
import { type AlertCommand, alertQuestion } from "./confirm-question.ts";

/**
 * `/confirm/…`: where the buttons of mails lead. Opening one changes nothing, as mail programs and scanners open links by
 * themselves; its own button posts to `/act`.
 */
export function confirmRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.get("/confirm/:asked/:one?/:two?", requireSession(deps), async (c) => {
    const { asked, one, two } = c.req.param();
    const command = findCommand(JSON.stringify(commandOfPath([asked, one, two])));
    if (!command) throw notFound("page");
    return ask(deps, c, command);
  });

  return routes;
}

async function ask(deps: WebDeps, c: Context<WebEnv>, command: Command): Promise<Response> {
  switch (command.do) {
    case "acknowledge-alert":
    case "wake-alert":
    case "reopen-alert":
    case "release-alert":
    case "judge-alert":
      return askAboutAlert(deps, c, command);
    case "export-account":
    case "export-portfolio":
      return offerExport(deps, c, command);
    case "explain-alert":
      return showWhyAlert(deps, c, command.alertId);
    case "rate-alert":
    case "explain-score":
      return showAnswer(deps, c, command);
    case "send-digest": {
      const shell = await withTenant(deps.db, c.get("context"), (tx) => staffShell(deps, tx));
      const lines = ["It tells what has changed since the last one."];
      const question = { title: "Send your digest now", lines, label: "Send digest", command };
      return htmlPage(c, <ConfirmPage shell={shell} question={question} back={inboxPath} />);
    }
    case "snooze-alert":
    case "resolve-alert":
    case "show-account":
    case "mail-report":
    case "share":
      // These have pages of their own, or none.
      throw notFound("page");
    default:
      return command satisfies never;
  }
}

async function askAboutAlert(deps: WebDeps, c: Context<WebEnv>, command: AlertCommand): Promise<Response> {
  const { shell, alert } = await withTenant(deps.db, c.get("context"), async (tx) => ({
    shell: await staffShell(deps, tx),
    alert: await getAlert(tx, command.alertId),
  }));
  const message = alertMessage(alert, shell.reader, { now: deps.now(), account: null });
  const back = accountPath(alert.account.id);
  const question = alertQuestion(command, alert, message);
  return htmlPage(
    c,
    question ? (
      <ConfirmPage shell={shell} question={question} back={back} />
    ) : (
      <ChangedPage shell={shell} message={message} back={back} />
    ),
  );
}

async function offerExport(
  deps: WebDeps,
  c: Context<WebEnv>,
  command: Extract<Command, { readonly do: "export-account" | "export-portfolio" }>,
): Promise<Response> {
  const accountId = command.do === "export-account" ? command.accountId : null;
  const { shell, name } = await withTenant(deps.db, c.get("context"), async (tx) => ({
    shell: await staffShell(deps, tx),
    name: accountId === null ? "Your accounts" : shownName((await requireAccount(tx, accountId)).name),
  }));
  const { format } = command;
  const back = accountId === null ? portfolioPath : accountPath(accountId);
  const title = `${name} as ${formatName(format)}`;
  const page = deps.mail && { back, ...(accountId === null ? {} : { accountId }) };
  const download = exportPath(accountId, format);
  return htmlPage(
    c,
    <ExportPage shell={shell} title={title} download={download} format={format} page={page} />,
  );
}

/** What only tells: why an alert was opened, why a score is as it is, the question whether an alert was useful. */
async function showAnswer(deps: WebDeps, c: Context<WebEnv>, command: Command): Promise<Response> {
  const shell = await withTenant(deps.db, c.get("context"), (tx) => staffShell(deps, tx));
  const asked = { now: deps.now(), place: "private" } as const;
  const answer = await actOn(deps, c.get("context"), command, undefined, asked);
  if (answer.kind !== "message") throw notFound("page");
  const { message } = answer;
  const drawn = { message, drawings: await drawImages(deps, message) };
  return htmlPage(c, <AnswerPage shell={shell} drawn={drawn} back={inboxPath} />);
}
