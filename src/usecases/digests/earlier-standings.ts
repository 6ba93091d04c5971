import { readFirstDayBy, readScoresOf, type ScoreOfDay } from "../../db/scores/scores-of-day.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { Cause } from "../../results/accounts.ts";
import type { DigestFacts, PublishedSince } from "../../results/digests.ts";
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
  /** As it was told, in whole points. */
  readonly score: number;
  /** Points that the rules moved since by themselves; null: one set of rules. */
  readonly byRules: number | null;
  /** As it is compared with today: that of today where the rules alone changed it. */
  readonly band: Band;
  /** As it was told. */
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
 * Where accounts stood when their reader was last told, to be compared with where they stand: as the digest of that day told it. Without
 * one that kept it, as the scores of that day are by now. What the rules alone moved is nobody's news, and is counted instead.
 * @param input.after what is shown now, of the accounts that are compared
 * @param input.told what the digest of that day kept
 */
export async function readEarlierStandings(
  tx: TenantTx,
  input: {
    readonly day: Day;
    readonly dataDay: Day;
    readonly models: ModelHistory;
    readonly after: ReadonlyMap<string, ScoreOfDay>;
    readonly told: DigestFacts["told"];
  },
): Promise<EarlierStandings> {
  const { day, dataDay, models, after, told } = input;
  const before = told === undefined ? await readScoresOf(tx, day) : new Map(Object.entries(told));
  const windowDays = daysBetween(day, dataDay);
  const of = new Map<string, EarlierStanding>();
  let moved = 0;
  let version = 0;
  for (const [id, then] of before) {
    const today = after.get(id);
    if (today === undefined) continue;
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
    score: Math.round(then.score),
    byRules: change.byRules,
    band:
      change.byRules !== null && keepsBand(change, then.band, models.rulesOf(then)) ? today.band : then.band,
    bandThen: then.band,
    cause: mover && {
      kind: "part",
      ...mover,
      ...(change.byRules === null ? {} : { roughly: true }),
      windowDays,
    },
  };
}
