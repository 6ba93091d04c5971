import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { SignInProvider } from "../sign-in-providers.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";
import { openSignInDoor } from "./sign-in-door.ts";

/* What the door makes of providers that are not as they should be. The whole way is in test/company-sign-in. */

const attempt = { state: "s".repeat(43), nonce: "n".repeat(43), verifier: "v".repeat(43) };
const back = "https://bellwether.example/sign-in/with/oidc/callback";
const now = () => new Date("2026-11-20T07:30:00Z");
const okta: SignInProvider = {
  id: "oidc",
  name: "Okta",
  issuer: "https://example.okta.com",
  clientId: "bellwether",
  clientSecret: "a secret",
  directory: undefined,
  domains: [],
};
const description = {
  issuer: okta.issuer,
  authorization_endpoint: "https://example.okta.com/authorize",
  token_endpoint: "https://example.okta.com/token",
  jwks_uri: "https://example.okta.com/keys",
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A provider on this machine that says what `answer` makes of its own address. */
async function provider(answer: (origin: string) => object): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer(origin)));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return { origin, asked };
}

const saying =
  (told: unknown, status = 200): GuardedFetch =>
  async () =>
    new Response(JSON.stringify(told), { status, headers: { "content-type": "application/json" } });

describe("a provider", () => {
  test("is asked where it says, for as little as is needed", async () => {
    const started = await openSignInDoor(okta, { fetch: saying(description), now }).start(attempt, back);
    if (started.kind !== "ready") throw new Error(started.why);
    expect(started.url.origin + started.url.pathname).toBe(description.authorization_endpoint);
    expect(started.url.searchParams.get("scope")).toBe("openid email");
    expect(started.url.href).not.toContain(attempt.verifier);
  });

  test("of Microsoft's is asked for the profile too, which the person's id in the directory comes with", async () => {
    const issuer = "https://login.microsoftonline.com/0a0a0a0a-1111-4222-8333-444444444444/v2.0";
    const microsoft = { ...okta, id: "microsoft", issuer } as const;
    const fetch = saying({ ...description, issuer });
    const started = await openSignInDoor(microsoft, { fetch, now }).start(attempt, back);
    expect(started.kind === "ready" && started.url.searchParams.get("scope")).toBe("openid email profile");
  });

  test.each([
    [
      "says it is another",
      saying({ ...description, issuer: "https://evil.example" }),
      "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
    ],
    [
      "is Microsoft's for everybody",
      saying({ ...description, issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" }),
      "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
    ],
    ["says nothing", saying({}), "OAUTH_INVALID_RESPONSE"],
    ["isn't there", saying({}, 404), "OAUTH_RESPONSE_IS_NOT_CONFORM"],
    ["is in trouble", saying({}, 500), "status-500"],
    [
      "can't be reached",
      () => Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } })),
      "ECONNREFUSED",
    ],
  ] satisfies [string, GuardedFetch, string][])("that %s can't be signed in with", async (_, fetch, why) => {
    const door = openSignInDoor(okta, { fetch, now });
    expect(await door.start(attempt, back)).toEqual({ kind: "unavailable", why });
    const answer = new URL(`${back}?code=c&state=${attempt.state}`);
    expect(await door.finish(attempt, answer)).toEqual({ kind: "unavailable", why });
  });

  test("may lie inside this network itself, and leads to nothing else there", async () => {
    const neighbour = await provider(() => ({}));
    const { origin } = await provider((own) => ({
      ...description,
      issuer: own,
      token_endpoint: `${neighbour.origin}/token`,
    }));
    const door = openSignInDoor({ ...okta, issuer: origin }, { now });
    expect((await door.start(attempt, back)).kind).toBe("ready");
    const answer = new URL(`${back}?code=c&state=${attempt.state}`);
    expect(await door.finish(attempt, answer)).toEqual({ kind: "unavailable", why: "refused-address" });
    expect(neighbour.asked).toEqual([]);
  });

  test("of the open internet leads to no address in this network", async () => {
    const slack = { ...okta, id: "slack", issuer: "https://127.0.0.1" } as const;
    const door = openSignInDoor(slack, { now });
    expect(await door.start(attempt, back)).toEqual({ kind: "unavailable", why: "refused-address" });
  });

  test("or who pretends to be one puts no words of theirs into the log", async () => {
    const door = openSignInDoor(okta, { fetch: saying(description), now });
    const answer = new URL(back);
    answer.search = `?${new URLSearchParams({ state: attempt.state, error: "priya@example.com did it\n" })}`;
    expect(await door.finish(attempt, answer)).toEqual({
      kind: "refused",
      why: "OAUTH_AUTHORIZATION_RESPONSE_ERROR",
    });
  });
});
