import type { ModelPreview } from "../results/models.ts";
import { fewLosses, type TrialResult } from "../scoring/models/model-trial.ts";
import { dayRange } from "./day-words.ts";
import { count, plural, signed } from "./numbers.ts";
import { namesAndMore } from "./status.ts";

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

/** What stands below the comparison. */
export function previewNotes(preview: ModelPreview): string[] {
  const losses = preview.lost.length;
  const few = hasTooFewLosses(preview)
    ? "Too few losses to judge; showing what would change today."
    : losses < manyLosses
      ? "Few losses: differences under 3 mean little."
      : "";
  return [few, `Computed in ${(preview.tookMs / 1000).toFixed(1)} s.`].filter((words) => words !== "");
}

function judged(preview: TrialResult): PreviewLine[] {
  const { old, next } = preview.figures;
  const more = next.alerts - old.alerts;
  const lost = preview.lost.length;
  return [
    {
      label: "Warned before loss",
      old: `${old.warned} of ${lost}`,
      next: `${next.warned} of ${lost}`,
      note: fromTo("median", old.medianWarning, next.medianWarning, "before"),
    },
    {
      label: "False alerts",
      old: rate(old.falsePerYear),
      next: rate(next.falsePerYear),
      note: `per account and year (${more === 0 ? "as many" : signed(more)} ${Math.abs(more) === 1 ? "alert" : "alerts"} in all)`,
    },
    ...(preview.declines === 0
      ? []
      : [
          {
            label: "Declines told of",
            old: `${old.caught} of ${preview.declines}`,
            next: `${next.caught} of ${preview.declines}`,
            note: fromTo("mean", old.meanDelay, next.meanDelay, "after they began"),
          },
        ]),
  ];
}

/** "median 34 to 41 days before"; "" where one has none. */
function fromTo(kind: "mean" | "median", old: number | null, next: number | null, after: string): string {
  if (old === null || next === null) return "";
  const [one, other] = [Math.round(old), Math.round(next)];
  return `${kind} ${one === other ? one : `${one} to ${other}`} days ${after}`;
}

function newlyAtRisk({ moves }: TrialResult): string {
  const fallen = moves.filter((move) => move.next.band === "at-risk");
  if (fallen.length === 0) return "";
  return `new: ${namesAndMore(
    fallen.map(({ name, next }) => `${name} ${next.score}`),
    named,
  )}`;
}

function rate(value: number | null): string {
  return value === null ? "–" : value.toFixed(1);
}
