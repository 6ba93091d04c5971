import { sql } from "kysely";
import type { MemoryRules } from "../../scoring/models/score-rules.ts";
import type { AccountState } from "../../scoring/score/account-day.ts";
import type { EarnedByMetrics } from "../../scoring/score/metric-parts.ts";
import type { DecaySums } from "../../scoring/score/sums.ts";
import type { Band, Day } from "../../scoring/types.ts";
import { uuidArray } from "../binary-arrays.ts";
import type { TenantTx } from "../with-tenant.ts";
import { readRowsByDay } from "./rows-by-day.ts";

/** The state that a score leaves for the next day, and what made it. */
export interface KeptState extends AccountState {
  /** The formula's version, and that of the tenant's model. */
  readonly formula: number;
  readonly model: number;
}

/** The state of each account at the end of `day`; accounts that were not scored then are missing. */
export async function readScoreStates(
  tx: TenantTx,
  day: Day,
  accountIds: readonly string[] | null,
): Promise<Map<string, KeptState>> {
  const only = accountIds === null ? sql`true` : sql`account_id = any (${uuidArray(accountIds)}::uuid[])`;
  const statement = sql<Row>`
    select day, account_id, recent_sum as recent, habit_sum as habit, band, score, metric_parts, version as formula, model
      from app.score where tenant_id = ${tx.tenantId} and day = ${day}::date and ${only}`;
  const columns = [
    "account_id",
    "recent",
    "habit",
    "band",
    "score",
    "metric_parts",
    "formula",
    "model",
  ] as const;
  const kept = (await readRowsByDay(tx, statement, columns)).get(day) ?? [];
  return new Map(
    kept.map(({ account_id, recent, habit, band, score, metric_parts, formula, model }) => [
      account_id,
      { decay: { recent, habit }, band, score, parts: metric_parts ?? {}, formula, model },
    ]),
  );
}

interface Row extends DecaySums {
  readonly day: Day;
  readonly account_id: string;
  readonly band: Band;
  readonly score: number;
  readonly metric_parts: EarnedByMetrics | null;
  readonly formula: number;
  readonly model: number;
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
