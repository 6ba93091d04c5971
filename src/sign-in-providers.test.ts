import { describe, expect, test } from "vitest";
import { readSignInProviders } from "./sign-in-providers.ts";

const directory = "0a0a0a0a-1111-4222-8333-444444444444";
const client = (id: string) => ({
  [`SIGN_IN_${id}_CLIENT_ID`]: "bellwether",
  [`SIGN_IN_${id}_CLIENT_SECRET`]: "a secret",
});
const oidc = { ...client("OIDC"), SIGN_IN_OIDC_ISSUER: "https://example.okta.com" };

test("nothing set is no provider", () => {
  expect(readSignInProviders({ PORT: "3000" })).toEqual([]);
});

test("all four stand in the order of their buttons, each with the issuer that it is", () => {
  const providers = readSignInProviders({
    ...oidc,
    SIGN_IN_OIDC_NAME: "Okta",
    ...client("GOOGLE"),
    SIGN_IN_GOOGLE_DOMAINS: "Example.com, example.org",
    ...client("MICROSOFT"),
    SIGN_IN_MICROSOFT_TENANT_ID: directory.toUpperCase(),
    ...client("SLACK"),
    SIGN_IN_SLACK_TEAM_ID: "T0123ABCD",
  });
  expect(
    providers.map(({ id, name, issuer, directory, domains }) => [id, name, issuer, directory, domains]),
  ).toEqual([
    ["slack", "Slack", "https://slack.com", "T0123ABCD", []],
    [
      "microsoft",
      "Microsoft",
      `https://login.microsoftonline.com/${directory}/v2.0`,
      directory.toUpperCase(),
      [],
    ],
    ["google", "Google", "https://accounts.google.com", undefined, ["example.com", "example.org"]],
    ["oidc", "Okta", "https://example.okta.com", undefined, []],
  ]);
});

test("a company's own provider without a name is “your company account”, and may listen on this machine", () => {
  const [provider] = readSignInProviders({ ...oidc, SIGN_IN_OIDC_ISSUER: "http://127.0.0.1:8080/realms/x" });
  expect(provider).toMatchObject({ name: "your company account", issuer: "http://127.0.0.1:8080/realms/x" });
});

describe("what would leave the door wider than it was meant stops the start:", () => {
  const microsoft = { ...client("MICROSOFT"), SIGN_IN_MICROSOFT_TENANT_ID: directory };
  const issuer = (value: string) => ({ ...oidc, SIGN_IN_OIDC_ISSUER: value });
  test.each([
    [client("MICROSOFT"), "Sign-in with Microsoft also needs SIGN_IN_MICROSOFT_TENANT_ID."],
    [client("SLACK"), "Sign-in with Slack also needs SIGN_IN_SLACK_TEAM_ID."],
    [{ SIGN_IN_GOOGLE_CLIENT_ID: "x" }, "also needs SIGN_IN_GOOGLE_CLIENT_SECRET."],
    [
      { SIGN_IN_OIDC_NAME: "Okta" },
      "needs SIGN_IN_OIDC_ISSUER and SIGN_IN_OIDC_CLIENT_ID and SIGN_IN_OIDC_CLIENT_SECRET.",
    ],
    [{ ...microsoft, SIGN_IN_MICROSOFT_TENANT_ID: "common" }, "let strangers choose their address"],
    [{ ...microsoft, SIGN_IN_MICROSOFT_TENANT_ID: "organizations" }, "let strangers choose their address"],
    [{ ...client("SLACK"), SIGN_IN_SLACK_TEAM_ID: "acme" }, "SIGN_IN_SLACK_TEAM_ID must be"],
    [
      { ...microsoft, SIGN_IN_MICROSOFT_DOMAIN: "example.com" },
      "SIGN_IN_MICROSOFT_DOMAIN is no setting of mine.",
    ],
    [{ ...microsoft, SIGN_IN_MICROSOFT_DOMAINS: "example" }, "SIGN_IN_MICROSOFT_DOMAINS must be domains"],
    [{ ...oidc, SIGN_IN_OIDC_NAME: "x".repeat(41) }, "SIGN_IN_OIDC_NAME must be"],
    [issuer("http://okta.example"), "SIGN_IN_OIDC_ISSUER must be"],
    [issuer("https://okta.example/.well-known/openid-configuration"), "SIGN_IN_OIDC_ISSUER must be"],
    [issuer("https://okta.example/?x=1"), "SIGN_IN_OIDC_ISSUER must be"],
    [issuer("okta"), "SIGN_IN_OIDC_ISSUER must be"],
    [issuer(`https://login.microsoftonline.com/${directory}/v2.0`), "Microsoft has settings of its own"],
    [issuer("https://sts.windows.net/common"), "Microsoft has settings of its own"],
    [issuer("https://accounts.google.com"), "Google has settings of its own"],
    [issuer("https://slack.com"), "Slack has settings of its own, SIGN_IN_SLACK_…."],
  ])("%o", (set, sentence) => {
    expect(() => readSignInProviders(set)).toThrow(sentence);
  });
});

test("no sentence repeats a secret", () => {
  const set = { SIGN_IN_GOOGLE_CLIENT_SECRET: "canary", SIGN_IN_GOOGLE_SECRET: "canary" };
  expect(() => readSignInProviders(set)).toThrow(/^(?!.*canary)/s);
});
