import { fewLosses, type TrialResult } from "../scoring/models/model-trial.ts";
import type { ModelPreview } from "../usecases/models/preview-model.ts";
import { dayRange } from "./day-words.ts";
import { count, plural, signed } from "./numbers.ts";
import { namesAndMore } from "./status.ts";

/** Losses below which a difference of a few says little. */
const manyLosses = 30;
/** Accounts that are named in a row; the rest is counted. */
const named = 3;

/** A line of the comparison: live beside draft. */
export interface PreviewLine {
  readonly label: string;
  readonly live: string;
  readonly draft: string;
  readonly note: string;
}

/** "v4 on your history, 21 Nov 2025 – 20 Nov 2026: 190 accounts, 17 lost". */
export function previewHeading({ draftVersion, period, accounts, lost }: ModelPreview): string {
  const losses = lost.length === 0 ? "none lost" : `${count(lost.length)} lost`;
  return `v${draftVersion} on your history, ${dayRange(period.from, period.to)}: ${plural(accounts, "account")}, ${losses}`;
}

/** Old beside new, most telling first. Where too few were lost, only what would change today. */
export function previewLines(preview: TrialResult): PreviewLine[] {
  const { live, draft } = preview.figures;
  const today = (["at-risk", "watch", "healthy"] as const).map(
    (band): PreviewLine => ({
      label: { "at-risk": "At risk today", watch: "Watch today", healthy: "Healthy today" }[band],
      live: count(live.bands[band]),
      draft: count(draft.bands[band]),
      note: band === "at-risk" ? newlyAtRisk(preview) : "",
    }),
  );
  return hasTooFewLosses(preview) ? today : [...judged(preview), ...today];
}

/** Under five known losses nothing is said of how well a model foresees them. */
export function hasTooFewLosses({ lost }: Pick<TrialResult, "lost">): boolean {
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
  const { live, draft } = preview.figures;
  const more = draft.alerts - live.alerts;
  const lost = preview.lost.length;
  return [
    {
      label: "Warned before loss",
      live: `${live.warned} of ${lost}`,
      draft: `${draft.warned} of ${lost}`,
      note: fromTo("median", live.medianWarning, draft.medianWarning, "before"),
    },
    {
      label: "False alerts",
      live: rate(live.falsePerYear),
      draft: rate(draft.falsePerYear),
      note: `per account and year (${signed(more)} ${Math.abs(more) === 1 ? "alert" : "alerts"} in all)`,
    },
    ...(preview.declines === 0
      ? []
      : [
          {
            label: "Declines told of",
            live: `${live.caught} of ${preview.declines}`,
            draft: `${draft.caught} of ${preview.declines}`,
            note: fromTo("mean", live.meanDelay, draft.meanDelay, "after they began"),
          },
        ]),
  ];
}

/** "median 34 to 41 days before"; "" where one has none. */
function fromTo(kind: "mean" | "median", live: number | null, draft: number | null, after: string): string {
  if (live === null || draft === null) return "";
  const [one, other] = [Math.round(live), Math.round(draft)];
  return `${kind} ${one === other ? one : `${one} to ${other}`} days ${after}`;
}

function newlyAtRisk({ moves }: TrialResult): string {
  const fallen = moves.filter((move) => move.draft.band === "at-risk");
  if (fallen.length === 0) return "";
  return `new: ${namesAndMore(
    fallen.map(({ name, draft }) => `${name} ${draft.score}`),
    named,
  )}`;
}

function rate(value: number | null): string {
  return value === null ? "–" : value.toFixed(1);
}
