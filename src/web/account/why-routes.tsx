import { type Context, Hono } from "hono";
import type { Action, Message } from "../../bot/message.ts";
import { whyPath } from "../../bot/views/paths.ts";
import { whyScoreMessage } from "../../bot/views/why-score.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError, httpStatus, notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { ScoreChange } from "../../results/score-change.ts";
import { lastDayOf, requireAccount } from "../../usecases/accounts/get-account.ts";
import { explainScore } from "../../usecases/explain/explain-score.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import { dayIn } from "../../zones.ts";
import { drawImages } from "../charts/draw-images.ts";
import { type FieldFault, faultOf } from "../forms/field-fault.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { pageShell } from "../shell/page-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { scoreChangeJson } from "./score-change-json.ts";
import { WhyPage } from "./why-page.tsx";

/** `/accounts/:id/why` and `/api/accounts/:id/why`: what changed a score between any two days, as a page and as JSON. */
export function whyRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.get("/accounts/:id/why", requireSession(deps), async (c) => {
    const now = deps.now();
    const accountId = c.req.param("id");
    if (!isId(accountId)) throw notFound("account");
    const asked = askedDays(c);
    const { shell, account, end, found } = await withTenant(deps.db, c.get("context"), async (tx) => {
      const row = await requireAccount(tx, accountId);
      return {
        shell: await pageShell(deps, tx),
        account: { id: row.id, name: row.name },
        end: lastDayOf(row, await readDataState(tx, now)),
        found: await explainOrSayWhyNot(tx, accountId, { ...asked, now }),
      };
    });
    const { change, error } = found;
    const message =
      change && onItsOwnPage(whyScoreMessage(change, shell.reader, { now, place: "private" }), account.id);
    const facts = {
      account,
      end,
      asked,
      error,
      shown: change && message && { change, message, drawings: await drawImages(deps, message) },
    };
    return htmlPage(c, <WhyPage shell={shell} facts={facts} />, error ? 400 : 200);
  });

  routes.route("/", whyApi(deps));
  return routes;
}

/** The message without the buttons that the page has itself, or that lead to where one is. */
function onItsOwnPage(message: Message, accountId: string): Message {
  const here = whyPath(accountId);
  const elsewhere = (action: Action) =>
    action.kind === "open" ? !action.path.startsWith(here) : action.command.do !== "export-account";
  return {
    ...message,
    parts: message.parts.map((part) =>
      part.part === "actions" ? { ...part, actions: part.actions.filter(elsewhere) } : part,
    ),
  };
}

/** Errors of the API are JSON: `{"error": {"code", "sentence", "field"}}`. */
function whyApi(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  routes.get("/api/accounts/:id/why", requireSession(deps), async (c) => {
    const now = deps.now();
    const body = await withTenant(deps.db, c.get("context"), async (tx) => {
      const change = await explainScore(tx, c.req.param("id"), { ...askedDays(c), named: true, now });
      return scoreChangeJson(change, dayIn(now, (await getReader(tx)).zone));
    });
    return c.json(body);
  });
  routes.onError((thrown, c) => {
    const error =
      thrown instanceof AppError
        ? thrown
        : new AppError("internal", "That didn't work. Try again in a minute.", { cause: thrown });
    if (error.code === "internal") c.get("log").error({ err: thrown }, "request failed");
    const { field } = error.detail;
    c.header("Cache-Control", "private, no-store");
    return c.json(
      {
        error: {
          code: error.code,
          sentence: error.message,
          ...(typeof field === "string" ? { field } : {}),
        },
      },
      httpStatus[error.code],
    );
  });
  return routes;
}

/** What of an address says which days; an empty field is none. */
function askedDays(c: Context<WebEnv>): { from?: string; to?: string } {
  const { from, to } = c.req.query();
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

/** Days that cannot be compared do not take the page away: it shows the last 28 days, and says what was wrong. */
async function explainOrSayWhyNot(
  tx: TenantTx,
  accountId: string,
  input: { readonly from?: string; readonly to?: string; readonly now: Date },
): Promise<{ change: ScoreChange | null; error: FieldFault | null }> {
  const { now, ...days } = input;
  try {
    return { change: await explainScore(tx, accountId, { ...days, now, named: true }), error: null };
  } catch (thrown) {
    const fault = faultOf(thrown);
    const error = { ...fault, field: fault.field || "from" };
    const isAsked = days.from !== undefined || days.to !== undefined;
    const usual = isAsked ? await explainOrSayWhyNot(tx, accountId, { now }) : { change: null };
    return { change: usual.change, error };
  }
}
