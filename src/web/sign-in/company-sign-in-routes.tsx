import { type Context, Hono } from "hono";
import { AppError, notFound } from "../../errors.ts";
import type { Failed, SignInDoor } from "../../outside/sign-in-door.ts";
import { signInWithProvider } from "../../usecases/sign-in/sign-in-with-provider.ts";
import { clientAddress, createRequestLimit } from "../session/request-limit.ts";
import { readSessionCookie, takeOnward, writeSessionCookie } from "../session/session-cookie.ts";
import { htmlPage } from "../shell/html-page.ts";
import type { WebCompany, WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { openDoor } from "./open-door.ts";
import { ChooseTenantPage, SignInPage } from "./sign-in-page.tsx";
import { signInPlace } from "./sign-in-place.ts";
import { beginTry, endTry } from "./sign-in-try.ts";

/** Steps of signing in from one network address within a quarter of an hour: a whole office comes in one morning. */
const mostSteps = 300;
const stepsWithinMs = 15 * 60_000;

/**
 * `/sign-in/with/okta` sends the browser to a provider, `…/callback` is where it comes back to. Whatever is wrong with what it
 * brings, it reads the same page; the reason is in the log.
 */
export function companySignInRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const isWithinLimit = createRequestLimit(mostSteps, stepsWithinMs);

  routes.get("/sign-in/with/:provider", async (c) => {
    const { door, company } = enter(c);
    const given = beginTry(c, { ...deps, ...company }, door.id);
    const started = await door.start(given, returnAddress(door));
    if (started.kind !== "ready") return fail(c, door, started);
    company.count(door.id, "begun");
    return c.redirect(started.url.href, 302);
  });

  routes.get("/sign-in/with/:provider/callback", async (c) => {
    const { door, company } = enter(c);
    const given = endTry(c, { ...deps, ...company }, door.id);
    if (!given) return fail(c, door, { kind: "refused", why: "no-try" });
    const answer = new URL(returnAddress(door));
    answer.search = new URL(c.req.url).search;
    const finished = await door.finish(given, answer);
    if (finished.kind !== "proven") return fail(c, door, finished);
    const signedIn = await signInWithProvider(deps.db, {
      proof: finished.proof,
      trySecret: `${given.state} ${given.verifier}`,
      now: deps.now(),
      requestId: c.get("requestId"),
      replaces: readSessionCookie(c, deps.publicUrl),
      from: signInPlace(c),
    });
    if (signedIn.kind === "refused") return fail(c, door, signedIn);
    if (signedIn.kind === "choose") {
      company.count(door.id, "asked-which");
      return htmlPage(c, <ChooseTenantPage assets={deps.assets} choices={signedIn.choices} />);
    }
    company.count(door.id, "signed-in");
    writeSessionCookie(c, deps.publicUrl, signedIn.sessionToken);
    return c.redirect(takeOnward(c, deps.publicUrl), 303);
  });

  /** What both steps begin with. */
  function enter(c: Context<WebEnv>): { door: SignInDoor; company: WebCompany } {
    c.header("Cache-Control", "private, no-store");
    const { company } = deps;
    const door = company?.doors.find(({ id }) => id === c.req.param("provider"));
    if (!company || !door) throw notFound("page");
    if (!isWithinLimit(clientAddress(c), deps.now()))
      throw new AppError("too-many", "Too many sign-ins came from your network. Wait 15 minutes.");
    return { door, company };
  }

  function returnAddress(door: SignInDoor): string {
    return `${deps.publicUrl}/sign-in/with/${door.id}/callback`;
  }

  function fail(c: Context<WebEnv>, door: SignInDoor, { kind, why }: Failed): Response | Promise<Response> {
    deps.company?.count(door.id, kind);
    c.get("log")[kind === "unavailable" ? "error" : "warn"]({ provider: door.id, why }, `sign-in ${kind}`);
    const page = <SignInPage {...openDoor(deps)} trouble={{ kind, provider: door.name }} />;
    return htmlPage(c, page, kind === "refused" ? 403 : 503);
  }

  return routes;
}
