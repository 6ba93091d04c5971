import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { MemoryRules } from "../../scoring/models/score-rules.ts";
import type { EarnedByMetrics } from "../../scoring/score/metric-parts.ts";
import type { DecaySums } from "../../scoring/score/sums.ts";
import type { Band, Day } from "../../scoring/types.ts";
import { uuidArray } from "../binary-arrays.ts";
import type { TenantTx } from "../with-tenant.ts";
import { readRowsByDay } from "./rows-by-day.ts";

/** What a kept score leaves for the next day, and what made it. */
export interface KeptState extends MadeBy {
  readonly decay: DecaySums;
  readonly band: Band;
  readonly score: number;
  /** Points of Trend, and those that metrics earned. */
  readonly trend: number;
  readonly parts: EarnedByMetrics;
  /** The formula's version. */
  readonly formula: number;
}

/** The state of each account at the end of `day`; accounts that were not scored then are missing. */
export async function readScoreStates(
  tx: TenantTx,
  day: Day,
  accountIds: readonly string[] | null,
): Promise<Map<string, KeptState>> {
  const only = accountIds === null ? sql`true` : sql`account_id = any (${uuidArray(accountIds)}::uuid[])`;
  const statement = sql<Row>`
    select day, account_id, recent_sum as recent, habit_sum as habit, band, score, trend, metric_parts,
           version as formula, model, segment
      from app.score where tenant_id = ${tx.tenantId} and day = ${day}::date and ${only}`;
  const columns = [
    "account_id",
    "recent",
    "habit",
    "band",
    "score",
    "trend",
    "metric_parts",
    "formula",
    "model",
    "segment",
  ] as const;
  const kept = (await readRowsByDay(tx, statement, columns)).get(day) ?? [];
  return new Map(
    kept.map(({ account_id, recent, habit, metric_parts, ...state }) => [
      account_id,
      { ...state, decay: { recent, habit }, parts: metric_parts ?? {} },
    ]),
  );
}

interface Row extends DecaySums, Omit<KeptState, "decay" | "parts"> {
  readonly day: Day;
  readonly account_id: string;
  readonly metric_parts: EarnedByMetrics | null;
}

/**
 * The decayed sums of some accounts at the end of `day` in closed form, from the roll-ups: where a history begins later than
 * the account did, and where another formula's or another memory's ends.
 */
export async function readDecaySeeds(
  tx: TenantTx,
  day: Day,
  accountIds: readonly string[],
  { recent, habit }: MemoryRules,
): Promise<Map<string, DecaySums>> {
  if (accountIds.length === 0) return new Map();
  const { rows } = await sql<{ account_id: string; recent: number; habit: number }>`
    select d.account_id,
           sum(0.5::float8 ^ ((${day}::date - d.day) / ${recent.halfLifeDays}::float8)) as recent,
           sum(0.5::float8 ^ ((${day}::date - d.day) / ${habit.halfLifeDays}::float8)) as habit
      from app.account_day d
     where d.tenant_id = ${tx.tenantId} and d.day <= ${day}::date and d.account_id = any (${uuidArray(accountIds)}::uuid[])
     group by d.account_id`.execute(tx.db);
  return new Map(rows.map(({ account_id, ...decay }) => [account_id, decay]));
}
