import { type AccountDaySums, readDaySums } from "../../db/day-sums.ts";
import {
  readDecaySeeds,
  readMarkets,
  readScoreStates,
  type ScoreRow,
  type ScoreState,
  writeMarkets,
  writeScores,
} from "../../db/scores.ts";
import type { TenantRules } from "../../db/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { bandOf, isEstablished } from "../../scoring/band.ts";
import { kinds } from "../../scoring/constants.ts";
import { addDays, daysBetween, eachDay } from "../../scoring/days.ts";
import { type Market, type MarketAccount, marketFactor, scaledBase } from "../../scoring/market.ts";
import { scoreDay } from "../../scoring/score.ts";
import { advance } from "../../scoring/sums.ts";
import type { Band, Day } from "../../scoring/types.ts";

/** Days per statement: enough to make few round trips, few enough to keep a result small. */
const daysPerStatement = 28;

/** An account-day that was scored just now, with what the detector needs to know of it. */
export interface ScoredAccountDay extends ScoreRow {
  readonly ageDays: number;
  readonly lastActiveDay: Day;
  readonly previousBand: Band | null;
  readonly previousScore: number | null;
  readonly market: number;
}

/**
 * Scores every day from `from` to `to`, in order, for all accounts or the given ones, and writes the scores. Each day
 * starts from the state that the day before left, so scoring a range in one pass and day by day give the same digits.
 * Market factors that are fixed stay; missing ones are fixed from all accounts.
 * @param onDay told of each day's scores, in order
 */
export async function scoreDays(
  tx: TenantTx,
  rules: TenantRules,
  input: { from: Day; to: Day; accountIds: readonly string[] | null },
  onDay: (day: Day, scored: readonly ScoredAccountDay[]) => void | Promise<void>,
): Promise<void> {
  const states = await readScoreStates(tx, addDays(input.from, -1), input.accountIds);
  const seeds = await readDecaySeeds(tx, addDays(input.from, -1), input.accountIds);
  for (const [accountId, decay] of seeds) states.set(accountId, { decay, band: null, score: null });
  const markets = await readMarkets(tx, input.from, input.to);
  const days = [...eachDay(input.from, input.to)];
  for (let start = 0; start < days.length; start += daysPerStatement) {
    const chunk = days.slice(start, start + daysPerStatement);
    const sums = await readDaySums(tx, {
      from: chunk[0] ?? input.from,
      to: chunk.at(-1) ?? input.to,
      accountIds: input.accountIds,
      kind: rules.kind,
    });
    const sumsByDay = Map.groupBy(sums, (row) => row.day);
    const fixed: ({ day: Day } & Market)[] = [];
    const scored: ScoredAccountDay[] = [];
    const scoredByDay: [Day, ScoredAccountDay[]][] = [];
    for (const day of chunk) {
      const rows = sumsByDay.get(day) ?? [];
      let market = markets.get(day)?.factor;
      if (market === undefined) {
        const found = marketFactor(rows.map((row) => marketAccount(row, day)));
        market = found.factor;
        // A subset of accounts says nothing of the market.
        if (input.accountIds === null) fixed.push({ day, ...found });
      }
      const ofDay = rows.map((row) => scoreAccount(row, states, market, rules));
      scored.push(...ofDay);
      scoredByDay.push([day, ofDay]);
    }
    await writeMarkets(tx, fixed);
    await writeScores(tx, scored);
    for (const [day, ofDay] of scoredByDay) await onDay(day, ofDay);
  }
}

function marketAccount(sums: AccountDaySums, day: Day): MarketAccount {
  const silentDays = daysBetween(sums.lastActiveDay, day);
  return { actual: sums.actual, base: scaledBase(sums), silentDays };
}

/** Scores one account-day from its state, and moves the state on. */
function scoreAccount(
  sums: AccountDaySums,
  states: Map<string, ScoreState>,
  market: number,
  rules: TenantRules,
): ScoredAccountDay {
  const before = states.get(sums.accountId);
  const decay = advance(before?.decay ?? null, 1, sums.active);
  const result = scoreDay(sums, decay, sums.day, market, rules.kind);
  const established = isEstablished(sums, rules.kind);
  const band = bandOf(
    result.score,
    before?.band ?? null,
    rules.thresholds,
    result.silentDays,
    established,
    kinds[rules.kind].silenceDays,
  );
  states.set(sums.accountId, { decay, band, score: result.score });
  return {
    accountId: sums.accountId,
    day: sums.day,
    score: result.score,
    parts: result.parts,
    band,
    decay,
    actual: sums.actual,
    base: sums.base,
    baseDays: sums.baseDays,
    expected: result.expected,
    users28: sums.users28,
    silentDays: result.silentDays,
    established,
    ageDays: result.ageDays,
    lastActiveDay: sums.lastActiveDay,
    previousBand: before?.band ?? null,
    previousScore: before?.score ?? null,
    market,
  };
}
