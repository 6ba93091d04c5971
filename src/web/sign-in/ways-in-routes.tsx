import { type Context, Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { getWaysIn, limitWaysIn, openWaysIn } from "../../usecases/sign-in/ways-in.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireSession } from "../session/require-session.ts";
import { writeOnward } from "../session/session-cookie.ts";
import { htmlPage } from "../shell/html-page.ts";
import { adminShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { WaysInPage } from "./ways-in-page.tsx";

/** `/settings/sign-in`, for admins: whether the tenant's own people come in by a provider alone. */
export function waysInRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);
  const providers = deps.company?.doors ?? [];
  const byMail = deps.mail !== undefined;

  routes.get("/settings/sign-in", signedIn, (c) => {
    const saved = (["limited", "opened"] as const).find((what) => what === c.req.query("saved"));
    return show(c, { saved });
  });

  routes.post("/settings/sign-in", signedIn, async (c) => {
    const { do: asked } = await readForm(c);
    const now = deps.now();
    try {
      const saved = await withTenant(deps.db, c.get("context"), async (tx) => {
        await adminShell(deps, tx);
        if (asked === "open") await openWaysIn(tx, { now });
        else if (asked === "limit") {
          const ids = providers.map(({ id }) => id);
          await limitWaysIn(tx, { sessionId: c.get("sessionId"), providers: ids, now });
        } else throw new AppError("bad-input", "Press one of the buttons of the page.");
        return asked === "open" ? "opened" : "limited";
      });
      return c.redirect(`/settings/sign-in?saved=${saved}`, 303);
    } catch (error) {
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
      return show(c, { wrong: error.message }, 409);
    }
  });

  async function show(
    c: Context<WebEnv>,
    said: Pick<Parameters<typeof WaysInPage>[0], "saved" | "wrong">,
    status: 200 | 409 = 200,
  ): Promise<Response> {
    const input = { sessionId: c.get("sessionId"), now: deps.now() };
    const facts = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await adminShell(deps, tx),
      ways: await getWaysIn(tx, input),
    }));
    // Who is told to sign in with a provider first comes back here from it.
    if (providers.length > 0 && !providers.some(({ id }) => id === facts.ways.own))
      writeOnward(c, deps.publicUrl, "/settings/sign-in");
    return htmlPage(c, <WaysInPage {...facts} {...said} providers={providers} byMail={byMail} />, status);
  }

  return routes;
}
