import type { RoutingTx, TenantTx } from "../with-tenant.ts";

/** A sign-in link as it is stored: only the hash of its token. */
export interface SignInTokenRow {
  readonly tenantId: string;
  readonly memberId: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  /** "link", or the provider whose word it stands for. */
  readonly way: string;
}

/** The sign-in link that is presented, used or expired as it may be. */
export async function findSignInToken(tx: RoutingTx, tokenHash: string): Promise<SignInTokenRow | undefined> {
  return tx.db
    .selectFrom("app.sign_in_token")
    .select([
      "tenant_id as tenantId",
      "member_id as memberId",
      "expires_at as expiresAt",
      "used_at as usedAt",
      "way",
    ])
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
}

/** A session as its member is shown it; never its token, nor the token's hash. */
export interface SessionRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Null: opened before this was kept, and not used since. */
  readonly lastSeenAt: Date | null;
  /** "link", or a provider's id. */
  readonly way: string;
  /** Null: it doesn't say. */
  readonly browser: string | null;
  readonly networkAddress: string | null;
}

/** What is read of a session, whoever asks. */
export const sessionColumns = [
  "id",
  "created_at as createdAt",
  "expires_at as expiresAt",
  "last_seen_at as lastSeenAt",
  "way",
  "browser",
  "network_address as networkAddress",
] as const;

/** A session, and whose it is. */
export interface LiveSession extends SessionRow {
  readonly tenantId: string;
  readonly memberId: string;
}

/** The live session that is presented. */
export async function findLiveSession(
  tx: RoutingTx,
  tokenHash: string,
  now: Date,
): Promise<LiveSession | undefined> {
  return tx.db
    .selectFrom("app.session")
    .select(["tenant_id as tenantId", "member_id as memberId", ...sessionColumns])
    .where("token_hash", "=", tokenHash)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** What a member signs in with, or is signed in by: only the token's hash is kept. */
export interface NewToken {
  readonly id: string;
  readonly tokenHash: string;
  readonly memberId: string;
  /** "link", or the provider that said who it is. */
  readonly way: string;
  /** The hash of the provider's own session, where it named it. */
  readonly providerSession?: string | null;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** Stores a sign-in link. @returns false: a token of this hash was there before, used or not */
export async function insertSignInToken(tx: TenantTx, row: NewToken): Promise<boolean> {
  const stored = await tx.db
    .insertInto("app.sign_in_token")
    .values({
      tenant_id: tx.tenantId,
      id: row.id,
      token_hash: row.tokenHash,
      member_id: row.memberId,
      created_at: row.now,
      expires_at: row.expiresAt,
      used_at: null,
      way: row.way,
      provider_session: row.providerSession ?? null,
    })
    .onConflict((conflict) => conflict.column("token_hash").doNothing())
    .executeTakeFirst();
  return (stored.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Uses up whatever opens a session for a member. */
export async function useUpSignInTokens(tx: TenantTx, memberId: string, now: Date): Promise<void> {
  await tx.db
    .updateTable("app.sign_in_token")
    .set({ used_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("used_at", "is", null)
    .execute();
}

/** Uses a link up. Of two at once one gets the member, the other undefined. */
export async function useSignInToken(
  tx: TenantTx,
  tokenHash: string,
  now: Date,
): Promise<Pick<NewToken, "memberId" | "way" | "providerSession"> | undefined> {
  return tx.db
    .updateTable("app.sign_in_token")
    .set({ used_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .returning(["member_id as memberId", "way", "provider_session as providerSession"])
    .executeTakeFirst();
}

/** From where somebody signs in: what they know a session by. */
export interface SignInPlace {
  /** "Firefox on Windows"; undefined: it doesn't say. */
  readonly browser?: string | undefined;
  readonly networkAddress?: string | undefined;
}

/** Stores a session. */
export async function insertSession(tx: TenantTx, row: NewToken & SignInPlace): Promise<void> {
  await tx.db
    .insertInto("app.session")
    .values({
      tenant_id: tx.tenantId,
      id: row.id,
      token_hash: row.tokenHash,
      member_id: row.memberId,
      created_at: row.now,
      expires_at: row.expiresAt,
      ended_at: null,
      way: row.way,
      browser: row.browser ?? null,
      network_address: row.networkAddress ?? null,
      last_seen_at: row.now,
      provider_session: row.providerSession ?? null,
    })
    .execute();
}

/** Ends a session on the server; a second time changes nothing. */
export async function endLiveSession(tx: TenantTx, tokenHash: string, now: Date): Promise<boolean> {
  const ended = await tx.db
    .updateTable("app.session")
    .set({ ended_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("token_hash", "=", tokenHash)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}
