import * as oidc from "openid-client";
import type { SignInProvider } from "../sign-in-providers.ts";
import type { Destination } from "./destination.ts";
import { type GuardedFetch, guardedFetch } from "./guarded-fetch.ts";
import { type LogoutExpectation, type ProviderLogout, readLogoutToken } from "./logout-token.ts";
import { type Doubt, type Proof, proofOf } from "./provider-claims.ts";
import { keepProviderKeys, type ProviderKeys } from "./provider-keys.ts";

/** What one try to sign in is recognised by; each is 256 random bits, base64url. */
export interface SignInTry {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's secret: its hash goes ahead, it goes with the code. */
  readonly verifier: string;
}

/** Why nothing came of a try: a short code of ours or of the protocol's, never what somebody wrote. */
export type Failed =
  | { readonly kind: "refused"; readonly why: string }
  /** The provider is down, or does not know us: nothing that who signs in could mend. */
  | { readonly kind: "unavailable"; readonly why: string };

/** A provider as those use it who want to know who somebody is. */
export interface SignInDoor {
  readonly id: SignInProvider["id"];
  readonly name: string;
  /** Where the browser goes to prove itself. */
  start(
    given: SignInTry,
    redirectUri: string,
  ): Promise<{ readonly kind: "ready"; readonly url: URL } | Failed>;
  /**
   * What the browser came back with.
   * @param given the try that this browser began
   * @param answer the redirect address with the provider's query
   */
  finish(given: SignInTry, answer: URL): Promise<{ readonly kind: "proven"; readonly proof: Proof } | Failed>;
  /** What the provider says of who has signed out there; undefined: it tells nobody. */
  readonly readLogout?: (
    token: string,
  ) => Promise<{ readonly kind: "logout"; readonly logout: ProviderLogout } | Failed>;
}

/** How long one call of the provider may take, in seconds. */
const mostSeconds = 8;
/** For so long a provider is taken at its description; its keys are looked up by themselves when they change. */
const descriptionMs = 60 * 60_000;
/** Clocks of two machines differ by so many seconds. */
const clockTolerance = 30;

/**
 * A door of OpenID Connect: authorization code with PKCE (S256), state, nonce. Issuer, audience, expiry, nonce, `iss` of the answer and the
 * ID token's signature are looked at by openid-client. The provider is asked for its description with the first try, never at the start.
 *
 * The issuer is the operator's own word, so it may lie inside this network; what its description names beside it must be on the open
 * internet (`guardedFetch`).
 */
export function openSignInDoor(
  provider: SignInProvider,
  options: { fetch?: GuardedFetch; now: () => Date; callSeconds?: number },
): SignInDoor {
  const { fetch = guardedFetch, now, callSeconds = mostSeconds } = options;
  const call = callOf(provider, fetch, callSeconds);
  const keys = keepProviderKeys(
    (address) => call(address, { method: "GET", headers: {}, body: undefined, redirect: "manual" }),
    now,
  );
  /** How we prove ourselves to the provider: each app there is set to one way, and it doesn't say which. */
  let way: SecretWay = provider.id === "oidc" ? "client_secret_basic" : "client_secret_post";
  let described: { readonly at: number; readonly configuration: Promise<oidc.Configuration> } | undefined;

  function describe(): Promise<oidc.Configuration> {
    const at = now().getTime();
    if (described && at - described.at < descriptionMs) return described.configuration;
    const configuration = discover(provider, { call, callSeconds, way: () => way });
    described = { at, configuration };
    configuration.catch(() => {
      if (described?.configuration === configuration) described = undefined;
    });
    return configuration;
  }

  return {
    id: provider.id,
    name: provider.name,
    start: async (given, redirectUri) => {
      try {
        const url = oidc.buildAuthorizationUrl(await describe(), {
          redirect_uri: redirectUri,
          // Microsoft tells `oid` for "profile" alone.
          scope: provider.id === "microsoft" ? "openid email profile" : "openid email",
          state: given.state,
          nonce: given.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(given.verifier),
          code_challenge_method: "S256",
        });
        return { kind: "ready", url };
      } catch (error) {
        return { kind: "unavailable", why: codeOf(error) };
      }
    },
    finish: async (given, answer) => {
      try {
        const configuration = await reached(describe());
        const tokens = await redeem(configuration, given, answer).catch((error: unknown) => {
          // Refused before it looked at the code: the other way may do, and is kept.
          const other = way === "client_secret_basic" ? "client_secret_post" : "client_secret_basic";
          if (!isInvalidClient(error) || !waysOf(configuration.serverMetadata()).includes(other)) throw error;
          way = other;
          return redeem(configuration, given, answer);
        });
        const proof = proofOf(provider, await claimsOf(configuration, tokens));
        return typeof proof === "string"
          ? { kind: "refused", why: proof satisfies Doubt }
          : { kind: "proven", proof };
      } catch (error) {
        return { kind: isOurs(error) ? "unavailable" : "refused", why: codeOf(error) };
      }
    },
    // Of the others none tells an app by this standard.
    ...(provider.id === "oidc" && {
      readLogout: async (token) => {
        try {
          const server = (await reached(describe())).serverMetadata();
          const expected = { issuer: server.issuer, audience: provider.clientId, now: now(), clockTolerance };
          return { kind: "logout", logout: await readLogout(token, server, { expected, keys }) };
        } catch (error) {
          return { kind: isOurs(error) ? "unavailable" : "refused", why: codeOf(error) };
        }
      },
    }),
  };
}

async function reached<T>(asked: Promise<T>): Promise<T> {
  return asked.catch((cause: unknown) => {
    throw new Unreachable(codeOf(cause));
  });
}

async function readLogout(
  token: string,
  { jwks_uri: address = "" }: oidc.ServerMetadata,
  { expected, keys }: { expected: Omit<LogoutExpectation, "keys">; keys: ProviderKeys },
): Promise<ProviderLogout> {
  const read = async (fresh: boolean) =>
    readLogoutToken(token, { ...expected, keys: await reached(keys(address, fresh)) });
  return read(false).catch((error: { code?: unknown }) => {
    // It may have begun to sign with another key.
    if (error.code !== "ERR_JWKS_NO_MATCHING_KEY") throw error;
    return read(true);
  });
}

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

function redeem(configuration: oidc.Configuration, given: SignInTry, answer: URL): Promise<Tokens> {
  return oidc.authorizationCodeGrant(configuration, answer, {
    expectedState: given.state,
    expectedNonce: given.nonce,
    pkceCodeVerifier: given.verifier,
    idTokenExpected: true,
  });
}

async function claimsOf(configuration: oidc.Configuration, tokens: Tokens) {
  const claims = tokens.claims();
  if (!claims) throw new Error("no ID token");
  if (claims.email !== undefined || !configuration.serverMetadata().userinfo_endpoint) return claims;
  // Some keep the address for UserInfo. Its subject must be the token's, which fetchUserInfo holds it to.
  const told = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return { ...claims, email: told.email, email_verified: told.email_verified };
}

type SecretWay = "client_secret_basic" | "client_secret_post";

/** Ways that a provider takes; who says nothing takes the first (OpenID Connect Discovery 1.0, 3). */
function waysOf(server: oidc.ServerMetadata): readonly string[] {
  return server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
}

function discover(
  provider: SignInProvider,
  parts: { call: oidc.CustomFetch; callSeconds: number; way: () => SecretWay },
): Promise<oidc.Configuration> {
  const { call, callSeconds, way } = parts;
  const issuer = new URL(provider.issuer);
  const byPost = oidc.ClientSecretPost(provider.clientSecret);
  const byHeader = oidc.ClientSecretBasic(provider.clientSecret);
  return oidc.discovery(
    issuer,
    provider.clientId,
    { client_secret: provider.clientSecret, [oidc.clockTolerance]: clockTolerance },
    (...request) => (way() === "client_secret_post" ? byPost : byHeader)(...request),
    {
      [oidc.customFetch]: call,
      timeout: callSeconds,
      // The signature is looked at as well, though the token comes straight from the provider.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : []),
      ],
    },
  );
}

/** The provider did not answer, or not with what it should. */
class Unreachable extends TypeError {
  readonly code: string;
  constructor(code: string) {
    super("the provider cannot be reached");
    this.code = code;
  }
}

function callOf(provider: SignInProvider, fetch: GuardedFetch, callSeconds: number): oidc.CustomFetch {
  const origins = provider.id === "oidc" ? [new URL(provider.issuer).origin] : [];
  const destination: Destination = { name: provider.name, hosts: /^[a-z0-9.-]+$/, origins };
  return async (address, { method, headers, body, signal }) => {
    const sent = body === undefined || body === null ? {} : { body: String(body) };
    const limit = signal ?? AbortSignal.timeout(callSeconds * 1_000);
    const answer = await fetch(address, destination, { method, headers, ...sent, signal: limit }).catch(
      (cause: unknown) => {
        throw new Unreachable(codeOf((cause as Error).cause ?? cause));
      },
    );
    if (answer.status >= 500 || answer.status === 429) throw new Unreachable(`status-${answer.status}`);
    return answer;
  };
}

/** What the provider says of us, not of who signs in: a wrong secret, an app that was taken away, trouble of its own. */
const ours = ["unauthorized_client", "server_error", "temporarily_unavailable"];

function isInvalidClient(error: unknown): boolean {
  // With a challenge or without: a provider may answer 401 either way.
  if (error instanceof oidc.WWWAuthenticateChallengeError) return error.status === 401;
  return error instanceof oidc.ResponseBodyError && error.error === "invalid_client";
}

function isOurs(error: unknown): boolean {
  if (error instanceof Unreachable || isInvalidClient(error)) return true;
  return error instanceof oidc.ResponseBodyError && ours.includes(error.error);
}

/** A code for the log. What the provider or the address said is kept only if it looks like a code of the protocol's. */
function codeOf(error: unknown): string {
  if (isInvalidClient(error)) return "invalid_client";
  const { error: said, code, name } = error as { error?: unknown; code?: unknown; name?: unknown };
  const found = [said, code, name].find(
    (each) => typeof each === "string" && /^[A-Za-z0-9_-]{1,60}$/.test(each),
  );
  return typeof found === "string" ? found : "unknown";
}
