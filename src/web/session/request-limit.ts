import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** Says whether one more request of a key is within its limit, and counts it. */
export type RequestLimit = (key: string, now: Date) => boolean;

/** Keys that are remembered; beyond, the oldest are forgotten, so that nobody can fill the memory. */
const mostKeys = 10_000;

/**
 * At most `most` requests of one key within `windowMs`, counted in this process: a guard against floods, not a right. What
 * must hold across replicas is counted in the database.
 */
export function createRequestLimit(most: number, windowMs: number): RequestLimit {
  const windows = new Map<string, { until: number; count: number }>();
  return (key, now) => {
    const at = now.getTime();
    const known = windows.get(key);
    const window = known && known.until > at ? known : { until: at + windowMs, count: 0 };
    window.count++;
    windows.delete(key);
    windows.set(key, window);
    const oldest = windows.keys().next().value;
    if (windows.size > mostKeys && oldest !== undefined) windows.delete(oldest);
    return window.count <= most;
  };
}

/**
 * Where a request comes from. Behind a proxy on a private address that is the last entry of its `X-Forwarded-For`, which the
 * proxy wrote itself; from anywhere else the header is the client's own word and not looked at.
 */
export function clientAddress(c: Context): string {
  const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming;
  const direct = incoming?.socket.remoteAddress ?? "unknown";
  if (!isPrivate(direct)) return direct;
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  return forwarded ? forwarded.slice(0, 60) : direct;
}

function isPrivate(address: string): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(plain);
}
