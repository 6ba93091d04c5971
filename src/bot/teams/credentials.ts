import { ServiceClientCredentialsFactory } from "botframework-connector";
import { TeamsError } from "./teams-api.ts";
import { fetchOrFail } from "./transport.ts";

/** What the bot proves itself to Teams with. */
export interface BotIdentity {
  readonly appId: string;
  readonly appPassword: string;
  /** SingleTenant: the token comes from the organisation's own directory. */
  readonly appType: "SingleTenant" | "MultiTenant";
  readonly organisationId: string;
  /** For development on this machine: calls carry no token. */
  readonly withoutCredentials: boolean;
  /** Where tokens are given; Microsoft's, or a double's in tests. Without a slash at its end. */
  readonly loginUrl: string;
}

/** What a token for the Bot Connector is asked for. */
const scope = "https://api.botframework.com/.default";
/** A token is renewed that long before it ends. */
const renewBeforeMs = 5 * 60_000;

type Credentials = Awaited<ReturnType<ServiceClientCredentialsFactory["createCredentials"]>>;

/**
 * The bot's own tokens, by client credentials. MSAL would do the same, but speaks to Microsoft's addresses only and keeps
 * its tokens for the whole process.
 */
export class EntraCredentials extends ServiceClientCredentialsFactory {
  readonly #identity: BotIdentity;
  readonly #now: () => number;
  #token: { readonly text: Promise<string>; until: number } | undefined;

  /** @param now milliseconds since the epoch */
  constructor(identity: BotIdentity, now: () => number) {
    super();
    this.#identity = identity;
    this.#now = now;
  }

  override async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.#identity.appId;
  }

  override async isAuthenticationDisabled(): Promise<boolean> {
    return false;
  }

  override async createCredentials(): Promise<Credentials> {
    return {
      signRequest: async (request) => {
        if (this.#identity.withoutCredentials) return request;
        request.headers.set("authorization", `Bearer ${await this.token()}`);
        return request;
      },
    };
  }

  /** The present token. @throws TeamsError `token-refused`, or that Entra does not answer */
  async token(): Promise<string> {
    if (this.#token && this.#token.until > this.#now()) return this.#token.text;
    const text = this.#ask();
    // Until it is known how long it lasts, who asks meanwhile waits for the same answer.
    const asked = { text, until: Number.POSITIVE_INFINITY };
    this.#token = asked;
    text.catch(() => {
      if (this.#token === asked) this.#token = undefined;
    });
    return text;
  }

  async #ask(): Promise<string> {
    const { appId, appPassword, appType, organisationId, loginUrl } = this.#identity;
    const directory = appType === "SingleTenant" ? organisationId : "botframework.com";
    const response = await fetchOrFail(`${loginUrl}/${directory}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: appId,
        client_secret: appPassword,
        scope,
      }).toString(),
    }).catch((cause: unknown) => {
      // Without a token nothing was said to Teams yet, however this call failed.
      const code = cause instanceof TeamsError ? cause.code : "unknown";
      throw new TeamsError({ status: null, code, neverSent: true, cause });
    });
    const said = (await response.json().catch(() => ({}))) as {
      access_token?: unknown;
      expires_in?: unknown;
    };
    if (!response.ok || typeof said.access_token !== "string") {
      const busy = response.status === 429 || response.status >= 500;
      throw new TeamsError({
        status: busy ? null : 401,
        code: busy ? `token-http-${response.status}` : "token-refused",
        neverSent: true,
      });
    }
    const lastsMs = Number(said.expires_in ?? 0) * 1_000;
    if (this.#token) this.#token.until = this.#now() + Math.max(0, lastsMs - renewBeforeMs);
    return said.access_token;
  }
}
