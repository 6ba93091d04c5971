import { createHash } from "node:crypto";
import { systemContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { findMember, lockMember } from "../../db/people/members.ts";
import { providerSessionHash } from "../../db/sign-in/provider-sessions.ts";
import { insertSignInToken, type SignInPlace } from "../../db/sign-in/sessions.ts";
import { addressHash, findSignInAddresses } from "../../db/sign-in/sign-in-addresses.ts";
import {
  bindSubject,
  findBoundSubject,
  findSignInSubjects,
  subjectHash,
} from "../../db/sign-in/sign-in-subjects.ts";
import { readOnlyWayInOf } from "../../db/sign-in/ways-in.ts";
import { type TenantTx, withRouting, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import type { Proof } from "../../outside/provider-claims.ts";
import { consumeSignInToken, hashOf, linkLifetimeMs } from "./sign-in.ts";

/** A tenant that one may enter, with a one-time token that does it. */
export interface SignInChoice {
  readonly tenantName: string;
  readonly memberName: string;
  readonly token: string;
}

/** What a proof leads to. */
export type ProviderSignIn =
  | { readonly kind: "signed-in"; readonly sessionToken: string }
  /** Several tenants know this person: they say which. */
  | { readonly kind: "choose"; readonly choices: readonly SignInChoice[] }
  /** For the log and the audit; who signs in reads one and the same sentence. */
  | { readonly kind: "refused"; readonly why: Refusal };

/** Why a proof lets nobody in: no member is meant, another account is theirs, the try was used, the tenant takes another's word for them. */
type Refusal = "nobody" | "another-account" | "used" | "another-way";

/** One proof, and the try that it ends. */
export interface ProviderSignInInput {
  readonly proof: Proof;
  /** What only this try knew: the same one opens nothing a second time. */
  readonly trySecret: string;
  readonly now: Date;
  readonly requestId: string;
  /** A session that the browser had before ends. */
  readonly replaces?: string | undefined;
  readonly from?: SignInPlace;
}

/**
 * Signs in whom a provider vouches for. Its name of the person (issuer and subject) decides; where it is not known in a tenant yet, the
 * address does, once: the member of that address is bound to the provider's account. So who changes their address stays who they
 * are, and who is given somebody's old address at the provider is refused in their place.
 */
export async function signInWithProvider(db: Db, input: ProviderSignInInput): Promise<ProviderSignIn> {
  const choices: SignInChoice[] = [];
  let why: Refusal = "nobody";
  for (const [tenantId, candidates] of await candidatesOf(db, input.proof)) {
    const entered = await withTenant(db, systemContext(tenantId, input.requestId, "web"), (tx) =>
      admit(tx, candidates, input),
    );
    if (typeof entered === "object") choices.push(entered);
    else if (entered !== "nobody") why = entered;
  }
  const [only] = choices;
  if (!only) return { kind: "refused", why };
  if (choices.length > 1) return { kind: "choose", choices };
  const { sessionToken } = await consumeSignInToken(db, { ...input, token: only.token });
  return { kind: "signed-in", sessionToken };
}

interface Candidates {
  /** Whom the provider's account is bound to. */
  readonly bound?: string;
  /** Who has its address. */
  readonly addressed?: string;
}

async function candidatesOf(db: Db, proof: Proof): Promise<Map<string, Candidates>> {
  const subject = subjectHash(proof);
  const address = addressHash(proof.email);
  const bound = await withRouting(db, subject, (tx) => findSignInSubjects(tx, subject));
  const addressed = await withRouting(db, address, (tx) => findSignInAddresses(tx, address));
  const found = new Map<string, Candidates>();
  for (const { tenantId, memberId } of bound) found.set(tenantId, { bound: memberId });
  for (const { tenantId, memberId } of addressed)
    found.set(tenantId, { ...found.get(tenantId), addressed: memberId });
  return found;
}

/** Lets a member in, as far as a token that opens a session; or says why not. */
async function admit(
  tx: TenantTx,
  { bound, addressed }: Candidates,
  { proof, trySecret, now }: ProviderSignInInput,
): Promise<SignInChoice | Refusal> {
  const known = bound && (await lockMember(tx, bound)) ? bound : undefined;
  const meant = known ?? addressed;
  const only = meant === undefined ? null : await readOnlyWayInOf(tx, meant);
  if (only !== null && only !== proof.provider) {
    const detail = { memberId: meant, by: proof.provider, why: "another way" };
    await writeAudit(tx, { verb: "refused sign-in", detail, now });
    return "another-way";
  }
  const memberId = known ?? (await memberOfAddress(tx, addressed, { proof, now }));
  if (memberId === undefined) return "nobody";
  if (memberId === "another-account") return memberId;
  const member = await findMember(tx, memberId);
  if (!member) return "nobody";
  // Made of the try, so that the same try makes the same token, and the database takes it once.
  const token = createHash("sha256").update(`${trySecret} ${tx.tenantId}`).digest("base64url");
  const stored = await insertSignInToken(tx, {
    id: newId(now.getTime()),
    tokenHash: hashOf(token),
    memberId,
    way: proof.provider,
    providerSession:
      proof.session === undefined
        ? null
        : providerSessionHash({ issuer: proof.issuer, session: proof.session }),
    now,
    expiresAt: new Date(now.getTime() + linkLifetimeMs.shown),
  });
  return stored ? { tenantName: member.tenantName, memberName: member.name, token } : "used";
}

async function memberOfAddress(
  tx: TenantTx,
  memberId: string | undefined,
  { proof, now }: { proof: Proof; now: Date },
): Promise<string | "another-account" | undefined> {
  if (memberId === undefined || !(await lockMember(tx, memberId))) return undefined;
  const hash = subjectHash(proof);
  const known = await findBoundSubject(tx, memberId, proof.issuer);
  const detail = { memberId, by: proof.provider };
  if (known !== undefined && known !== hash) {
    await writeAudit(tx, { verb: "refused sign-in", detail: { ...detail, why: "another account" }, now });
    return "another-account";
  }
  if (known === undefined) {
    await bindSubject(tx, { memberId, issuer: proof.issuer, hash, now });
    await writeAudit(tx, { verb: "bound company account", detail, now });
  }
  return memberId;
}
