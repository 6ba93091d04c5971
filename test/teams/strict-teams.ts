import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { AdaptiveCard } from "../../src/bot/teams/layout/card.ts";
import { teamsLimits } from "../../src/bot/teams/layout/limits.ts";
import { assertTeamsCard } from "./assert-card.ts";

/*
 * A Microsoft Teams that refuses what the real one refuses: the Bot Connector's REST API, Entra's token endpoint, the keys of
 * inbound tokens and OneDrive's upload, on one real port. Unknown conversations, bad tokens, messages that are too long,
 * cards that Teams would not show, edits of what is not there and more messages than it takes are turned away.
 */

/** A person as the roster of Teams knows them. */
export interface Person {
  readonly id: string;
  readonly aadObjectId: string;
  readonly name: string;
  readonly email?: string;
  readonly userPrincipalName?: string;
  readonly tenantId?: string;
  readonly userRole?: string;
}

/** A conversation; `botIsIn` false: the bot was removed. */
export interface Conversation {
  readonly id: string;
  readonly kind: "personal" | "groupChat" | "channel";
  readonly members: string[];
  botIsIn: boolean;
}

/** A message as people see it. */
export interface Shown {
  readonly id: string;
  readonly conversation: string;
  readonly replyTo: string | undefined;
  activity: {
    summary?: string;
    text?: string;
    attachments?: { contentType: string; content: unknown; name?: string }[];
  };
  edits: number;
}

/** What the next calls to the Connector come to, before anything else is looked at. */
export interface Fault {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Record<string, string>;
  /** Takes the call, then never answers, unless to hang up (`hangUp`). */
  readonly hang?: boolean;
}

/** Claims of an inbound token that a test gets wrong. */
export interface Forged {
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresInSeconds?: number;
  readonly serviceUrl?: string | null;
  /** Signed with a key that is not published. */
  readonly otherKey?: boolean;
  readonly kid?: string;
  readonly claims?: Record<string, unknown>;
}

export const appId = "0a0a0a0a-1111-4222-8333-444444444444";
export const appPassword = "a-secret-of-the-registration";
export const organisationId = "0b0b0b0b-1111-4222-8333-444444444444";

export type StrictTeams = Awaited<ReturnType<typeof startStrictTeams>>;

/** Teams takes so many messages in a conversation in so many milliseconds. */
const windows = [
  [1_000, 7],
  [2_000, 8],
  [30_000, 60],
  [3_600_000, 1_800],
] as const;

/** @param now milliseconds since the epoch: what the throttle goes by */
export async function startStrictTeams(now: () => number) {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const stranger = await generateKeyPair("RS256");
  const jwk = await exportJWK(publicKey);
  const people = new Map<string, Person>();
  const conversations = new Map<string, Conversation>();
  const messages: Shown[] = [];
  const uploads = new Map<string, { bytes: Uint8Array; range: string | undefined }>();
  const faults: Fault[] = [];
  const calls: string[] = [];
  const tokens = new Set<string>();
  const sentAt = new Map<string, number[]>();
  const counts = { tokens: 0, keys: 0, activities: 0 };
  const hanging: ServerResponse[] = [];
  let token = { status: 200 };

  const server: Server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const serviceUrl = `${origin}/emea/`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = await bytesOf(request);
    const path = new URL(request.url ?? "/", origin).pathname;
    const send = (status: number, value?: object, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(value === undefined ? undefined : JSON.stringify(value));
    };
    if (path === "/openid")
      return send(200, { issuer: "https://api.botframework.com", jwks_uri: `${origin}/keys` });
    if (path === "/keys") {
      counts.keys++;
      return send(200, {
        keys: [{ ...jwk, kid: "key-1", alg: "RS256", use: "sig", endorsements: ["msteams"] }],
      });
    }
    if (path === `/login/${organisationId}/oauth2/v2.0/token`) return giveToken(body, send);
    if (path.startsWith("/upload/") && request.method === "PUT") {
      uploads.set(path, { bytes: body, range: request.headers["content-range"] });
      return send(201, {});
    }
    if (!path.startsWith("/emea/v3/conversations")) return send(404, error("NotFound"));
    calls.push(`${request.method} ${path.slice("/emea/v3/".length)}`);
    const fault = faults.shift();
    if (fault?.hang) return hanging.push(response);
    if (fault) return send(fault.status, fault.body ?? error("Fault"), fault.headers);
    if (!tokens.has((request.headers.authorization ?? "").replace(/^Bearer /, ""))) {
      return send(401, error("Unauthorized"));
    }
    return connector(request.method ?? "GET", path.slice("/emea/v3/conversations".length), body, send);
  }

  type Send = (status: number, value?: object, headers?: Record<string, string>) => unknown;

  function giveToken(body: Uint8Array, send: Send): unknown {
    counts.tokens++;
    const form = new URLSearchParams(Buffer.from(body).toString("utf8"));
    const right =
      form.get("client_id") === appId &&
      form.get("client_secret") === appPassword &&
      form.get("grant_type") === "client_credentials" &&
      form.get("scope") === "https://api.botframework.com/.default";
    if (token.status !== 200) return send(token.status, { error: "temporarily_unavailable" });
    if (!right) return send(401, { error: "invalid_client" });
    const given = `token-${counts.tokens}`;
    tokens.add(given);
    return send(200, { token_type: "Bearer", expires_in: 3_600, access_token: given });
  }

  function connector(method: string, path: string, body: Uint8Array, send: Send): unknown {
    const [, rawId, part, rest] = path.split("/").map(decodeURIComponent);
    if (method === "POST" && rawId === undefined) return createChat(body, send);
    const conversation = conversations.get((rawId ?? "").split(";")[0] ?? "");
    if (!conversation) return send(404, error("ConversationNotFound"));
    if (!conversation.botIsIn) return send(403, error("BotNotInConversationRoster"));
    if (method === "GET" && part === "members" && rest !== undefined) {
      const person = conversation.members.includes(rest) ? people.get(rest) : undefined;
      return person ? send(200, rosterEntry(person)) : send(404, error("MemberNotFoundInConversation"));
    }
    if (method === "GET" && part === "pagedmembers") {
      const members = conversation.members.map((id) => people.get(id)).filter((each) => each !== undefined);
      return send(200, { members: members.map(rosterEntry) });
    }
    if (part !== "activities") return send(404, error("NotFound"));
    const activity = JSON.parse(Buffer.from(body).toString("utf8")) as Shown["activity"];
    const refusal = refusalOf(activity, body);
    if (refusal) return send(refusal.status, error(refusal.code));
    if (method === "PUT") {
      const message = messages.find(({ id }) => id === rest);
      if (message?.conversation !== conversation.id)
        return send(404, error("ActivityNotFoundInConversation"));
      message.activity = activity;
      message.edits++;
      return send(200, { id: message.id });
    }
    if (isTooMuch(conversation.id)) return send(429, error("TooManyRequests"), { "retry-after": "3" });
    const answered =
      rest === undefined || messages.some((each) => each.id === rest && each.conversation === rawId);
    if (!answered) return send(404, error("ActivityNotFoundInConversation"));
    const id = `1700000000${String(messages.length + 1).padStart(3, "0")}`;
    messages.push({ id, conversation: rawId ?? "", replyTo: rest, activity, edits: 0 });
    return send(201, { id });
  }

  function createChat(body: Uint8Array, send: Send): unknown {
    const asked = JSON.parse(Buffer.from(body).toString("utf8")) as {
      members: { id: string }[];
      channelData?: { tenant?: { id: string } };
    };
    const userId = asked.members[0]?.id ?? "";
    if (asked.channelData?.tenant?.id !== organisationId || !people.has(userId)) {
      return send(400, error("BadArgument"));
    }
    const shares = [...conversations.values()].some((each) => each.botIsIn && each.members.includes(userId));
    if (!shares) return send(403, error("ForbiddenOperationException"));
    const id = `a:${userId}`;
    if (!conversations.has(id))
      conversations.set(id, { id, kind: "personal", members: [userId], botIsIn: true });
    return send(201, { id });
  }

  function isTooMuch(conversation: string): boolean {
    const times = sentAt.get(conversation) ?? [];
    sentAt.set(conversation, times);
    const full = windows.some(([ms, most]) => times.filter((at) => at > now() - ms).length >= most);
    if (!full) times.push(now());
    return full;
  }

  return {
    origin,
    serviceUrl,
    loginUrl: `${origin}/login`,
    openIdMetadataUrl: `${origin}/openid`,
    people,
    conversations,
    messages,
    uploads,
    /** Answers of the next calls, first to last. */
    faults,
    calls,
    counts,
    tokens,
    /** Hangs up on whoever still waits for an answer. */
    hangUp: () => {
      for (const response of hanging.splice(0)) response.destroy();
    },
    failTokens: (status: number) => {
      token = { status };
    },
    addPerson: (person: Person) => {
      people.set(person.id, person);
      return person;
    },
    addConversation: (conversation: Omit<Conversation, "botIsIn">) => {
      conversations.set(conversation.id, { ...conversation, botIsIn: true });
    },
    /** A request as Teams signs it; `forged` gets something wrong. */
    request: async (activity: Record<string, unknown>, forged: Forged = {}): Promise<Request> => {
      counts.activities++;
      const claim = forged.serviceUrl === undefined ? serviceUrl : forged.serviceUrl;
      const at = Math.floor(Date.now() / 1_000);
      const jwt = await new SignJWT({ ...(claim === null ? {} : { serviceurl: claim }), ...forged.claims })
        .setProtectedHeader({ alg: "RS256", kid: forged.kid ?? "key-1", typ: "JWT" })
        .setIssuer(forged.issuer ?? "https://api.botframework.com")
        .setAudience(forged.audience ?? appId)
        .setNotBefore(at - 3_600)
        .setExpirationTime(at + (forged.expiresInSeconds ?? 3_600))
        .sign(forged.otherKey ? stranger.privateKey : privateKey);
      const id = `f:${counts.activities}`;
      return new Request("https://bellwether.example/api/messages", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${jwt}` },
        body: JSON.stringify({ id, channelId: "msteams", serviceUrl, ...activity }),
      });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function rosterEntry(person: Person) {
  return { tenantId: organisationId, userRole: "user", ...person, objectId: person.aadObjectId };
}

/** What Teams does not take: too long, or a card that it would not show whole. */
function refusalOf(
  activity: Shown["activity"],
  body: Uint8Array,
): { status: number; code: string } | undefined {
  if (Buffer.from(body).toString("utf8").length * 2 > teamsLimits.messageBytes) {
    return { status: 413, code: "MessageSizeTooBig" };
  }
  if (!activity.text && !activity.attachments?.length) return { status: 400, code: "BadSyntax" };
  for (const { contentType, content } of activity.attachments ?? []) {
    if (contentType !== "application/vnd.microsoft.card.adaptive") continue;
    try {
      assertTeamsCard(content as AdaptiveCard);
    } catch (cause) {
      return { status: 400, code: `BadSyntax: ${(cause as Error).message}` };
    }
  }
  return undefined;
}

function error(code: string): object {
  return { error: { code, message: code } };
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
