import { type RawBuilder, sql } from "kysely";
import { formulaVersion } from "../../scoring/constants.ts";
import type { DecaySums } from "../../scoring/score/sums.ts";
import type { Band, Day, Parts } from "../../scoring/types.ts";
import {
  booleanArray,
  dayArray,
  floatArray,
  integerArray,
  jsonArray,
  textArray,
  uuidArray,
} from "../binary-arrays.ts";
import type { TenantTx } from "../with-tenant.ts";
import { metricPartsOf } from "./stored-parts.ts";

/** A row of app.score: an account on a day that is over. */
export interface ScoreRow {
  readonly accountId: string;
  readonly day: Day;
  readonly score: number;
  readonly parts: Parts;
  readonly band: Band;
  readonly decay: DecaySums;
  readonly actual: number;
  readonly actual14: number;
  readonly base: number;
  readonly baseDays: number;
  readonly expected: number | null;
  readonly users28: number;
  readonly users112: number;
  readonly silentDays: number;
  readonly established: boolean;
  /** Which version of the tenant's model made it, and in which segment. */
  readonly model: number;
  readonly segment: string | null;
}

/** The columns that a row brings, as lists of their types. */
function listsOf(rows: readonly ScoreRow[]): Readonly<Record<string, RawBuilder<unknown>>> {
  const column = <T>(pick: (row: ScoreRow) => T): T[] => rows.map(pick);
  const days = (pick: (row: ScoreRow) => Day) => sql`${dayArray(column(pick))}::date[]`;
  const ids = (pick: (row: ScoreRow) => string) => sql`${uuidArray(column(pick))}::uuid[]`;
  const numbers = (pick: (row: ScoreRow) => number | null) => sql`${floatArray(column(pick))}::float8[]`;
  const counts = (pick: (row: ScoreRow) => number) => sql`${integerArray(column(pick))}::integer[]`;
  const texts = (pick: (row: ScoreRow) => string | null) => sql`${textArray(column(pick))}::text[]`;
  return {
    day: days((row) => row.day),
    account_id: ids((row) => row.accountId),
    score: numbers((row) => row.score),
    recent: numbers((row) => row.parts.recent),
    habit: numbers((row) => row.parts.habit),
    trend: numbers((row) => row.parts.trend),
    people: numbers((row) => row.parts.people),
    metric_parts: sql`${jsonArray(column((row) => metricPartsOf(row.parts) ?? undefined))}::jsonb[]`,
    band: texts((row) => row.band),
    recent_sum: numbers((row) => row.decay.recent),
    habit_sum: numbers((row) => row.decay.habit),
    actual: counts((row) => row.actual),
    actual14: counts((row) => row.actual14),
    base: counts((row) => row.base),
    base_days: counts((row) => row.baseDays),
    expected: numbers((row) => row.expected),
    users28: counts((row) => row.users28),
    users112: counts((row) => row.users112),
    silent_days: counts((row) => row.silentDays),
    established: sql`${booleanArray(column((row) => row.established))}::boolean[]`,
    model: counts((row) => row.model),
    segment: texts((row) => row.segment),
  };
}

/**
 * Writes the scores of account-days, replacing what was there. One statement, whatever the number.
 * @param options.replacing false where it is known that no account has a score of these days (`isScored`), as in the usual
 *   pass: what is ready for a conflict takes half as long again
 */
export async function writeScores(
  tx: TenantTx,
  rows: readonly ScoreRow[],
  { replacing = true }: { readonly replacing?: boolean } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const lists = listsOf(rows);
  const names = Object.keys(lists);
  // Lists side by side in the select: as a table of their own they would be kept, each by itself, before the first row.
  const unnested = Object.values(lists).map((list) => sql`unnest(${list})`);
  const taken = [...names, "version"]
    .filter((name) => name !== "day" && name !== "account_id")
    .map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`);
  await sql`
    insert into app.score (tenant_id, version, ${sql.join(names.map((name) => sql.ref(name)))})
    select ${tx.tenantId}::uuid, ${formulaVersion}::integer, ${sql.join(unnested)}
    ${replacing ? sql`on conflict (tenant_id, day, account_id) do update set ${sql.join(taken)}` : sql``}`.execute(
    tx.db,
  );
}

/** Whether any account has a score of one of these days. Certain while the tenant's clock is held. */
export async function isScored(tx: TenantTx, days: readonly Day[]): Promise<boolean> {
  const found = await tx.db
    .selectFrom("app.score")
    .select("day")
    .where("tenant_id", "=", tx.tenantId)
    .where("day", "in", days)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
