import { lookup as resolveName } from "node:dns/promises";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type Destination, isAllowed, isOperators } from "./destination.ts";
import { isPublicAddress } from "./public-address.ts";

/** One request. */
export interface GuardedInit {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
}

/** One request to an address that came from outside. */
export type GuardedFetch = (address: string, to: Destination, init: GuardedInit) => Promise<Response>;

/** Finds all addresses of a name, in the order in which they are to be tried. */
export type ResolveName = (name: string) => Promise<readonly { address: string; family: number }[]>;

/** How long a connection may take to come about. */
const connectMs = 10_000;
/** Answers to what we call are short. */
const mostBytes = 5 * 1024 * 1024;

/**
 * Calls addresses that came from outside, as far as they are where they should be: a host of its destination, by HTTPS, at an
 * address of the open internet. That is looked at when the connection is made and for the very address that is connected to,
 * so a name that leads elsewhere by then (rebinding) leads nowhere. No redirect is followed, nothing is tried twice; but for a GET that
 * finds the connection closed which was kept from before: it goes over the next one (RFC 9112, 9.3.1).
 *
 * It throws as `fetch` does: TypeError with the network's error as its cause (code `ECONNREFUSED`, `ENOTFOUND`,
 * `connect-timeout`, …; `refused-address` for what is not called), or the signal's reason.
 */
export function createGuardedFetch(options: { resolve?: ResolveName; port?: number } = {}): GuardedFetch {
  const { resolve = (name) => resolveName(name, { all: true }), port = 443 } = options;
  const keepAlive = { keepAlive: true, maxFreeSockets: 8, timeout: 60_000 };
  const guarded = new HttpsAgent({ ...keepAlive, lookup: publicLookup(resolve) });
  const operators = { "http:": new HttpAgent(keepAlive), "https:": new HttpsAgent(keepAlive) };

  return async (address, to, init) => {
    init.signal.throwIfAborted();
    if (!isAllowed(address, to, port)) throw failed(refused(`Not an address of ${to.name}`));
    const url = new URL(address);
    const own = isOperators(url, to);
    const literal = url.hostname.replace(/^\[|\]$/g, "");
    // A name that is an address is not looked up.
    if (!own && isIP(literal) !== 0 && !isPublicAddress(literal))
      throw failed(refused(`${to.name} is not in this network`));
    const agent = own ? operators[url.protocol as "http:" | "https:"] : guarded;
    try {
      const answer = await send(url, agent, init);
      if (answer.status >= 300 && answer.status < 400)
        throw refused(`${to.name} led elsewhere, which is not followed`);
      return answer;
    } catch (error) {
      if (init.signal.aborted) throw init.signal.reason;
      throw failed(error as Error);
    }
  };
}

/** The one that the service uses. */
export const guardedFetch = createGuardedFetch();

/** A look-up that finds addresses of the open internet, or fails. */
function publicLookup(resolve: ResolveName): LookupFunction {
  return (name, { all }, done) => {
    resolve(name).then(
      (found) => {
        const open = found.filter(({ address }) => isPublicAddress(address));
        const [first] = open;
        // One that leads inside makes the whole name suspect: it is nobody's to choose which of them is taken.
        if (!first || open.length < found.length)
          return done(refused(`${name} leads into this network`), "", 0);
        return all ? done(null, [...open]) : done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, "", 0),
    );
  };
}

function send(url: URL, agent: HttpAgent, init: GuardedInit): Promise<Response> {
  const { method, headers, body, signal } = init;
  return new Promise((answer, fail) => {
    const request = url.protocol === "https:" ? httpsRequest : httpRequest;
    let isAnswered = false;
    const asked = request(url, { method, headers: { ...headers }, agent, signal }, (response) => {
      isAnswered = true;
      read(response).then(answer, fail);
    });
    asked.on("error", (error: NodeJS.ErrnoException) => {
      // Who keeps a connection may close it in the moment that we use it. Each is found closed once, so this ends with a new one.
      const wasClosed = asked.reusedSocket && !isAnswered && /^(ECONNRESET|EPIPE)$/.test(error.code ?? "");
      if (wasClosed && method === "GET") send(url, agent, init).then(answer, fail);
      else fail(error);
    });
    asked.on("socket", (socket) => {
      if (!socket.connecting) return;
      const late = setTimeout(() => asked.destroy(coded("connect-timeout", "No connection")), connectMs);
      const end = () => clearTimeout(late);
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", end).once("close", end);
    });
    asked.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw coded("too-large", "The answer is too long");
    chunks.push(chunk);
  }
  const status = response.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headersDistinct))
    for (const each of value ?? []) headers.append(name, each);
  // These have no body by definition, and Response insists on it.
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : Buffer.concat(chunks), { status, headers });
}

function refused(sentence: string): Error {
  return coded("refused-address", sentence);
}

function coded(code: string, sentence: string): Error {
  return Object.assign(new Error(sentence), { code });
}

function failed(cause: Error): TypeError {
  return new TypeError("fetch failed", { cause });
}
