import { sql } from "kysely";
import type { DayFacts } from "../../scoring/detect/detector-input.ts";
import type { Band, Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** What days of an account say by themselves, as they are known now; days without a score are left out. */
export async function readFiguresOf(
  tx: TenantTx,
  accountId: string,
  days: readonly Day[],
): Promise<Omit<DayFacts, "ageDays" | "previousBand">[]> {
  const rows = await tx.db
    .selectFrom("app.score")
    .select(["day", "score", "band", "established", "actual", "actual14", "expected"])
    .select("silent_days as silentDays")
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", accountId)
    .where("day", "in", [...days])
    .execute();
  return rows.map((row) => ({ ...row, band: row.band as Band }));
}

/** The smallest drop of an account on the days after `after`, up to `to`; null: there was no usual on any. */
export async function readLowestDrop(
  tx: TenantTx,
  accountId: string,
  { after, to }: { readonly after: Day; readonly to: Day },
): Promise<number | null> {
  const { rows } = await sql<{ lowest: number | null }>`
    select min(1 - actual / expected) as lowest from app.score
     where tenant_id = ${tx.tenantId} and account_id = ${accountId} and expected > 0
       and day > ${after}::date and day <= ${to}::date`.execute(tx.db);
  return rows[0]?.lowest ?? null;
}
