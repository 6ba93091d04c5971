import { setImmediate as nextTurn } from "node:timers/promises";
import { type AccountDaySums, readDaySums } from "../../db/day-sums.ts";
import {
  isScored,
  readDecaySeeds,
  readMarkets,
  readScoreStates,
  type ScoreRow,
  writeMarkets,
  writeScores,
} from "../../db/scores.ts";
import type { TenantRules } from "../../db/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { type AccountState, scoreAccountDay } from "../../scoring/account-day.ts";
import { addDays, eachDay } from "../../scoring/days.ts";
import { type Market, type MarketAccount, marketFactor, scaledBase } from "../../scoring/market.ts";
import type { ScoreRules } from "../../scoring/score-rules.ts";
import type { Band, Day } from "../../scoring/types.ts";

/** Days per statement: enough to make few round trips, few enough to keep a result small. */
const daysPerStatement = 28;

/** Account-days that are scored, or written, in one turn of the main loop: a few milliseconds, then others get theirs. */
const rowsPerTurn = 1_000;

/** An account-day that was scored just now, with what the detector needs to know of it. */
export interface ScoredAccountDay extends ScoreRow {
  readonly ageDays: number;
  readonly lastActiveDay: Day;
  readonly previousBand: Band | null;
  readonly previousScore: number | null;
  readonly market: number;
  readonly rules: ScoreRules;
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
  const model = rules.models.live;
  const { memory } = model.rules;
  const states = await readScoreStates(tx, addDays(input.from, -1), input.accountIds);
  const seeds = await readDecaySeeds(tx, addDays(input.from, -1), input.accountIds, memory);
  for (const [accountId, decay] of seeds) {
    const { band = null, score = null } = states.get(accountId) ?? {};
    states.set(accountId, { decay, band, score });
  }
  const markets = await readMarkets(tx, input.from, input.to);
  const days = [...eachDay(input.from, input.to)];
  for (let start = 0; start < days.length; start += daysPerStatement) {
    const chunk = days.slice(start, start + daysPerStatement);
    const sums = await readDaySums(tx, {
      from: chunk[0] ?? input.from,
      to: chunk.at(-1) ?? input.to,
      accountIds: input.accountIds,
      established: model.established,
    });
    const sumsByDay = Map.groupBy(sums, (row) => row.day);
    const fixed: ({ day: Day } & Market)[] = [];
    const scored: ScoredAccountDay[] = [];
    const scoredByDay: [Day, ScoredAccountDay[]][] = [];
    for (const day of chunk) {
      const rows = sumsByDay.get(day) ?? [];
      let market = markets.get(day)?.factor;
      if (market === undefined) {
        const found = marketFactor(rows.map(marketAccount));
        market = found.factor;
        // A subset of accounts says nothing of the market.
        if (input.accountIds === null) fixed.push({ day, ...found });
      }
      const factor = market;
      const ofDay: ScoredAccountDay[] = [];
      for (let at = 0; at < rows.length; at += rowsPerTurn) {
        const turn = rows.slice(at, at + rowsPerTurn);
        ofDay.push(...turn.map((row) => scoreAccount(row, states, factor, model.rules)));
        await nextTurn();
      }
      for (const row of ofDay) scored.push(row);
      scoredByDay.push([day, ofDay]);
    }
    await writeMarkets(tx, fixed);
    const replacing = await isScored(tx, chunk);
    for (let at = 0; at < scored.length; at += rowsPerTurn) {
      await writeScores(tx, scored.slice(at, at + rowsPerTurn), { replacing });
    }
    for (const [day, ofDay] of scoredByDay) await onDay(day, ofDay);
  }
}

function marketAccount({ actual, silentDays, ...base }: AccountDaySums): MarketAccount {
  return { actual, silentDays, base: scaledBase(base) };
}

/** Scores one account-day from its state, and moves the state on. */
function scoreAccount(
  sums: AccountDaySums,
  states: Map<string, AccountState>,
  market: number,
  rules: ScoreRules,
): ScoredAccountDay {
  const { accountId, day, base, baseDays, actual14, users28, silentDays, ageDays } = sums;
  const before = states.get(accountId);
  const scored = scoreAccountDay(sums, before, market, rules);
  states.set(accountId, scored);
  return {
    ...scored,
    accountId,
    day,
    base,
    baseDays,
    actual14,
    users28,
    silentDays,
    ageDays,
    lastActiveDay: addDays(day, -silentDays),
    previousBand: before?.band ?? null,
    previousScore: before?.score ?? null,
    market,
    rules,
  };
}
