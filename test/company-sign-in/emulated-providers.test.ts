import { createEmulator, type Emulator } from "emulate";
import { afterAll, expect, test } from "vitest";
import { onThisMachine } from "../../src/outside/destination.ts";
import { type GuardedFetch, guardedFetch } from "../../src/outside/guarded-fetch.ts";
import { openSignInDoor } from "../../src/outside/sign-in-door.ts";
import type { SignInProvider } from "../../src/sign-in-providers.ts";

/*
 * The doors of Google, Microsoft and Okta before what somebody else took them for: an emulator's descriptions, tokens and claims.
 */

const now = () => new Date("2026-11-20T07:30:00Z");
const redirectUri = "http://localhost:3000/sign-in/with/x/callback";
const attempt = { state: "s".repeat(43), nonce: "n".repeat(43), verifier: "v".repeat(43) };
const client = {
  client_id: "bellwether",
  client_secret: "a secret",
  name: "Bellwether",
  redirect_uris: [redirectUri],
};
/** The directory that the emulator plays. */
const directory = "9188040d-6c67-4c5b-b112-36a304b66dad";

const open: Emulator[] = [];
afterAll(async () => {
  for (const emulator of open) await emulator.close();
});

const here: GuardedFetch = (address, _, init) => guardedFetch(address, onThisMachine("the emulator"), init);

/** Signs somebody in at an emulated provider. @returns what the door makes of it */
async function signIn(
  service: "google" | "microsoft" | "okta",
  seed: object,
  email: string,
  known: Partial<SignInProvider> & Pick<SignInProvider, "id">,
) {
  const emulator = await createEmulator({ service, port: 0, seed: { [service]: seed } });
  open.push(emulator);
  const described = await fetch(`${emulator.url}/.well-known/openid-configuration`);
  const { issuer } = (await described.json()) as { issuer: string };
  const provider: SignInProvider = {
    name: service,
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    directory: undefined,
    domains: [],
    ...known,
  };
  const door = openSignInDoor(provider, { fetch: here, now, callSeconds: 300 });
  const started = await door.start(attempt, redirectUri);
  if (started.kind !== "ready") throw new Error(started.why);
  const page = await (await fetch(started.url)).text();
  const form = page.split("<form").find((each) => each.includes(`user-login">${email}<`)) ?? "";
  const fields = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = "", value = ""]) => [name, value] as [string, string],
  );
  const action = /action="([^"]+)"/.exec(form)?.[1] ?? "";
  const agreed = await fetch(new URL(action, started.url), {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  return door.finish(attempt, new URL(agreed.headers.get("location") ?? "about:blank"));
}

const email = "priya@orrery.example";

test("Google vouches for a Workspace's own people", async () => {
  const seed = { users: [{ email, name: "Priya Shah", hd: "orrery.example" }], oauth_clients: [client] };
  expect(await signIn("google", seed, email, { id: "google" })).toMatchObject({
    kind: "proven",
    proof: { provider: "google", email },
  });
});

test("Microsoft vouches for the people of the directory that was named, by their object id, and of no other", async () => {
  const seed = {
    users: [{ email, name: "Priya Shah", oid: "priya-in-the-directory" }],
    oauth_clients: [client],
  };
  expect(await signIn("microsoft", seed, email, { id: "microsoft", directory })).toMatchObject({
    kind: "proven",
    proof: { provider: "microsoft", email, subject: expect.stringMatching(/.{8,}/) },
  });
  const other = { id: "microsoft", directory: "0a0a0a0a-1111-4222-8333-444444444444" } as const;
  expect(await signIn("microsoft", seed, email, other)).toEqual({
    kind: "refused",
    why: "another-directory",
  });
});

test("Okta vouches for who it says is verified", async () => {
  const seed = {
    users: [{ login: email, email, first_name: "Priya", last_name: "Shah" }],
    oauth_clients: [client],
  };
  expect(await signIn("okta", seed, email, { id: "oidc" })).toMatchObject({
    kind: "proven",
    proof: { provider: "oidc", email },
  });
});
