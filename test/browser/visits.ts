import type { Hono } from "hono";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { Db } from "../../src/db/connection.ts";
import type { WebEnv } from "../../src/web/web-env.ts";
import type { Desk } from "./chromium.ts";
import { type Seed, signInToken } from "./seed.ts";

/** Where `testWebApp` stands. */
export const origin = "http://localhost:3000";

/** What a member of the cast asks of the web app, as a browser sends it; with `fields`, the form that it fills in. */
export type Visit = (
  name: string,
  method: "GET" | "POST",
  path: string,
  fields?: Readonly<Record<string, string>>,
) => Promise<Response>;

/**
 * Requests of a seed's people, by the first part of their address ("shah"): each signs in with the first one, but "nobody", who never
 * does. `seed` says whose tenant it is now; `at` is the app's clock, if it is not the fixture's.
 */
export function openVisits(db: Db, app: Hono<WebEnv>, seed: () => Seed, at?: () => Date): Visit {
  const cookies = new Map<string, string>();
  return async (name, method, path, fields) => {
    if (name === "nobody") return ask(app, method, path, "", fields);
    const email = seed().email(name);
    const cookie = cookies.get(email) ?? (await signInCookie(db, app, seed(), name, at?.()));
    cookies.set(email, cookie);
    return ask(app, method, path, cookie, fields);
  };
}

/** The cookie of a member of the cast, signed in by a link. */
export async function signInCookie(db: Db, app: Hono<WebEnv>, seed: Seed, name: string, at?: Date) {
  const token = await signInToken(db, seed, seed.email(name), at);
  const signedIn = await ask(app, "POST", "/sign-in", "", { token });
  return (signedIn.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
}

async function ask(
  app: Hono<WebEnv>,
  method: string,
  path: string,
  cookie: string,
  fields?: Readonly<Record<string, string>>,
): Promise<Response> {
  const headers = { origin, "sec-fetch-site": "same-origin", cookie };
  const body = fields && new URLSearchParams(fields);
  return app.request(origin + path, { method, headers, ...(body ? { body } : {}) });
}

/** A fresh browser in which a member of the cast has signed in by a link and stands on the portfolio. */
export async function openSignedIn(
  { db, desk, seed }: { db: Db; desk: Desk; seed: Seed },
  name: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const opened = await desk.open(options);
  await opened.page.goto(`/sign-in?token=${await signInToken(db, seed, seed.email(name))}`);
  await opened.page.getByRole("button", { name: /^Sign in as/ }).click();
  await opened.page
    .getByRole("heading", { name: /\baccounts?\b/ })
    .first()
    .waitFor();
  await opened.page.waitForLoadState("networkidle");
  return opened;
}
