import type { Hono } from "hono";
import type { WebEnv } from "../../src/web/web-env.ts";

/** A browser without a screen: cookies by host, redirects when it is told to follow them. */
export interface Visitor {
  /** Asks the app. */
  ask(path: string, form?: Readonly<Record<string, string>>): Promise<Response>;
  /** Goes where the app sent it, and through the provider's pages. @returns where the provider sends it back to */
  proveAt(provider: string): Promise<URL>;
  /** Cookies for the app, by name. */
  readonly cookies: Map<string, string>;
}

/** @param publicUrl where the app is; the browser comes back to it, and nowhere else */
export function openVisitor(
  app: Hono<WebEnv>,
  publicUrl: string,
  userAgent = "Firefox/140.0 Linux",
): Visitor {
  const cookies = new Map<string, string>();
  const visitor: Visitor = {
    cookies,
    ask: async (path, form) => {
      const headers = new Headers({ origin: publicUrl, "user-agent": userAgent, cookie: written(cookies) });
      const body = form && new URLSearchParams(form);
      const answer = await app.request(publicUrl + path, {
        method: form ? "POST" : "GET",
        headers,
        ...(body ? { body } : {}),
      });
      keep(cookies, answer);
      return answer;
    },
    proveAt: async (provider) => {
      const begun = await visitor.ask(`/sign-in/with/${provider}`);
      const theirs = new Map<string, string>();
      let at = new URL(begun.headers.get("location") ?? "about:blank");
      for (let hop = 0; hop < 10 && at.origin !== publicUrl; hop++) {
        const answer = await fetch(at, { redirect: "manual", headers: { cookie: written(theirs) } });
        keep(theirs, answer);
        const next = answer.headers.get("location");
        if (!next) throw new Error(`${at.pathname}: ${answer.status} ${await answer.text()}`);
        at = new URL(next, at);
      }
      return at;
    },
  };
  return visitor;
}

function written(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

function keep(cookies: Map<string, string>, answer: Response): void {
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "" || /max-age=0/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
}
