/** The constants of the detector, with their units and reasons, and what of it a team may set. */
import { freshDays, historyDays, windowDays } from "../constants.ts";
import type { Day, SignalKind } from "../types.ts";

/** Drops are told from this age on, in days: the base is complete. */
export const dropMinAgeDays = historyDays;

/**
 * Days, 24 weeks, until the base holds none of an account's first eight weeks. Younger, it is held against its own launch: four
 * of ten falls told then came to nothing, and two of ten later.
 */
const launchDays = dropMinAgeDays + 56;

/** The least that a fall has to be until then, whatever its rules are: see `dropRules`. */
const launchRule = { share: 0.6, evidence: 3 } as const;

/** User-days in 28 days from which a fall is looked for. Below, chance makes falls of any size. */
export const dropMinExpected = 4;

/**
 * When a fall is told. `share`: how far the 28 days are below what is expected. `evidence`: how far the last 14 days are
 * below theirs, in 2 (sqrt expected - sqrt actual), which is the number of standard deviations that chance alone would have
 * to explain; so a small account needs a larger fall, without a rule of its own.
 */
export const dropRules = {
  standard: { share: 0.35, evidence: 2.25 },
  quiet: { share: 0.4, evidence: 3.5 },
} as const;

/** User-days expected in 28 days below which an account is small: a team may set another threshold for those. */
const smallUsual = 20;

/** When a drop of an account is told. `evidence` comes with the mode and cannot be set: it is what keeps chance out. */
export interface DropRule {
  /** How far the 28 days are below what is expected, where 20 or more are. */
  readonly share: number;
  /** The same where fewer are expected. */
  readonly smallShare: number;
  readonly evidence: number;
}

/**
 * Why a signal of a kind is not told of an account, as its rules say. `segment`: by its plan, stage or seats, which has nothing to do
 * with the segments of a model.
 */
export type RuledOut = "kind-off" | "segment" | "value";

/** The rules of one account's alerts, resolved: see `alert-settings.ts`. */
export interface AlertRules {
  readonly drop: DropRule;
  /** Whether new alerts are opened on every day, or on Sundays alone: they are told on Monday. */
  readonly checked: "daily" | "weekly";
  /** Days after which an alert that is still open is told once more; null: never. */
  readonly renewDays: number | null;
  /** How far (a share) use is below the least that was told when an open drop is told to be worse; null: never. */
  readonly worseShare: number | null;
  /** Days after an alert ended in which no drop (or no band change) opens: it is one story. */
  readonly coolDownDays: number;
  /** Kinds that are not told, and why. */
  readonly ruledOut: Readonly<Partial<Record<SignalKind, RuledOut>>>;
  /** Kinds that are not told up to, and including, a day. */
  readonly mutedTo: Readonly<Partial<Record<SignalKind, Day>>>;
}

/** The rules of who has set nothing. @param quiet in quiet mode: fewer alerts */
export function standardAlertRules(quiet: boolean): AlertRules {
  const { share, evidence } = dropRules[quiet ? "quiet" : "standard"];
  return {
    drop: { share, smallShare: share, evidence },
    checked: "daily",
    renewDays,
    worseShare,
    coolDownDays,
    ruledOut: {},
    mutedTo: {},
  };
}

/** A new drop needs use to have been this much (a share) nearer to usual than the threshold since the last one ended. */
export const rearmShare = 0.1;

/** Days after a drop, silence or band alert ended in which no drop (or no band change) is told: it is one story. */
export const coolDownDays = 28;

/** Days after which an alert that is still open is told once more, while use is no higher than when it was told. */
export const renewDays = 56;

/**
 * An open drop got worse when use is this share below the least that was told of it. As much as a snooze lets it fall before it
 * ends.
 */
export const worseShare = 0.25;

/**
 * Days after a drop was told before it can be told to be worse, and no fewer than its cool-down: sooner, the 28 days hold days
 * from before it was told, and one fall looks like two.
 */
export const worseAfterDays = windowDays;

/** Share of the frozen expectation at which use is back. */
export const recoveredShare = 0.85;

/** Days after which a lasting fall is the new level: by then the base holds no day from before it. */
export const settleDays = historyDays;

/**
 * A silence is told within this many days of its start as a signal: a missed run or a held outage is made up for, while a
 * customer who left long ago is no news.
 */
export const silenceNewsDays = 28;

/** How far use is below what was expected, and from where on it is told. */
export interface DropFigures {
  readonly actual: number;
  readonly expected: number;
  /** 1 - actual / expected; negative when use rose. */
  readonly drop: number;
  readonly threshold: number;
}

/** What a drop is judged by. */
export interface UseFigures {
  /** User-days in (t-28, t]. */
  readonly actual: number;
  /** User-days in (t-14, t]; null where it is not known any more. */
  readonly actual14: number | null;
  /** Of 28 days; null: no baseline yet. */
  readonly expected: number | null;
}

/** The fall of an account-day, if it is to be told; null where it is not, or where none can be. */
export function dropOf({ actual, actual14, expected }: UseFigures, rule: DropRule): DropFigures | null {
  if (expected === null || expected < dropMinExpected) return null;
  const share = expected < smallUsual ? rule.smallShare : rule.share;
  const drop = (expected - actual) / expected;
  if (drop < share) return null;
  const evidence = evidenceOf({ actual14, expected });
  if (evidence !== null && evidence < rule.evidence) return null;
  return { actual, expected, drop, threshold: share };
}

/** The same of an account of some age: until its base is complete, nothing of it is told; while it is young, what is plain. */
export function firedDrop(
  facts: UseFigures & { readonly ageDays: number },
  rule: DropRule,
): DropFigures | null {
  if (facts.ageDays < dropMinAgeDays) return null;
  return dropOf(facts, facts.ageDays < launchDays ? plain(rule) : rule);
}

function plain({ share, smallShare, evidence }: DropRule): DropRule {
  return {
    share: Math.max(share, launchRule.share),
    smallShare: Math.max(smallShare, launchRule.share),
    evidence: Math.max(evidence, launchRule.evidence),
  };
}

/** How far the last 14 days are below what is expected of them: see `dropRules`. Null where it is not known. */
export function evidenceOf({ actual14, expected }: Pick<UseFigures, "actual14" | "expected">): number | null {
  if (actual14 === null || expected === null) return null;
  return 2 * (Math.sqrt((expected * freshDays) / windowDays) - Math.sqrt(actual14));
}

/**
 * Whether use fell further than was told: by a share, by more than chance explains (the evidence of `dropRules`, over 28 days),
 * and in the last 14 days as well, so that it is not on its way back.
 * @param told the fewest user-days in 28 days that were told
 */
export function isFurtherDown(
  { actual, actual14 }: Pick<UseFigures, "actual" | "actual14">,
  told: number,
  { share, evidence }: Pick<DropRule, "share" | "evidence">,
): boolean {
  if (told < dropMinExpected) return false;
  const most = (1 - share) * told;
  const lately = actual14 === null ? actual : (actual14 * windowDays) / freshDays;
  return actual <= most && lately <= most && 2 * (Math.sqrt(told) - Math.sqrt(actual)) >= evidence;
}

/**
 * Evidence from which a fall into at risk is told. A score that slips over the line while use is as usual is a line of the
 * digest.
 */
export const bandEvidence = 2;

/** Days before an established account's silence is told in which its falls wait for it: one cause, one alert. */
export const silenceNearDays = 3;
