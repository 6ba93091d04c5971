import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";

/** That somebody signed out at a provider: who, or which of its sessions, or both. */
export interface ProviderLogout {
  readonly issuer: string;
  /** The provider's name of the person. */
  readonly subject: string | undefined;
  /** Its session, as its ID tokens name it. */
  readonly session: string | undefined;
  /** The token's own name: one of them counts once. */
  readonly id: string;
}

/** What a logout token is held to. */
export interface LogoutExpectation {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JSONWebKeySet;
  readonly now: Date;
  /** Clocks of two machines differ by so many seconds. */
  readonly clockTolerance: number;
}

const event = "http://schemas.openid.net/event/backchannel-logout";
/** Signatures by a key pair: a shared secret is ours as well, and "none" is nobody's. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
/** An older one is not listened to: for longer than that no `jti` has to be kept. */
const maxAgeSeconds = 600;

/**
 * Reads a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6): signature, issuer, audience, time, `jti`, the event, somebody whom it is
 * about, and no nonce, so that no ID token passes for one.
 * @throws Error of jose, or one whose `code` says what is missing
 */
export async function readLogoutToken(token: string, expected: LogoutExpectation): Promise<ProviderLogout> {
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(expected.keys), {
    issuer: expected.issuer,
    audience: expected.audience,
    algorithms,
    clockTolerance: expected.clockTolerance,
    currentDate: expected.now,
    maxTokenAge: maxAgeSeconds,
    requiredClaims: ["iss", "aud", "iat", "jti", "events"],
  });
  const { typ } = protectedHeader;
  if (typ !== undefined && !/^((application\/)?logout\+jwt|JWT)$/i.test(typ)) throw wrong("another-type");
  if (!isLogout(payload)) throw wrong("no-event");
  if ("nonce" in payload) throw wrong("nonce");
  const subject = named(payload.sub);
  const session = named(payload.sid);
  const id = named(payload.jti);
  if (id === undefined) throw wrong("no-jti");
  if (subject === undefined && session === undefined) throw wrong("nobody-named");
  return { issuer: expected.issuer, subject, session, id };
}

function isLogout({ events }: JWTPayload): boolean {
  if (typeof events !== "object" || events === null) return false;
  const said = (events as Record<string, unknown>)[event];
  return typeof said === "object" && said !== null && !Array.isArray(said);
}

function named(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 500 ? value : undefined;
}

function wrong(code: string): Error {
  return Object.assign(new Error("The logout token is none."), { code });
}
