import { type Context, Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { mailSignInLinks } from "../../usecases/mail/mail-sign-in-links.ts";
import { consumeSignInToken, endSession, previewSignIn } from "../../usecases/sign-in/sign-in.ts";
import { readForm } from "../forms/form-fields.ts";
import { clientAddress, createRequestLimit } from "../session/request-limit.ts";
import { requireSession } from "../session/require-session.ts";
import {
  clearSessionCookie,
  localPath,
  readOnward,
  readSessionCookie,
  takeOnward,
  writeSessionCookie,
} from "../session/session-cookie.ts";
import { htmlPage } from "../shell/html-page.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { openDoor } from "./open-door.ts";
import { LinkAskedPage, SignInPage } from "./sign-in-page.tsx";
import { signInPlace } from "./sign-in-place.ts";

/** Requests for a link from one network address within a quarter of an hour; an office behind one address fits. */
const mostAsked = 30;
const askedWithinMs = 15 * 60_000;

/**
 * `/sign-in` asks once, a POST consumes the link; `/sign-in/link` has one mailed; `/sign-out` ends the session on the
 * server.
 */
export function signInRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const isWithinLimit = createRequestLimit(mostAsked, askedWithinMs);

  routes.get("/sign-in", async (c) => {
    c.header("Cache-Control", "private, no-store");
    const { token, to } = c.req.query();
    const door = openDoor(deps);
    if (token === undefined) return htmlPage(c, <SignInPage {...door} />);
    const input = { token: token.slice(0, 200), now: deps.now(), requestId: c.get("requestId") };
    const preview = await previewSignIn(deps.db, input);
    const onward = to === undefined ? {} : { onward: localPath(to) };
    const page = <SignInPage {...door} {...onward} token={input.token} preview={preview} />;
    return htmlPage(c, page, preview.kind === "ready" ? 200 : 410);
  });

  routes.post("/sign-in", async (c) => {
    c.header("Cache-Control", "private, no-store");
    const { token, to } = await readForm(c);
    if (token === undefined)
      throw new AppError("bad-input", "Open the whole link, and press the button there.");
    const input = { token: token.slice(0, 200), now: deps.now(), requestId: c.get("requestId") };
    try {
      const replaces = readSessionCookie(c, deps.publicUrl);
      const from = signInPlace(c);
      const { sessionToken } = await consumeSignInToken(deps.db, { ...input, replaces, from });
      writeSessionCookie(c, deps.publicUrl, sessionToken);
      // Where this browser was going; else where the one that asked for the link was going.
      const onward = takeOnward(c, deps.publicUrl);
      return c.redirect(onward === "/" ? localPath(to ?? "/") : onward, 303);
    } catch (error) {
      if (!(error instanceof AppError && error.code === "gone")) throw error;
      const preview = await previewSignIn(deps.db, input);
      return htmlPage(c, <SignInPage {...openDoor(deps)} preview={preview} />, 410);
    }
  });

  routes.post("/sign-in/link", async (c) => {
    c.header("Cache-Control", "private, no-store");
    const { mail } = deps;
    if (!mail) throw new AppError("bad-input", "Links can't be mailed from here. Ask your admin for one.");
    const door = openDoor(deps);
    const email = ((await readForm(c)).email ?? "").trim();
    if (email.length > 254 || !/^[^\s@]+@[^\s@]+$/.test(email)) {
      const error = "That is not an e-mail address. Try you@example.com.";
      return htmlPage(c, <SignInPage {...door} error={error} />, 400);
    }
    if (!isWithinLimit(clientAddress(c), deps.now())) {
      throw new AppError("too-many", "Too many links were asked for from your network. Wait 15 minutes.");
    }
    askForLink(c, mail, email);
    return htmlPage(c, <LinkAskedPage {...door} email={email} />);
  });

  /** After the answer: neither its words nor its time tell whether the address is known. */
  function askForLink(c: Context<WebEnv>, mail: NonNullable<WebDeps["mail"]>, email: string): void {
    const onward = readOnward(c, deps.publicUrl);
    const input = { email, onward, now: deps.now(), requestId: c.get("requestId") };
    mail.later(() => mailSignInLinks(deps.db, input));
  }

  routes.post("/sign-out", requireSession(deps), async (c) => {
    const input = { sessionToken: c.get("sessionToken"), now: deps.now() };
    await withTenant(deps.db, c.get("context"), (tx) => endSession(tx, input));
    clearSessionCookie(c, deps.publicUrl);
    return c.redirect("/sign-in", 303);
  });

  return routes;
}
