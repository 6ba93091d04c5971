import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/**
 * What a signed address gives: a card's picture, or a file; or the cookie of somebody who is on their way to sign in. A signature for one
 * is none for the other.
 */
export type LinkKind = "picture" | "file" | "sign-in";

/** Signs addresses that work without a session, and reads them back. */
export interface LinkSigner {
  /** A token for a path: letters, digits, "-", "_" and one ".". Valid until `expiresAt`. */
  sign(kind: LinkKind, facts: string, expiresAt: Date): string;
  /** What was signed. Undefined: not by us, or for something else. Expired: it was ours. */
  read(
    kind: LinkKind,
    token: string,
    now: Date,
  ): { readonly facts: string; readonly expired: boolean } | undefined;
}

/** Longer than anything that is signed. */
const mostCharacters = 1_500;

/**
 * HMAC-SHA256 under a key of its own, derived from the service's key by HKDF: what leaks of one tells nothing of the other.
 * @param secretKey 32 bytes; signs and reads
 * @param olderKeys only read, as they only open in `createSecrets`
 */
export function createLinkSigner(secretKey: Uint8Array, olderKeys: readonly Uint8Array[] = []): LinkSigner {
  const key = linkKey(secretKey);
  const keys = [key, ...olderKeys.map(linkKey)];
  return {
    sign: (kind, facts, expiresAt) => {
      const seconds = Math.floor(expiresAt.getTime() / 1_000);
      const body = Buffer.from(`${seconds}.${facts}`, "utf8").toString("base64url");
      return `${body}.${macOf(key, kind, body).toString("base64url")}`;
    },
    read: (kind, token, now) => {
      if (token.length > mostCharacters) return undefined;
      const [body = "", mac = "", ...rest] = token.split(".");
      const given = Buffer.from(mac, "base64url");
      const isBy = (each: Buffer) => {
        const expected = macOf(each, kind, body);
        return given.length === expected.length && timingSafeEqual(given, expected);
      };
      if (rest.length > 0 || !keys.some(isBy)) return undefined;
      const text = Buffer.from(body, "base64url").toString("utf8");
      const dot = text.indexOf(".");
      const expiresAt = Number(text.slice(0, dot)) * 1_000;
      return { facts: text.slice(dot + 1), expired: now.getTime() >= expiresAt };
    },
  };
}

function linkKey(secretKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKey, "", "bellwether signed links", 32));
}

function macOf(key: Buffer, kind: LinkKind, body: string): Buffer {
  return createHmac("sha256", key).update(`${kind}.${body}`).digest();
}
