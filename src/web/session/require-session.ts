import { createMiddleware } from "hono/factory";
import { AppError } from "../../errors.ts";
import { useSession } from "../../usecases/sign-in/sign-in.ts";
import type { WebDeps, WebEnv } from "../web-env.ts";
import { readSessionCookie } from "./session-cookie.ts";

/**
 * The wall in front of every page: finds whose session it is, and sets the context for the rest of the request.
 * @throws AppError `not-signed-in` without a live session
 */
export function requireSession(deps: WebDeps) {
  return createMiddleware<WebEnv>(async (c, next) => {
    const sessionToken = readSessionCookie(c, deps.publicUrl);
    const found =
      sessionToken && sessionToken.length <= 200
        ? await useSession(deps.db, { sessionToken, now: deps.now(), requestId: c.get("requestId") })
        : undefined;
    if (!sessionToken || !found) throw new AppError("not-signed-in", "Sign in to see this page.");
    c.set("context", found.context);
    c.set("sessionToken", sessionToken);
    c.set("sessionId", found.sessionId);
    // Pages hold customers' data: no shared cache may keep them, and after sign-out "back" asks again.
    c.header("Cache-Control", "private, no-store");
    await next();
  });
}
