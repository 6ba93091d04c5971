import {
  type Activity,
  CloudAdapter,
  type ConversationReference,
  TeamsInfo,
  type TurnContext,
} from "botbuilder";
import {
  AuthenticationConfiguration,
  type BotFrameworkAuthentication,
  BotFrameworkAuthenticationFactory,
  type ConnectorClientOptions,
} from "botframework-connector";
import type { Destination } from "../../outside/destination.ts";
import { type BotIdentity, EntraCredentials } from "./credentials.ts";
import { hushed } from "./sdk-console.ts";
import {
  type Outgoing,
  type RosterMember,
  type TeamsApi,
  TeamsError,
  type Whereabouts,
} from "./teams-api.ts";
import { errorOf, fetchFrom } from "./transport.ts";

/** How the bot speaks with Teams. */
export interface AdapterOptions {
  readonly identity: BotIdentity;
  /** Teams' service, which every activity names anew. */
  readonly service: Destination;
  /** Where the keys of inbound tokens are described. */
  readonly openIdMetadataUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/** Who an inbound token must be from. */
export const channelIssuer = "https://api.botframework.com";
/** Microsoft's own addresses. */
export const microsoft = {
  loginUrl: "https://login.microsoftonline.com",
  openIdMetadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
} as const;

/** What an activity that asks is answered with; undefined: nothing but that it arrived. */
export interface InvokeAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** What is done about an inbound activity whose sender is proven. */
export type Handler = () => Promise<InvokeAnswer | undefined>;

/** An inbound activity, as far as its proof looks at it. */
interface Inbound {
  readonly type: string;
  readonly channelId: string;
  readonly serviceUrl: string;
}

/**
 * Microsoft's adapter, and the only place that knows its SDK: inbound activities are proven and handed on, outbound calls
 * are made once, with our own timeout, and fail as `TeamsError`.
 */
export class TeamsAdapter extends CloudAdapter implements TeamsApi {
  readonly #appId: string;

  constructor(options: AdapterOptions) {
    super(authenticationOf(options));
    this.#appId = options.identity.appId;
  }

  /**
   * Proves who sent an activity by its token: signature, issuer, audience, time, service URL.
   * @throws Error whatever is wrong with it
   */
  async prove(activity: Inbound, authorization: string): Promise<Proof> {
    return hushed(() =>
      this.botFrameworkAuthentication.authenticateRequest(activity as unknown as Activity, authorization),
    );
  }

  /** Runs an activity through the SDK's turn. */
  async take(proof: Proof, activity: Inbound, handle: Handler): Promise<InvokeAnswer | undefined> {
    const answer = await this.processActivity(proof, activity as unknown as Activity, async (turn) => {
      const said = await handle();
      if (turn.activity.type !== "invoke") return;
      const value = said ?? { status: 501 };
      await turn.sendActivity({ type: "invokeResponse", value });
    });
    return answer && { status: answer.status, body: answer.body };
  }

  async post(where: Whereabouts, message: Outgoing, replyTo?: string): Promise<string> {
    const id = await this.#inTurn(where, async (turn) => {
      const sent = await this.sendActivities(turn, [
        { ...activityOf(where, message), ...(replyTo ? { replyToId: replyTo } : {}) },
      ]);
      return sent[0]?.id;
    });
    // Without an id the message could never be edited: it is there, but where is unknown.
    if (!id) throw new TeamsError({ status: null, code: "no-message-id" });
    return id;
  }

  async update(where: Whereabouts, messageId: string, message: Outgoing): Promise<void> {
    await this.#inTurn(where, (turn) =>
      this.updateActivity(turn, { ...activityOf(where, message), id: messageId }),
    );
  }

  async openChat(input: {
    serviceUrl: string;
    botId: string;
    userId: string;
    organisationId: string;
  }): Promise<string> {
    const { serviceUrl, botId, userId, organisationId } = input;
    let opened: string | undefined;
    const bot = { id: botId, name: "" };
    await failing(() =>
      this.createConversationAsync(
        this.#appId,
        "msteams",
        serviceUrl,
        "",
        {
          isGroup: false,
          bot,
          members: [{ id: userId, name: "" }],
          tenantId: organisationId,
          channelData: { tenant: { id: organisationId } },
        } as Parameters<CloudAdapter["createConversationAsync"]>[4],
        async (turn) => {
          opened = turn.activity.conversation.id;
        },
      ),
    );
    if (!opened) throw new TeamsError({ status: null, code: "no-conversation-id" });
    return opened;
  }

  async member(where: Whereabouts, userId: string): Promise<RosterMember> {
    const found = await this.#inTurn(where, (turn) => TeamsInfo.getMember(turn, userId));
    return rosterMember(found as RosterEntry);
  }

  async members(where: Whereabouts, most: number): Promise<RosterMember[]> {
    return this.#inTurn(where, async (turn) => {
      const found: RosterMember[] = [];
      let token: string | undefined;
      do {
        const page = await TeamsInfo.getPagedMembers(turn, Math.min(500, most + 1), token);
        found.push(...page.members.map((member) => rosterMember(member as RosterEntry)));
        token = page.continuationToken || undefined;
      } while (token && found.length <= most);
      return found;
    });
  }

  async #inTurn<T>(where: Whereabouts, work: (turn: TurnContext) => Promise<T>): Promise<T> {
    const reference = {
      channelId: "msteams",
      serviceUrl: where.serviceUrl,
      conversation: { id: where.conversationId },
      bot: { id: where.botId, name: "" },
    } as ConversationReference;
    let result: { readonly value: T } | undefined;
    await failing(() =>
      this.continueConversationAsync(this.#appId, reference, async (turn) => {
        result = { value: await work(turn) };
      }),
    );
    if (!result) throw new TeamsError({ status: null, code: "no-turn" });
    return result.value;
  }
}

/** That an activity is Teams' own. */
export type Proof = Awaited<ReturnType<BotFrameworkAuthentication["authenticateRequest"]>>;

function authenticationOf({ identity, service, openIdMetadataUrl, now, timeoutMs }: AdapterOptions) {
  const { loginUrl, organisationId } = identity;
  const options = {
    httpClient: { sendRequest: (request) => sendOnce(request, service, timeoutMs) },
  } as ConnectorClientOptions;
  return BotFrameworkAuthenticationFactory.create(
    "",
    true,
    `${loginUrl}/${organisationId}`,
    "https://api.botframework.com",
    channelIssuer,
    "https://api.botframework.com",
    openIdMetadataUrl,
    // Tokens of the emulator and of other bots are refused before they come here: see receiver.ts.
    openIdMetadataUrl,
    "",
    new EntraCredentials(identity, now),
    new AuthenticationConfiguration(),
    undefined,
    options,
  );
}

type HttpClient = NonNullable<ConnectorClientOptions["httpClient"]>;
type HttpRequest = Parameters<HttpClient["sendRequest"]>[0];
type HttpAnswer = Awaited<ReturnType<HttpClient["sendRequest"]>>;

/** The SDK repeats what fails, posts too: an error that is not of its own kind it lets through. */
async function sendOnce(
  request: HttpRequest,
  service: Destination,
  timeoutMs: number | undefined,
): Promise<HttpAnswer> {
  const headers = request.headers.toJson({ preserveCase: true }) as Record<string, string>;
  const response = await fetchFrom(
    request.url,
    service,
    {
      method: request.method,
      headers,
      ...(request.body === undefined ? {} : { body: request.body as string }),
    },
    timeoutMs,
  );
  const bodyAsText = await response.text();
  if (!response.ok) throw errorOf(response.status, response.headers.get("retry-after"), bodyAsText);
  const answered = Object.fromEntries(response.headers);
  return { request, status: response.status, headers: { toJson: () => answered }, bodyAsText } as never;
}

function activityOf(where: Whereabouts, message: Outgoing): Activity {
  return {
    type: "message",
    channelId: "msteams",
    serviceUrl: where.serviceUrl,
    conversation: { id: where.conversationId },
    from: { id: where.botId },
    ...message,
  } as unknown as Activity;
}

interface RosterEntry {
  readonly id: string;
  readonly aadObjectId?: string;
  readonly objectId?: string;
  readonly tenantId?: string;
  readonly email?: string;
  readonly userPrincipalName?: string;
  readonly userRole?: string;
}

function rosterMember(entry: RosterEntry): RosterMember {
  const emails = [entry.email, entry.userPrincipalName].filter(
    (email) => email !== undefined && email !== "",
  );
  return {
    id: entry.id,
    entraObjectId: entry.aadObjectId ?? entry.objectId ?? null,
    organisationId: entry.tenantId ?? null,
    emails: [...new Set(emails.map((email) => String(email).toLowerCase()))],
    role: entry.userRole ?? null,
  };
}

/** What the SDK throws of its own is an unknown end: it may have been said. */
async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TeamsError) throw error;
    throw new TeamsError({ status: null, code: "unknown", cause: error });
  }
}
