import { readFirstDayBy, readScoresOf, type ScoreOfDay } from "../../db/scores/scores-of-day.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { Cause } from "../../results/accounts.ts";
import type { PublishedSince } from "../../results/digests.ts";
import { daysBetween } from "../../scoring/days.ts";
import {
  type ComparedScores,
  compareKept,
  keepsBand,
  moverOf,
} from "../../scoring/explain/compare-scores.ts";
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
  { day, dataDay, models }: { readonly day: Day; readonly dataDay: Day; readonly models: ModelHistory },
): Promise<EarlierStandings> {
  const [before, after] = [await readScoresOf(tx, day), await readScoresOf(tx, dataDay)];
  const windowDays = daysBetween(day, dataDay);
  const of = new Map<string, EarlierStanding>();
  let moved = 0;
  let version = 0;
  for (const [id, then] of before) {
    const today = after.get(id);
    if (today === undefined) {
      of.set(id, plain(then));
      continue;
    }
    const change = compareKept(then, today, models);
    of.set(id, standingOf(then, today, change, { models, windowDays }));
    if (today.model === then.model) continue;
    version = Math.max(version, today.model);
    if (change.byRules !== 0) moved += 1;
  }
  const since = version === 0 ? null : await readFirstDayBy(tx, version);
  return { of, published: since === null || moved === 0 ? null : { version, since, accounts: moved } };
}

function standingOf(
  then: ScoreOfDay,
  today: ScoreOfDay,
  change: ComparedScores,
  { models, windowDays }: { readonly models: ModelHistory; readonly windowDays: number },
): EarlierStanding {
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
