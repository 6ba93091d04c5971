import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SignInProvider } from "../sign-in-providers.ts";
import { proofOf } from "./provider-claims.ts";

const directory = "0a0a0a0a-1111-4222-8333-444444444444";
const base = { name: "", clientId: "", clientSecret: "", directory: undefined, domains: [] };
const providers = {
  oidc: { ...base, id: "oidc", issuer: "https://example.okta.com" },
  google: { ...base, id: "google", issuer: "https://accounts.google.com" },
  slack: { ...base, id: "slack", issuer: "https://slack.com", directory: "T0123ABCD" },
  microsoft: {
    ...base,
    id: "microsoft",
    issuer: `https://login.microsoftonline.com/${directory}/v2.0`,
    directory: directory.toUpperCase(),
  },
} satisfies Record<string, SignInProvider>;

const verified = { email: "Priya@Example.com", email_verified: true, sub: "1" };
/** What each provider says of somebody whom it vouches for. */
const good = {
  oidc: { ...verified, iss: providers.oidc.issuer },
  google: { ...verified, iss: providers.google.issuer, hd: "example.com" },
  slack: { ...verified, iss: providers.slack.issuer, "https://slack.com/team_id": "T0123ABCD" },
  microsoft: {
    iss: providers.microsoft.issuer,
    sub: "of this app",
    oid: "of this directory",
    tid: directory,
    email: "Priya@Example.com",
  },
};

describe("who is vouched for", () => {
  test.each(["oidc", "google", "slack"] as const)("by %s is known by subject and address", (id) => {
    expect(proofOf(providers[id], good[id])).toEqual({
      provider: id,
      issuer: providers[id].issuer,
      subject: "1",
      email: "priya@example.com",
    });
  });

  test("by Microsoft is known by what the directory calls them, in every app", () => {
    expect(proofOf(providers.microsoft, good.microsoft)).toMatchObject({ subject: "of this directory" });
  });

  test("by Microsoft as its own is no guest, whichever way its directory is written", () => {
    for (const idp of [good.microsoft.iss, `https://sts.windows.net/${directory}/`])
      expect(proofOf(providers.microsoft, { ...good.microsoft, idp, acct: 0 })).toMatchObject({
        email: "priya@example.com",
      });
  });

  test("by Google with an address of its own needs no domain of Workspace", () => {
    const { hd: _, ...claims } = good.google;
    expect(proofOf(providers.google, { ...claims, email: "p@gmail.com" })).toMatchObject({
      email: "p@gmail.com",
    });
  });

  test("about a domain that was configured is let in, and about another not", () => {
    const provider = { ...providers.oidc, domains: ["example.com", "example.org"] };
    expect(proofOf(provider, good.oidc)).toMatchObject({ email: "priya@example.com" });
    for (const email of [
      "p@elsewhere.example",
      "p@sub.example.com",
      "p@notexample.com",
      "example.com@evil.example",
    ])
      expect(proofOf(provider, { ...good.oidc, email })).toBe("another-domain");
  });
});

describe("who is not vouched for:", () => {
  const { oid: _oid, ...withoutOid } = good.microsoft;
  const { hd: _hd, ...consumer } = good.google;
  test.each([
    ["oidc", { ...good.oidc, email_verified: false }, "unverified-address"],
    ["oidc", { ...good.oidc, email_verified: undefined }, "unverified-address"],
    ["oidc", { ...good.oidc, email_verified: "true" }, "unverified-address"],
    ["oidc", { ...good.oidc, email: undefined }, "no-address"],
    ["oidc", { ...good.oidc, email: "priya" }, "no-address"],
    ["oidc", { ...good.oidc, email: ["priya@example.com"] }, "no-address"],
    ["oidc", { ...good.oidc, sub: "" }, "no-subject"],
    // Google confirmed it once; whose it is by now is another's to say.
    ["google", consumer, "unverified-address"],
    ["google", { ...consumer, hd: "" }, "unverified-address"],
    ["google", { ...consumer, email: "p@gmail.com.evil.example" }, "unverified-address"],
    ["google", { ...good.google, email_verified: false }, "unverified-address"],
    ["slack", { ...good.slack, "https://slack.com/team_id": "T9999ZZZZ" }, "another-directory"],
    ["slack", { ...good.slack, "https://slack.com/team_id": undefined }, "another-directory"],
    ["slack", { ...good.slack, email_verified: false }, "unverified-address"],
    // nOAuth: another directory's admin wrote this address into it.
    ["microsoft", { ...good.microsoft, tid: "9a0a0a0a-1111-4222-8333-444444444444" }, "another-directory"],
    ["microsoft", { ...good.microsoft, tid: undefined }, "another-directory"],
    ["microsoft", { ...good.microsoft, idp: "https://sts.windows.net/another/" }, "guest"],
    ["microsoft", { ...good.microsoft, idp: "live.com" }, "guest"],
    ["microsoft", { ...good.microsoft, acct: 1 }, "guest"],
    ["microsoft", { ...good.microsoft, xms_edov: false }, "unverified-address"],
    ["microsoft", { ...good.microsoft, email: undefined }, "no-address"],
    ["microsoft", withoutOid, "no-subject"],
  ] as const)("%s %o", (id, claims, doubt) => {
    expect(proofOf(providers[id], claims)).toBe(doubt);
  });

  test("an address that only Unicode's case folding makes like another", () => {
    // The Kelvin sign, in lower case, is "k".
    expect("\u212A@example.com".toLowerCase()).toBe("k@example.com");
    expect(proofOf(providers.oidc, { ...good.oidc, email: "\u212A@example.com" })).toBe("no-address");
  });

  test("whoever else: no claims at all make a proof without the one that vouches", () => {
    const claim = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null), fc.emailAddress());
    fc.assert(
      fc.property(
        fc.constantFrom("oidc", "google", "slack", "microsoft"),
        fc.dictionary(
          fc.constantFrom("sub", "iss", "email", "oid", "hd", "tid", "https://slack.com/team_id", "idp"),
          claim,
        ),
        (id, claims) => {
          const { tid: _, ...without } = { ...good[id], ...claims, email_verified: false } as Record<
            string,
            unknown
          >;
          expect(proofOf(providers[id], without)).toBeTypeOf("string");
        },
      ),
      { numRuns: 300 },
    );
  });
});
