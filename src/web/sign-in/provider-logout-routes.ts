import { Hono } from "hono";
import { AppError, notFound } from "../../errors.ts";
import { endProviderSessions } from "../../usecases/sign-in/end-provider-sessions.ts";
import { readForm } from "../forms/form-fields.ts";
import { clientAddress, createRequestLimit } from "../session/request-limit.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";

/** What one provider may say within a quarter of an hour: a whole company is signed out. */
const mostLogouts = 3_000;
const logoutsWithinMs = 15 * 60_000;
/** Of a logout token, in characters; real ones have about 800. */
const longest = 8_000;

/**
 * `/sign-in/with/oidc/logout`: where the company's own provider says that somebody has signed out there (OpenID Connect Back-Channel
 * Logout 1.0). It comes from no page of ours: its signature is what allows it. Whatever is wrong is one and the same answer; the reason is
 * in the log.
 */
export function providerLogoutRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const isWithinLimit = createRequestLimit(mostLogouts, logoutsWithinMs);

  routes.post("/sign-in/with/:provider/logout", async (c) => {
    c.header("Cache-Control", "no-store");
    const door = deps.company?.doors.find(({ id }) => id === c.req.param("provider"));
    if (!door?.readLogout) throw notFound("page");
    const now = deps.now();
    if (!isWithinLimit(clientAddress(c), now))
      throw new AppError("too-many", "Too many people were signed out. Wait 15 minutes.");
    const fail = (why: string, status: 400 | 503) => {
      c.get("log").warn({ provider: door.id, why }, "logout refused");
      return c.json({ error: status === 400 ? "invalid_request" : "temporarily_unavailable" }, status);
    };
    const { logout_token: token = "" } = await readForm(c).catch(() => ({}) as Record<string, string>);
    if (token === "" || token.length > longest) return fail("no-token", 400);
    const read = await door.readLogout(token);
    if (read.kind !== "logout") return fail(read.why, read.kind === "refused" ? 400 : 503);
    const { logout } = read;
    const input = { provider: door.id, logout, now, requestId: c.get("requestId") };
    const ended = await endProviderSessions(deps.db, input);
    return ended === "used" ? fail("used", 400) : c.body(null, 200);
  });

  return routes;
}
