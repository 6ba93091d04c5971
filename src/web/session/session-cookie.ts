import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { sessionLifetimeMs } from "../../usecases/sign-in/sign-in.ts";

/*
 * Three cookies, all HttpOnly and SameSite=Lax: the session, for a quarter of an hour where one was going, and for ten minutes a try to
 * sign in with a provider. Over https they are Secure and carry the `__Host-` prefix, so that no neighbouring host can plant one.
 */

const onward = "bellwether_onward";
const session = "bellwether_session";
const attempt = "bellwether_try";

/** The session token that the browser presents. */
export function readSessionCookie(c: Context, publicUrl: string): string | undefined {
  return getCookie(c, name(session, publicUrl));
}

/** Keeps a session token in the browser, as long as the session lives. */
export function writeSessionCookie(c: Context, publicUrl: string, token: string): void {
  setCookie(c, name(session, publicUrl), token, options(publicUrl, sessionLifetimeMs / 1000));
}

/** Forgets the session in the browser. */
export function clearSessionCookie(c: Context, publicUrl: string): void {
  deleteCookie(c, name(session, publicUrl), options(publicUrl, 0));
}

/** The try to sign in with a provider that this browser began. */
export function readTryCookie(c: Context, publicUrl: string): string | undefined {
  return getCookie(c, name(attempt, publicUrl));
}

/** Keeps a try in the browser. @param seconds how long it may take */
export function writeTryCookie(c: Context, publicUrl: string, value: string, seconds: number): void {
  setCookie(c, name(attempt, publicUrl), value, options(publicUrl, seconds));
}

/** Forgets the try in the browser. */
export function clearTryCookie(c: Context, publicUrl: string): void {
  deleteCookie(c, name(attempt, publicUrl), options(publicUrl, 0));
}

/** Remembers where one was going before signing in. */
export function writeOnward(c: Context, publicUrl: string, path: string): void {
  const safe = localPath(path);
  if (safe !== "/") setCookie(c, name(onward, publicUrl), safe, options(publicUrl, 15 * 60));
}

/** Where one was going; remembered still. */
export function readOnward(c: Context, publicUrl: string): string {
  return localPath(getCookie(c, name(onward, publicUrl)) ?? "/");
}

/** Where one was going; forgotten once read. */
export function takeOnward(c: Context, publicUrl: string): string {
  const path = getCookie(c, name(onward, publicUrl));
  if (path !== undefined) deleteCookie(c, name(onward, publicUrl), options(publicUrl, 0));
  return localPath(path ?? "/");
}

/** A path of this site, or "/": never another host, whatever slashes and control characters it is dressed in. */
export function localPath(path: string): string {
  if (path.length > 2000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || path.startsWith("/sign-in"))
    return "/";
  try {
    const url = new URL(path, "http://localhost");
    // "/.//evil.example" is "//evil.example" once its dots are resolved.
    return url.host === "localhost" && !url.pathname.startsWith("//") ? url.pathname + url.search : "/";
  } catch {
    return "/";
  }
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith("https:");
}

function name(plain: string, publicUrl: string): string {
  return isSecure(publicUrl) ? `__Host-${plain}` : plain;
}

function options(publicUrl: string, maxAge: number) {
  return { httpOnly: true, sameSite: "Lax", path: "/", secure: isSecure(publicUrl), maxAge } as const;
}
