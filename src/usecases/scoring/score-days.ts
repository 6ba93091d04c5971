import { setImmediate as nextTurn } from "node:timers/promises";
import type { TenantRules } from "../../db/people/tenants.ts";
import { readDaySums } from "../../db/scores/day-sums.ts";
import { type FixedDay, fixDays, readFixedDays } from "../../db/scores/fixed-days.ts";
import { type KeptState, readDecaySeeds, readScoreStates } from "../../db/scores/score-states.ts";
import type { AccountDaySums } from "../../db/scores/sum-phrases.ts";
import { isScored, type ScoreRow, writeScores } from "../../db/scores/write-scores.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { formulaVersion } from "../../scoring/constants.ts";
import { addDays, eachDay } from "../../scoring/days.ts";
import type { ScoringModel } from "../../scoring/models/compile-model.ts";
import type { ModelHistory } from "../../scoring/models/model-history.ts";
import type { ScoreRules } from "../../scoring/models/score-rules.ts";
import { type AccountState, scoreAccountDay } from "../../scoring/score/account-day.ts";
import { type Market, marketFactor, speakerOf } from "../../scoring/score/market.ts";
import { sharesOf } from "../../scoring/score/score.ts";
import type { Band, Day } from "../../scoring/types.ts";
import { type AccountRules, readAccountRules } from "./account-rules.ts";

/** Days per statement: enough to make few round trips, few enough to keep a result small. */
const daysPerStatement = 28;

/** Account-days that are scored in one turn of the main loop: a few milliseconds, then others get theirs. */
const scoredPerTurn = 500;

/** Account-days that are written by one statement: putting its lists together is one turn. */
const rowsPerStatement = 1_000;

/** An account-day that was scored just now, with what the detector needs to know of it. */
export interface ScoredAccountDay extends ScoreRow {
  readonly ageDays: number;
  readonly lastActiveDay: Day;
  readonly previousBand: Band | null;
  readonly previousScore: number | null;
  /** At risk for one reason: the weight of a part was shared out (`AccountDay`). */
  readonly bySharing: boolean;
  readonly market: number;
  readonly rules: ScoreRules;
}

/** Told of each day's scores, in order. */
type OnDay = (day: Day, scored: readonly ScoredAccountDay[]) => void | Promise<void>;

/** Days in order, for all accounts or the given ones. */
interface DaysInput {
  readonly from: Day;
  readonly to: Day;
  readonly accountIds: readonly string[] | null;
}

/**
 * Scores every day from `from` to `to`, in order, for all accounts or the given ones, and writes the scores. Each day
 * starts from the state that the day before left, so scoring a range in one pass and day by day give the same digits.
 * What is fixed of a day stays: its market, and the version of the model. A day that was never scored takes the version of
 * the first scored day after it, or else the live one; its market is fixed from all accounts.
 */
export async function scoreDays(
  tx: TenantTx,
  rules: TenantRules,
  input: DaysInput,
  onDay: OnDay,
): Promise<void> {
  const fixed = await readFixedDays(tx, input.from, input.to);
  for (const span of spansOf(input, fixed, rules.models.live.version)) {
    const model = rules.models.version(span.version);
    const alike = rules.models.alike(span.version);
    const markets = new Map(fixed.map((day) => [day.day, day]));
    const spanRules = { model, alike, models: rules.models, markets };
    await scoreSpan(tx, spanRules, { ...span, accountIds: input.accountIds }, onDay);
  }
}

/** A range cut where the version of the model changes; nearly always one piece. */
function spansOf(
  { from, to }: DaysInput,
  fixed: readonly FixedDay[],
  live: number,
): { from: Day; to: Day; version: number }[] {
  const spans: { from: Day; to: Day; version: number }[] = [];
  let next = 0;
  for (const day of eachDay(from, to)) {
    while ((fixed[next]?.day ?? day) < day) next += 1;
    const version = fixed[next]?.model ?? live;
    const last = spans.at(-1);
    if (last?.version === version) last.to = day;
    else spans.push({ from: day, to: day, version });
  }
  return spans;
}

interface SpanRules {
  readonly model: ScoringModel;
  /** Versions whose decayed sums go on in this one. */
  readonly alike: readonly number[];
  /** Those that made what is kept. */
  readonly models: ModelHistory;
  readonly markets: ReadonlyMap<Day, FixedDay>;
}

async function scoreSpan(tx: TenantTx, rules: SpanRules, input: DaysInput, onDay: OnDay): Promise<void> {
  const { model, markets } = rules;
  const days = [...eachDay(input.from, input.to)];
  let states: Map<string, AccountState> | undefined;
  for (let start = 0; start < days.length; start += daysPerStatement) {
    const chunk = days.slice(start, start + daysPerStatement);
    const range = {
      from: chunk[0] ?? input.from,
      to: chunk.at(-1) ?? input.to,
      accountIds: input.accountIds,
    };
    const accounts = await readAccountRules(tx, model, range);
    const sums = await readDaySums(tx, { ...range, established: model.established });
    states ??= await readStart(tx, rules, input, sums.get(input.from) ?? []);
    const fixed: (FixedDay & Market)[] = [];
    const scored: ScoredAccountDay[] = [];
    const scoredByDay: [Day, ScoredAccountDay[]][] = [];
    for (const day of chunk) {
      const rows = sums.get(day) ?? [];
      let market = markets.get(day)?.factor;
      if (market === undefined) {
        const found = marketFactor(rows.map(speakerOf));
        market = found.factor;
        // A subset of accounts says nothing of the market.
        if (input.accountIds === null) fixed.push({ day, ...found, model: model.version });
      }
      const ofDay: ScoredAccountDay[] = [];
      for (const [at, row] of rows.entries()) {
        if (at % scoredPerTurn === 0) await nextTurn();
        ofDay.push(scoreAccount(row, states, market, accounts));
      }
      for (const row of ofDay) scored.push(row);
      scoredByDay.push([day, ofDay]);
    }
    await fixDays(tx, fixed);
    const replacing = await isScored(tx, chunk);
    for (let at = 0; at < scored.length; at += rowsPerStatement) {
      await writeScores(tx, scored.slice(at, at + rowsPerStatement), { replacing });
    }
    for (const [day, ofDay] of scoredByDay) await onDay(day, ofDay);
  }
}

/**
 * What the first day of a span starts from: the states that the day before left. Where it left none that goes on in this
 * formula and memory, the decayed sums are those of the whole history.
 * @param first the sums of the first day, of all accounts that are asked for
 */
async function readStart(
  tx: TenantTx,
  { model, alike, models }: SpanRules,
  { from, accountIds }: DaysInput,
  first: readonly AccountDaySums[],
): Promise<Map<string, AccountState>> {
  const before = addDays(from, -1);
  const kept = await readScoreStates(tx, before, accountIds);
  const goesOn = ({ formula, model: version }: KeptState) =>
    formula === formulaVersion && alike.includes(version);
  const unknown = first.flatMap(({ accountId, ageDays }) => {
    const state = kept.get(accountId);
    return ageDays === 0 || (state !== undefined && goesOn(state)) ? [] : [accountId];
  });
  const states = new Map<string, AccountState>();
  for (const [accountId, { decay, band, score, parts, ...of }] of kept) {
    const held = sharesOf(models.rulesOf(of), { ...parts, trend: of.trend });
    states.set(accountId, { decay, band, score, parts, held });
  }
  for (const [accountId, decay] of await readDecaySeeds(tx, before, unknown, model.rules.memory)) {
    const known = states.get(accountId) ?? { band: null, score: null, parts: null, held: {} };
    states.set(accountId, { ...known, decay });
  }
  return states;
}

/** Scores one account-day from its state, and moves the state on. */
function scoreAccount(
  sums: AccountDaySums,
  states: Map<string, AccountState>,
  market: number,
  accounts: AccountRules,
): ScoredAccountDay {
  const { accountId, day, base, baseDays, actual14, users28, users112, silentDays, ageDays } = sums;
  const before = states.get(accountId);
  const rules = accounts.of(accountId, day);
  const scored = scoreAccountDay(sums, before, market, rules, accounts.valuesOf(rules, accountId, day));
  states.set(accountId, scored);
  return {
    ...scored,
    accountId,
    day,
    base,
    baseDays,
    actual14,
    users28,
    users112,
    silentDays,
    ageDays,
    lastActiveDay: addDays(day, -silentDays),
    previousBand: before?.band ?? null,
    previousScore: before?.score ?? null,
    market,
    rules,
    model: rules.version,
    segment: rules.segment,
  };
}
