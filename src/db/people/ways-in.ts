import type { SystemTx, TenantTx } from "../with-tenant.ts";

/** The provider by which alone the tenant lets people in; null: by every way that there is. */
export async function readOnlyWayIn(tx: TenantTx): Promise<string | null> {
  return (await onlyWayIn(tx).executeTakeFirst())?.way ?? null;
}

/** The same, which stays so until the transaction ends. To be asked first of all: who changes it waits for nothing else. */
export async function holdOnlyWayIn(tx: TenantTx): Promise<string | null> {
  return (await onlyWayIn(tx).forShare().executeTakeFirst())?.way ?? null;
}

function onlyWayIn(tx: TenantTx) {
  return tx.db.selectFrom("app.tenant").select("only_way_in as way").where("id", "=", tx.tenantId);
}

/** What every tenant says of it. */
export async function listOnlyWaysIn(tx: SystemTx): Promise<(string | null)[]> {
  const rows = await tx.db.selectFrom("app.tenant").select("only_way_in as way").execute();
  return rows.map(({ way }) => way);
}

/** @returns false: it was so before */
export async function writeOnlyWayIn(tx: TenantTx, way: string | null): Promise<boolean> {
  const written = await tx.db
    .updateTable("app.tenant")
    .set({ only_way_in: way })
    .where("id", "=", tx.tenantId)
    .where("only_way_in", "is distinct from", way)
    .executeTakeFirst();
  return written.numUpdatedRows > 0n;
}

/** By which way a session came about. */
export async function findWayOfSession(tx: TenantTx, sessionId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom("app.session")
    .select("way")
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", sessionId)
    .executeTakeFirst();
  return row?.way;
}

/** Ends what was opened by another way, and what could still open something. @returns how many sessions were live until now */
export async function endOtherWaysIn(tx: TenantTx, way: string, now: Date): Promise<number> {
  const ended = await tx.db
    .updateTable("app.session")
    .set({ ended_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("way", "<>", way)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  await tx.db
    .updateTable("app.sign_in_token")
    .set({ expires_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("way", "<>", way)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .execute();
  return Number(ended.numUpdatedRows);
}

/** How many members there are, how many of them came in by a way at least once or are of customers, and how many sessions live by others. */
export async function countWaysIn(
  tx: TenantTx,
  way: string,
  now: Date,
): Promise<{ members: number; came: number; viewers: number; otherSessions: number }> {
  const counted = await tx.db
    .selectFrom("app.member as m")
    .where("m.tenant_id", "=", tx.tenantId)
    .where("m.removed_at", "is", null)
    .select((select) => [
      select.fn.countAll<number>().as("members"),
      select.fn.countAll<number>().filterWhere("m.role", "=", "viewer").as("viewers"),
      select.fn
        .countAll<number>()
        .filterWhere(
          select.exists(
            select
              .selectFrom("app.session as s")
              .select("s.id")
              .where("s.tenant_id", "=", tx.tenantId)
              .whereRef("s.member_id", "=", "m.id")
              .where("s.way", "=", way),
          ),
        )
        .as("came"),
    ])
    .executeTakeFirstOrThrow();
  const { others } = await tx.db
    .selectFrom("app.session")
    .where("tenant_id", "=", tx.tenantId)
    .where("way", "<>", way)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .select((select) => select.fn.countAll<number>().as("others"))
    .executeTakeFirstOrThrow();
  return { ...counted, otherSessions: others };
}
