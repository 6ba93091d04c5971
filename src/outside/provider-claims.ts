import type { SignInProvider } from "../sign-in-providers.ts";

/** Who somebody is, on the word of a provider: by its own name of them, and by an address that it vouches for. */
export interface Proof {
  readonly provider: SignInProvider["id"];
  /** The `iss` of the ID token. */
  readonly issuer: string;
  /** Its name of the person, which it never gives to another. */
  readonly subject: string;
  /** In lower case. */
  readonly email: string;
  /** Its own session, where it names it: what it signs out by. */
  readonly session?: string;
}

/** Why a provider's word is not enough; for logs and the operator's figures, never for the page. */
export type Doubt =
  | "another-directory"
  | "guest"
  | "no-subject"
  | "no-address"
  | "unverified-address"
  | "another-domain";

type Claims = Readonly<Record<string, unknown>>;

/**
 * What the claims of a validated ID token (or of UserInfo for the same subject) prove. Each provider has its own idea of what an
 * address in a token is worth:
 *
 * - Microsoft vouches for no address: any directory's admin can write any address into it ("nOAuth"). So the directory is the one
 *   that was configured, whose admin is the operator's own, and its guests, whose addresses come from elsewhere, are refused. Its `sub`
 *   changes with the app's registration; `oid` names the person in the directory for good.
 * - Slack's addresses are the workspace's word, so it is the configured workspace.
 * - Google says "verified" of any address that was confirmed once; it answers for Gmail and Workspace domains (`hd`) alone
 *   (developers.google.com/identity/gsi/web/guides/verify-google-id-token).
 * - Others say so in `email_verified`.
 */
export function proofOf(provider: SignInProvider, claims: Claims): Proof | Doubt {
  const { email } = claims;
  const doubt = doubtOf[provider.id](provider, claims);
  if (doubt) return doubt;
  const subject = provider.id === "microsoft" ? claims.oid : claims.sub;
  if (typeof subject !== "string" || subject === "" || typeof claims.iss !== "string") return "no-subject";
  const address = plainAddress(email);
  if (address === undefined) return "no-address";
  const domain = address.slice(address.lastIndexOf("@") + 1);
  if (provider.domains.length > 0 && !provider.domains.includes(domain)) return "another-domain";
  const { sid } = claims;
  const session = typeof sid === "string" && sid !== "" ? { session: sid } : {};
  return { provider: provider.id, issuer: claims.iss, subject, email: address, ...session };
}

const doubtOf: Readonly<
  Record<SignInProvider["id"], (provider: SignInProvider, claims: Claims) => Doubt | undefined>
> = {
  oidc: (_, claims) => unverified(claims),
  slack: ({ directory }, claims) =>
    claims["https://slack.com/team_id"] === directory ? unverified(claims) : "another-directory",
  microsoft: ({ directory }, claims) => {
    if (typeof claims.tid !== "string" || claims.tid.toLowerCase() !== directory?.toLowerCase())
      return "another-directory";
    // `acct` and `xms_edov` are there only where the app asks for them; `idp` names the directory that a guest is of.
    const atHome =
      claims.idp === undefined || String(claims.idp).toLowerCase().includes(claims.tid.toLowerCase());
    if (claims.acct === 1 || !atHome) return "guest";
    return claims.xms_edov === undefined || [true, 1, "1", "true"].includes(claims.xms_edov as never)
      ? undefined
      : "unverified-address";
  },
  google: (_, claims) => {
    const answersFor =
      (typeof claims.hd === "string" && claims.hd !== "") || /@gmail\.com$/i.test(String(claims.email));
    return answersFor ? unverified(claims) : "unverified-address";
  },
};

function unverified(claims: Claims): Doubt | undefined {
  if (claims.email === undefined) return "no-address";
  return claims.email_verified === true ? undefined : "unverified-address";
}

/**
 * An address in lower case; undefined for what is none, and for one that only Unicode's case folding makes like another: "K" (the Kelvin
 * sign) is not "k".
 */
function plainAddress(email: unknown): string | undefined {
  if (typeof email !== "string" || email.length > 254 || !/^[^\s@]+@[^\s@]+$/.test(email)) return undefined;
  const lower = email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lower === email.toLowerCase() ? lower : undefined;
}
