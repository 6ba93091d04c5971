import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import type { SignInTry } from "../../outside/sign-in-door.ts";
import type { LinkSigner } from "../../signed-links.ts";
import { clearTryCookie, readTryCookie, writeTryCookie } from "../session/session-cookie.ts";

/** Who began to sign in has so long to prove themselves at the provider. */
const tryLifetimeMs = 10 * 60_000;

/** What the cookie of a try stands on. */
export interface TryDeps {
  readonly publicUrl: string;
  readonly signer: LinkSigner;
  readonly now: () => Date;
}

/** Begins a try with a provider in this browser; an older one of it is over. */
export function beginTry(c: Context, deps: TryDeps, provider: string): SignInTry {
  const [state, nonce, verifier] = [secret(), secret(), secret()];
  const until = new Date(deps.now().getTime() + tryLifetimeMs);
  const facts = [provider, state, nonce, verifier].join(" ");
  writeTryCookie(c, deps.publicUrl, deps.signer.sign("sign-in", facts, until), tryLifetimeMs / 1_000);
  return { state, nonce, verifier };
}

/**
 * The try that this browser began with a provider, and ends: its cookie is gone, whatever comes of it. Undefined: there is none, it is
 * over, or it was begun with another provider.
 */
export function endTry(c: Context, deps: TryDeps, provider: string): SignInTry | undefined {
  const cookie = readTryCookie(c, deps.publicUrl);
  if (cookie === undefined) return undefined;
  clearTryCookie(c, deps.publicUrl);
  const read = deps.signer.read("sign-in", cookie, deps.now());
  const [begunWith, state, nonce, verifier] = read && !read.expired ? read.facts.split(" ") : [];
  return begunWith === provider && state && nonce && verifier ? { state, nonce, verifier } : undefined;
}

/** 256 random bits, base64url. */
function secret(): string {
  return randomBytes(32).toString("base64url");
}
