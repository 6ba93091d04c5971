import { Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { consumeSignInToken, endSession, previewSignIn } from "../../usecases/tenants/sign-in.ts";
import { htmlPage } from "../html-page.ts";
import { SignInPage } from "../pages/sign-in-page.tsx";
import { requireSession } from "../require-session.ts";
import { clearSessionCookie, readSessionCookie, takeOnward, writeSessionCookie } from "../session-cookie.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";

/** `/sign-in` asks once, a POST consumes the link; `/sign-out` ends the session on the server. */
export function signInRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.get("/sign-in", async (c) => {
    c.header("Cache-Control", "private, no-store");
    const token = c.req.query("token");
    if (token === undefined) return htmlPage(c, <SignInPage assets={deps.assets} />);
    const input = { token: token.slice(0, 200), now: deps.now(), requestId: c.get("requestId") };
    const preview = await previewSignIn(deps.db, input);
    const page = <SignInPage assets={deps.assets} token={input.token} preview={preview} />;
    return htmlPage(c, page, preview.kind === "ready" ? 200 : 410);
  });

  routes.post("/sign-in", async (c) => {
    c.header("Cache-Control", "private, no-store");
    const { token } = await c.req.parseBody();
    if (typeof token !== "string")
      throw new AppError("bad-input", "Open the whole link, and press the button there.");
    const input = { token: token.slice(0, 200), now: deps.now(), requestId: c.get("requestId") };
    try {
      const replaces = readSessionCookie(c, deps.publicUrl);
      const { sessionToken } = await consumeSignInToken(deps.db, { ...input, replaces });
      writeSessionCookie(c, deps.publicUrl, sessionToken);
      return c.redirect(takeOnward(c, deps.publicUrl), 303);
    } catch (error) {
      if (!(error instanceof AppError && error.code === "gone")) throw error;
      const preview = await previewSignIn(deps.db, input);
      return htmlPage(c, <SignInPage assets={deps.assets} preview={preview} />, 410);
    }
  });

  routes.post("/sign-out", requireSession(deps), async (c) => {
    const input = { sessionToken: c.get("sessionToken"), now: deps.now() };
    await withTenant(deps.db, c.get("context"), (tx) => endSession(tx, input));
    clearSessionCookie(c, deps.publicUrl);
    return c.redirect("/sign-in", 303);
  });

  return routes;
}
