import { sql } from "kysely";
import { formulaVersion } from "../../scoring/constants.ts";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { MemoryRules } from "../../scoring/models/score-rules.ts";
import type { AccountState } from "../../scoring/score/account-day.ts";
import type { DecaySums } from "../../scoring/score/sums.ts";
import { type Band, type Day, metricParts, type Parts, type UsagePart } from "../../scoring/types.ts";
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

/** Points as a row keeps them: a column for each part that every score has, one for the rest. */
export interface StoredParts extends Readonly<Record<UsagePart, number>> {
  readonly metric_parts: Partial<Parts> | null;
}

/** The parts of a row. */
export function partsOf({ recent, habit, trend, people, metric_parts }: StoredParts): Parts {
  return { recent, habit, trend, people, ...metric_parts };
}

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
  readonly silentDays: number;
  readonly established: boolean;
  /** Which version of the tenant's model made it, and in which segment. */
  readonly model: number;
  readonly segment: string | null;
}

/** The state of each account at the end of `day`; accounts that were not scored then are missing. */
export async function readScoreStates(
  tx: TenantTx,
  day: Day,
  accountIds: readonly string[] | null,
): Promise<Map<string, AccountState>> {
  const rows = await tx.db
    .selectFrom("app.score")
    .select(["account_id", "recent_sum", "habit_sum", "band", "score"])
    .where("tenant_id", "=", tx.tenantId)
    .where("day", "=", day)
    .$if(accountIds !== null, (query) => query.where("account_id", "in", [...(accountIds ?? [])]))
    .execute();
  return new Map(
    rows.map((row) => [
      row.account_id,
      { decay: { recent: row.recent_sum, habit: row.habit_sum }, band: row.band as Band, score: row.score },
    ]),
  );
}

/**
 * The decayed sums at the end of `day` in closed form, from the roll-ups, of accounts that were used by then and have no
 * score of that day by this formula and a model with the same memory: where a history begins later than the account did, and
 * where another memory's ends.
 * @param alike versions of the tenant's model with this memory
 */
export async function readDecaySeeds(
  tx: TenantTx,
  day: Day,
  accountIds: readonly string[] | null,
  { recent, habit }: MemoryRules,
  alike: readonly number[],
): Promise<Map<string, DecaySums>> {
  const ids = accountIds === null ? null : [...accountIds];
  const result = await sql<{ account_id: string; recent: number; habit: number }>`
    select d.account_id,
           sum(0.5::float8 ^ ((${day}::date - d.day) / ${recent.halfLifeDays}::float8)) as recent,
           sum(0.5::float8 ^ ((${day}::date - d.day) / ${habit.halfLifeDays}::float8)) as habit
      from app.account a
      join app.account_day d on d.tenant_id = ${tx.tenantId} and d.account_id = a.id and d.day <= ${day}::date
     where a.tenant_id = ${tx.tenantId} and a.first_day <= ${day}::date
       and (${ids}::uuid[] is null or a.id = any (${ids}::uuid[]))
       and not exists (select from app.score s where s.tenant_id = ${tx.tenantId} and s.day = ${day}::date and s.account_id = a.id
                          and s.version = ${formulaVersion}::int and s.model = any (${[...alike]}::int[]))
     group by d.account_id`.execute(tx.db);
  return new Map(result.rows.map(({ account_id, ...decay }) => [account_id, decay]));
}

/**
 * Writes the scores of account-days, replacing what was there. One statement, whatever the number.
 * @param options.replacing false where it is known that no account has a score of these days (`isScored`), as in the usual
 *   pass: what is ready for a conflict takes twice the time
 */
export async function writeScores(
  tx: TenantTx,
  rows: readonly ScoreRow[],
  { replacing = true }: { readonly replacing?: boolean } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const onConflict = replacing
    ? sql`
    on conflict (tenant_id, day, account_id) do update set
      score = excluded.score, recent = excluded.recent, habit = excluded.habit, trend = excluded.trend,
      people = excluded.people, band = excluded.band, recent_sum = excluded.recent_sum, habit_sum = excluded.habit_sum,
      actual = excluded.actual, base = excluded.base, base_days = excluded.base_days, expected = excluded.expected,
      users28 = excluded.users28, silent_days = excluded.silent_days, established = excluded.established,
      metric_parts = excluded.metric_parts, actual14 = excluded.actual14, version = excluded.version,
      model = excluded.model, segment = excluded.segment`
    : sql``;
  const column = <T>(pick: (row: ScoreRow) => T): T[] => rows.map(pick);
  await sql`
    insert into app.score (tenant_id, day, account_id, score, recent, habit, trend, people, band, recent_sum, habit_sum,
                           actual, base, base_days, expected, users28, silent_days, established, actual14, metric_parts, model, segment,
                           version)
    select ${tx.tenantId}::uuid, fresh.*, ${formulaVersion}::int from unnest(
      ${dayArray(column((r) => r.day))}::date[], ${uuidArray(column((r) => r.accountId))}::uuid[],
      ${floatArray(column((r) => r.score))}::float8[], ${floatArray(column((r) => r.parts.recent))}::float8[],
      ${floatArray(column((r) => r.parts.habit))}::float8[], ${floatArray(column((r) => r.parts.trend))}::float8[],
      ${floatArray(column((r) => r.parts.people))}::float8[], ${textArray(column((r) => r.band))}::text[],
      ${floatArray(column((r) => r.decay.recent))}::float8[], ${floatArray(column((r) => r.decay.habit))}::float8[],
      ${integerArray(column((r) => r.actual))}::int[], ${integerArray(column((r) => r.base))}::int[],
      ${integerArray(column((r) => r.baseDays))}::int[], ${floatArray(column((r) => r.expected))}::float8[],
      ${integerArray(column((r) => r.users28))}::int[], ${integerArray(column((r) => r.silentDays))}::int[],
      ${booleanArray(column((r) => r.established))}::boolean[], ${integerArray(column((r) => r.actual14))}::int[],
      ${jsonArray(column((r) => metricPartsOf(r.parts) ?? undefined))}::jsonb[], ${integerArray(column((r) => r.model))}::int[],
      ${column((r) => r.segment)}::text[]) as fresh${onConflict}`.execute(tx.db);
}

/** The parts from metrics as the column takes them; null where there are none. */
function metricPartsOf(parts: Parts): string | null {
  const some = metricParts.filter((name) => parts[name] !== undefined);
  return some.length === 0
    ? null
    : JSON.stringify(Object.fromEntries(some.map((name) => [name, parts[name]])));
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

/**
 * Brings score_latest to `day` for every account (or the given ones): the final score with its values 7 and 28 days
 * before, so that lists read one row an account.
 */
export async function refreshLatest(
  tx: TenantTx,
  day: Day,
  accountIds: readonly string[] | null,
  now: Date,
): Promise<void> {
  const ids = accountIds === null ? null : [...accountIds];
  await sql`
    insert into app.score_latest as l (tenant_id, account_id, day, score, recent, habit, trend, people, metric_parts, band, actual,
                                       expected, users28, silent_days, age_days, score_7d, score_28d, band_7d, scored_at,
                                       model, segment)
    select s.tenant_id, s.account_id, s.day, s.score, s.recent, s.habit, s.trend, s.people, s.metric_parts, s.band, s.actual,
           s.expected, s.users28, s.silent_days, s.day - a.first_day, w.score, m.score, w.band, ${now}::timestamptz,
           s.model, s.segment
      from app.score s
      join app.account a on a.tenant_id = s.tenant_id and a.id = s.account_id
      left join app.score w on w.tenant_id = s.tenant_id and w.account_id = s.account_id and w.day = s.day - 7
      left join app.score m on m.tenant_id = s.tenant_id and m.account_id = s.account_id and m.day = s.day - 28
     where s.tenant_id = ${tx.tenantId} and s.day = ${day}::date and (${ids}::uuid[] is null or s.account_id = any (${ids}::uuid[]))
    on conflict (tenant_id, account_id) do update set
      day = excluded.day, score = excluded.score, recent = excluded.recent, habit = excluded.habit, trend = excluded.trend,
      people = excluded.people, metric_parts = excluded.metric_parts, band = excluded.band, actual = excluded.actual,
      expected = excluded.expected, users28 = excluded.users28, silent_days = excluded.silent_days, age_days = excluded.age_days,
      score_7d = excluded.score_7d, score_28d = excluded.score_28d, band_7d = excluded.band_7d, scored_at = excluded.scored_at,
      model = excluded.model, segment = excluded.segment,
      today = case when l.today > excluded.day then l.today end,
      today_score = case when l.today > excluded.day then l.today_score end,
      today_users = case when l.today > excluded.day then l.today_users end`.execute(tx.db);
}

/** The parts of the last final day of these accounts, and what made them; those without one are missing. */
export async function readLatestParts(
  tx: TenantTx,
  accountIds: readonly string[],
): Promise<Map<string, MadeBy & { readonly parts: Parts }>> {
  const rows = await tx.db
    .selectFrom("app.score_latest")
    .select(["account_id", "recent", "habit", "trend", "people", "metric_parts", "model", "segment"])
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "in", [...accountIds])
    .execute();
  return new Map(
    rows.map((row) => [row.account_id, { parts: partsOf(row), model: row.model, segment: row.segment }]),
  );
}

/** What today shows so far of an account that has a final day. */
export interface TodayRow {
  readonly accountId: string;
  readonly day: Day;
  readonly score: number;
  readonly users: number;
}

/** Sets what today shows so far. */
export async function writeToday(tx: TenantTx, rows: readonly TodayRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update app.score_latest l set today = t.day, today_score = t.score, today_users = t.users
      from unnest(${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.day)}::date[],
                  ${rows.map((row) => row.score)}::float8[], ${rows.map((row) => row.users)}::int[])
           as t (account_id, day, score, users)
     where l.tenant_id = ${tx.tenantId} and l.account_id = t.account_id`.execute(tx.db);
}

/** The first day of an account, while it lasts. */
export interface FirstDayRow extends TodayRow, MadeBy {
  readonly parts: Parts;
  readonly band: Band;
  readonly actual: number;
}

/** Gives accounts their first score on their very first day; the end of the day replaces it. */
export async function writeFirstDay(tx: TenantTx, rows: readonly FirstDayRow[], now: Date): Promise<void> {
  for (const row of rows) {
    const { recent, habit, trend, people } = row.parts;
    const values = {
      day: row.day,
      score: row.score,
      ...{ recent, habit, trend, people },
      metric_parts: metricPartsOf(row.parts),
      band: row.band,
      actual: row.actual,
      expected: null,
      users28: row.users,
      silent_days: 0,
      age_days: 0,
      scored_at: now,
      model: row.model,
      segment: row.segment,
    };
    await tx.db
      .insertInto("app.score_latest")
      .values({ tenant_id: tx.tenantId, account_id: row.accountId, ...values })
      .onConflict((conflict) => conflict.columns(["tenant_id", "account_id"]).doUpdateSet(values))
      .execute();
  }
}
