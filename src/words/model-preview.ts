import type { ModelPreview, UnvaluedPart } from "../results/models.ts";
import {
  fewLosses,
  type LostAccount,
  type Stand,
  type TrialFigures,
  type TrialResult,
  type TrialSide,
  warningWeeks,
} from "../scoring/models/model-trial.ts";
import type { Day } from "../scoring/types.ts";
import { shortDay } from "./dates.ts";
import { dayRange } from "./day-words.ts";
import { shownName } from "./names.ts";
import { count, days, plural } from "./numbers.ts";
import { bandWords, namesAndMore, partLabels } from "./status.ts";

/** Losses below which a difference of a few says little. */
const manyLosses = 30;
/** Accounts that are named in a row; the rest is counted. */
const named = 3;

/** A line of the comparison: the old model beside the next. */
export interface PreviewLine {
  readonly label: string;
  readonly old: string;
  readonly next: string;
  readonly note: string;
}

/** "v4 on your history, 21 Nov 2025 – 20 Nov 2026: 190 accounts, 17 lost"; of two versions "v1 and v3 on …". */
export function previewHeading({
  of,
  oldVersion,
  nextVersion,
  period,
  accounts,
  lost,
}: ModelPreview): string {
  const losses = lost.length === 0 ? "none lost" : `${count(lost.length)} lost`;
  const what = of === "draft" ? `v${nextVersion}` : `v${oldVersion} and v${nextVersion}`;
  return `${what} on your history, ${dayRange(period.from, period.to)}: ${plural(accounts, "account")}, ${losses}`;
}

/** What heads the two columns: "v3 live" and "v4 draft", or "v1" and "v3". */
export function previewColumns({ of, oldVersion, nextVersion }: ModelPreview): readonly [string, string] {
  return of === "draft"
    ? [`v${oldVersion} live`, `v${nextVersion} draft`]
    : [`v${oldVersion}`, `v${nextVersion}`];
}

/** Old beside new, most telling first. Where too few were lost, only what would change today. */
export function previewLines(preview: TrialResult): PreviewLine[] {
  const { old, next } = preview.figures;
  const today = (["at-risk", "watch", "healthy"] as const).map(
    (band): PreviewLine => ({
      label: { "at-risk": "At risk today", watch: "Watch today", healthy: "Healthy today" }[band],
      old: count(old.bands[band]),
      next: count(next.bands[band]),
      note: band === "at-risk" ? newlyAtRisk(preview) : "",
    }),
  );
  return hasTooFewLosses(preview) ? today : [...judged(preview), ...today];
}

/** Under five known losses nothing is said of how well a model foresees them. */
function hasTooFewLosses({ lost }: Pick<TrialResult, "lost">): boolean {
  return lost.length < fewLosses;
}

/** What a version that was published does: "scores the days from Sun 22 Nov on". @param today the reader's day, for the year */
export function scoresFromWords(from: Day | null, today: Day): string {
  return from === null ? "scores from the first day on" : `scores the days from ${shortDay(from, today)} on`;
}

/** "No values of “Mood” yet: Sentiment is shared out among the other parts." */
export function unvaluedWords({ part, metric, isArchived }: UnvaluedPart): string {
  const why = isArchived ? `The metric “${metric}” was archived` : `No values of “${shownName(metric)}” yet`;
  return `${why}: ${partLabels[part]} is shared out among the other parts.`;
}

/** What stands below the comparison. */
export function previewNotes(preview: ModelPreview): string[] {
  const losses = preview.lost.length;
  const few = hasTooFewLosses(preview)
    ? "Too few losses to judge; showing what would change today."
    : losses < manyLosses
      ? "Few losses: differences under 3 mean little."
      : "";
  return [
    ...preview.unvalued.map(unvaluedWords),
    few,
    `Computed in ${(preview.tookMs / 1000).toFixed(1)} s.`,
  ].filter((words) => words !== "");
}

function judged(preview: TrialResult): PreviewLine[] {
  const { old, next } = preview.figures;
  const lost = preview.lost.length;
  return [
    {
      label: "Alert before they left",
      old: `${old.warned} of ${lost}`,
      next: `${next.warned} of ${lost}`,
      note: [
        `within ${warningWeeks} weeks`,
        ...fromTo("median", old.medianWarning, next.medianWarning, "before"),
      ].join("; "),
    },
    {
      label: "False alerts",
      old: falseOf(old),
      next: falseOf(next),
      note: `of what was sent and can be judged; ${sentWords(old, next)}`,
    },
    ...(preview.declines === 0
      ? []
      : [
          {
            label: "Declines told of",
            old: `${old.caught} of ${preview.declines}`,
            next: `${next.caught} of ${preview.declines}`,
            note: fromTo("mean", old.meanDelay, next.meanDelay, "after they began").join(""),
          },
        ]),
  ];
}

/** "in all 42 → 37 alerts, told once more 14 times": an alert that is told once more is sent twice. */
function sentWords(old: TrialFigures, next: TrialFigures): string {
  const alerts = old.alerts === next.alerts ? "" : `${count(old.alerts)} → `;
  const again = old.again === next.again ? "" : `${count(old.again)} → `;
  const more = `told once more ${again}${plural(next.again, "time")}`;
  return `in all ${alerts}${plural(next.alerts, "alert")}, ${more}`;
}

/** "median 34 → 41 days before"; nothing where one has none. */
function fromTo(kind: "mean" | "median", old: number | null, next: number | null, after: string): string[] {
  if (old === null || next === null) return [];
  const [one, other] = [Math.round(old), Math.round(next)];
  return [`${kind} ${one === other ? one : `${one} → ${other}`} days ${after}`];
}

/** "79 of 150"; "–" where nothing can be judged. */
function falseOf({ judged, falseAlerts }: TrialFigures): string {
  return judged === 0 ? "–" : `${count(falseAlerts)} of ${count(judged)}`;
}

/** Where a lost customer stood: "72, healthy"; "no use" before they used it. */
export function standWords(stand: Stand | null): string {
  return stand === null ? "no use" : `${stand.score}, ${bandWords[stand.band]}`;
}

/** The lost customers that are listed: none where they are too few to judge a model by. */
export function listedLosses(preview: Pick<TrialResult, "lost">): readonly LostAccount[] {
  return hasTooFewLosses(preview) ? [] : preview.lost;
}

/** When a model first told of a customer who left: "126 days before"; "no alert". */
export function warnedWords({ warned }: LostAccount, side: TrialSide): string {
  const before = warned[side];
  return before === null ? "no alert" : `${days(before)} before`;
}

function newlyAtRisk({ moves }: TrialResult): string {
  const fallen = moves.filter((move) => move.next.band === "at-risk");
  if (fallen.length === 0) return "";
  return `new: ${namesAndMore(
    fallen.map(({ name, next }) => `${name} ${next.score}`),
    named,
  )}`;
}
