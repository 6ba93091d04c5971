import { createServer } from "node:http";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import Provider from "oidc-provider";
import { type GuardedFetch, guardedFetch } from "../../src/outside/guarded-fetch.ts";
import type { SignInProvider } from "../../src/sign-in-providers.ts";

/** Whom the provider signs in next, and what it says of them. */
export interface ProviderAccount {
  readonly subject: string;
  readonly email?: string | undefined;
  readonly email_verified?: boolean | undefined;
}

/** A real OpenID provider on this machine, that signs in whoever it was told to. */
export interface RealProvider {
  readonly provider: SignInProvider;
  account: ProviderAccount;
  /** Calls of the provider that the app made, by path. */
  readonly calls: string[];
  /** Calls the provider; what `meddle` makes of an ID token's claims is signed with the provider's own key. */
  readonly fetch: GuardedFetch;
  meddle: ((claims: Record<string, unknown>) => Record<string, unknown>) | undefined;
  /** Signs what was meddled with by a key that the provider never had. */
  forged: boolean;
  /** Answers every call with this status; undefined: as it should. */
  down: number | undefined;
  /** Tells the app that somebody has signed out here, as oidc-provider does it. @throws for an answer other than 200 */
  signOut(subject: string, session: string): Promise<void>;
  /** Where that goes. */
  tell: ((address: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Its signature under claims, or a forger's. */
  sign(claims: Readonly<Record<string, unknown>>, typ?: string): Promise<string>;
  close(): Promise<void>;
}

const client = { id: "bellwether", secret: "a secret that nobody may see" };

/**
 * Starts oidc-provider, which wants PKCE, and lets each code be used once.
 * @param options.redirectUri where it sends browsers back to
 * @param options.thin ID tokens without an address: that is UserInfo's to tell
 */
export async function startRealProvider(options: {
  redirectUri: string;
  thin?: boolean;
  /** Takes our secret in the body alone; oidc-provider itself is not as strict. */
  byPost?: boolean;
}): Promise<RealProvider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const forger = await generateKeyPair("RS256");
  const key = { ...(await exportJWK(privateKey)), kid: "first", alg: "RS256", use: "sig" };
  const server = createServer((_, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;

  const real: RealProvider = {
    provider: {
      id: "oidc",
      name: "Okta",
      issuer,
      clientId: client.id,
      clientSecret: client.secret,
      directory: undefined,
      domains: [],
    },
    account: { subject: "nobody" },
    calls: [],
    meddle: undefined,
    forged: false,
    down: undefined,
    tell: undefined,
    signOut: async (subject, session) =>
      (await oidc.Client.find(client.id)).backchannelLogout(subject, session),
    sign: (claims, typ = "logout+jwt") =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", kid: "first", typ })
        .sign(real.forged ? forger.privateKey : privateKey),
    fetch: async (to, destination, init) => {
      real.calls.push(new URL(to).pathname);
      if (real.down !== undefined) return new Response("{}", { status: real.down });
      if (options.byPost && to.endsWith("/token") && new Headers(init.headers).has("authorization"))
        return Response.json({ error: "invalid_client" }, { status: 401 });
      const answer = await guardedFetch(to, destination, init);
      if (!real.meddle || !to.endsWith("/token") || answer.status !== 200) return answer;
      const body = (await answer.json()) as { id_token: string };
      const claims = real.meddle(decodeJwt(body.id_token));
      const signed = new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "first" });
      const idToken = await signed.sign(real.forged ? forger.privateKey : privateKey);
      return Response.json({ ...body, id_token: idToken });
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };

  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [options.redirectUri],
        backchannel_logout_uri: options.redirectUri.replace(/callback$/, "logout"),
        backchannel_logout_session_required: true,
        token_endpoint_auth_method: options.byPost ? "client_secret_post" : "client_secret_basic",
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ["of this test"] },
    ttl: {
      Interaction: 600,
      Grant: 600,
      Session: 600,
      AccessToken: 600,
      AuthorizationCode: 600,
      IdToken: 600,
    },
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    conformIdTokenClaims: options.thin ?? false,
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    fetch: (to: string, init: RequestInit) => (real.tell ?? fetch)(to, init),
    findAccount: (_: unknown, subject: string) => {
      const { email, email_verified } = real.account;
      return { accountId: subject, claims: () => ({ sub: subject, email, email_verified }) };
    },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    loadExistingGrant: async (ctx: { oidc: { session: { accountId: string } } }) => {
      const grant = new oidc.Grant({ accountId: ctx.oidc.session.accountId, clientId: client.id });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
  const serve = oidc.callback();
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return serve(request, response);
    const login = { login: { accountId: real.account.subject, remember: false } };
    void oidc.interactionFinished(request, response, login);
  });
  return real;
}
