import { readDataState } from "../../db/scores/data-state.ts";
import { readFirstDayBy, readScoresOf, type ScoreOfDay } from "../../db/scores/scores-of-day.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { Cause } from "../../results/accounts.ts";
import type { PublishedSince } from "../../results/digests.ts";
import { daysBetween } from "../../scoring/days.ts";
import { compareScores, keepsBand, moverOf } from "../../scoring/explain/compare-scores.ts";
import type { ModelHistory } from "../../scoring/models/model-history.ts";
import type { Band, Day } from "../../scoring/types.ts";

/** Where an account stood on the day that a digest compares with. */
export interface EarlierStanding {
  /** As it is compared with today: what the rules moved since by themselves is in both. */
  readonly score: number;
  readonly band: Band;
  /** As it was shown then. */
  readonly bandThen: Band;
  /** The part that did most since; null where none did. */
  readonly cause: Extract<Cause, { kind: "part" }> | null;
}

/** Where accounts stood, and whether a new version of the model scores them since. */
export interface EarlierStandings {
  readonly of: ReadonlyMap<string, EarlierStanding>;
  readonly published: PublishedSince | null;
}

/** Before the first digest there is nothing to compare with. */
export const noStandings: EarlierStandings = { of: new Map(), published: null };

/**
 * Where the accounts that the asker may see stood on a day, to be compared with the last final one. Two statements, whatever the number of
 * accounts, and one more after a publish: what the rules alone moved is nobody's news, and is counted instead.
 */
export async function readEarlierStandings(
  tx: TenantTx,
  { day, dataDay, now }: { readonly day: Day; readonly dataDay: Day; readonly now: Date },
): Promise<EarlierStandings> {
  const { models } = await readDataState(tx, now);
  const [before, after] = [await readScoresOf(tx, day), await readScoresOf(tx, dataDay)];
  const windowDays = daysBetween(day, dataDay);
  const of = new Map<string, EarlierStanding>();
  let moved = 0;
  let version = 0;
  for (const [id, then] of before) {
    const today = after.get(id);
    of.set(id, today ? standingOf(then, today, models, windowDays) : plain(then));
    if (today === undefined || today.model === then.model) continue;
    version = Math.max(version, today.model);
    if (compared(then, today, models).byRules !== 0) moved += 1;
  }
  const since = version === 0 ? null : await readFirstDayBy(tx, version);
  return { of, published: since === null || moved === 0 ? null : { version, since, accounts: moved } };
}

function standingOf(
  then: ScoreOfDay,
  today: ScoreOfDay,
  models: ModelHistory,
  windowDays: number,
): EarlierStanding {
  const change = compared(then, today, models);
  const mover = moverOf(change);
  return {
    score: Math.round(then.score) + (change.byRules ?? 0),
    band:
      change.byRules !== null && keepsBand(change, then.band, models.rulesOf(then)) ? today.band : then.band,
    bandThen: then.band,
    cause: mover && { kind: "part", ...mover, windowDays },
  };
}

/** Of an account whose score lags behind. */
function plain({ score, band }: ScoreOfDay): EarlierStanding {
  return { score: Math.round(score), band, bandThen: band, cause: null };
}

function compared(then: ScoreOfDay, today: ScoreOfDay, models: ModelHistory) {
  const ruled = (score: ScoreOfDay) => ({ parts: score.parts, rules: models.rulesOf(score) });
  return compareScores(ruled(then), ruled(today));
}
