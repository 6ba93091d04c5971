import { type Context, Hono } from "hono";
import { unsubscribePath } from "../../bot/views/paths.ts";
import { notFound } from "../../errors.ts";
import { previewMailStop, stopMail } from "../../usecases/mail/stop-mail.ts";
import { readUnsubscribeToken, type UnsubscribeLink } from "../../usecases/mail/unsubscribe-link.ts";
import { htmlPage } from "../shell/html-page.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { MailStopPage, NoMailPage } from "./mail-stop-page.tsx";

/**
 * `/mail/stop`: the link in a mail's foot. A GET asks, a POST does it, be it from the page's button or from a mail program
 * (RFC 8058). Needs no session, and is not held to requests from our own pages: the sealed token is what allows it.
 */
export function mailStopRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.get("/mail/stop", async (c) => {
    const link = linkOf(c);
    const stop = await previewMailStop(deps.db, link, c.get("requestId"));
    return show(c, stop);
  });

  routes.post("/mail/stop", async (c) => {
    const link = linkOf(c);
    const stop = await stopMail(deps.db, link, { now: deps.now(), requestId: c.get("requestId") });
    return show(c, stop);
  });

  function linkOf(c: Context<WebEnv>): UnsubscribeLink {
    c.header("Cache-Control", "private, no-store");
    const link = deps.mail && readUnsubscribeToken(deps.mail.secrets, c.req.query("token") ?? "");
    if (!link) throw notFound("page");
    return link;
  }

  function show(c: Context<WebEnv>, stop: Awaited<ReturnType<typeof stopMail>>): Promise<Response> {
    const action = unsubscribePath(c.req.query("token") ?? "");
    return htmlPage(
      c,
      stop ? (
        <MailStopPage assets={deps.assets} stop={stop} action={action} />
      ) : (
        <NoMailPage assets={deps.assets} />
      ),
    );
  }

  return routes;
}
