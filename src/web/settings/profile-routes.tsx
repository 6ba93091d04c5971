import { type Context, Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { endOwnSessions, listOwnSessions } from "../../usecases/sign-in/own-sessions.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { pageShell } from "../shell/page-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { ProfilePage } from "./profile-page.tsx";

/** `/settings/profile`: who one is here, and in which browsers one is signed in; ends those one does not want. For customers too. */
export function profileRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);
  const companyName = deps.company?.doors.find(({ id }) => id === "oidc")?.name;

  routes.get("/settings/profile", signedIn, async (c) => {
    const now = deps.now();
    const facts = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await pageShell(deps, tx),
      sessions: await listOwnSessions(tx, { sessionId: c.get("sessionId"), now }),
    }));
    const ended = (["one", "others"] as const).find((which) => which === c.req.query("ended"));
    return htmlPage(c, <ProfilePage {...facts} companyName={companyName} ended={ended} now={now} />);
  });

  routes.post("/settings/profile/sessions/others/end", signedIn, (c) => end(c));
  routes.post("/settings/profile/sessions/:id/end", signedIn, (c) => end(c, c.req.param("id")));

  async function end(c: Context<WebEnv>, only?: string): Promise<Response> {
    const input = { sessionId: c.get("sessionId"), now: deps.now(), ...(only === undefined ? {} : { only }) };
    await withTenant(deps.db, c.get("context"), (tx) => endOwnSessions(tx, input));
    return c.redirect(`/settings/profile?ended=${only === undefined ? "others" : "one"}`, 303);
  }

  return routes;
}
