import type { ModelCalibration, ModelPreview } from "../results/models.ts";
import type { ModelDocument } from "../scoring/models/model.ts";
import { type LostAccount, type TrialSide, warningWeeks } from "../scoring/models/model-trial.ts";
import { type FactGroup, segmentSizes, unknownFacts } from "../scoring/models/segment-sizes.ts";
import type { Models, ModelVersion } from "../usecases/models/get-models.ts";
import {
  type CalibrationLine,
  calibrationColumns,
  calibrationHeading,
  calibrationLines,
  calibrationStanding,
  calibrationVerdict,
} from "../words/calibration.ts";
import { datedDay } from "../words/day-words.ts";
import { differenceLabel, modelDifferences } from "../words/model-differences.ts";
import {
  listedLosses,
  previewColumns,
  previewHeading,
  previewLines,
  previewNotes,
  standWords,
  warnedWords,
} from "../words/model-preview.ts";
import { inNoneWords, sizeWords, unknownFactWords } from "../words/segments.ts";
import { bandWords } from "../words/status.ts";
import { dayIn } from "../zones.ts";

/** A version with its history, and its document as JSON. @param zone the tenant's, of the days on which versions came */
export function modelText(models: Models, shown: ModelVersion, zone: string): string[] {
  const versions = [...(models.draft ? [models.draft] : []), ...models.history];
  return [
    ...versions.map((version) => versionLine(version, zone)),
    "",
    `Version ${shown.version}:`,
    JSON.stringify(shown.document, null, 2),
  ];
}

/** "v3  live   2 Oct 2026  Tomás: weights of support". */
function versionLine({ version, state, at, by, note, restores }: ModelVersion, zone: string): string {
  const why = note ?? (state === "draft" ? "not published" : "the start");
  const again = restores === null ? "" : ` (version ${restores} again)`;
  const day = at === null ? "" : datedDay(dayIn(at, zone));
  return `v${String(version).padEnd(4)}${state.padEnd(7)}${day.padEnd(13)}${by === null ? "" : `${by}: `}${why}${again}`;
}

/** How many accounts each segment of a model has, a line a segment; none for a model without segments. */
export function segmentsText({ segments }: ModelDocument, groups: readonly FactGroup[]): string[] {
  if (segments.length === 0) return [];
  const { sizes, inNone } = segmentSizes(
    segments.map(({ when }) => when),
    groups,
  );
  const widest = Math.max(...segments.map(({ name }) => name.length));
  return [
    "",
    "Accounts by segment today:",
    ...segments.map(({ name }, at) => `  ${name.padEnd(widest)}  ${sizeWords(sizes[at] ?? null)}`),
    `  ${inNoneWords(inNone)}`,
    ...unknownFacts(
      segments.map(({ when }) => when),
      groups,
    ).map(unknownFactWords),
  ];
}

/** What differs from another version, a line a field, as the page says it. @param metrics what the tenant's are called */
export function changesText(
  from: ModelVersion,
  to: ModelVersion,
  metrics: Parameters<typeof modelDifferences>[2],
): string[] {
  const differences = modelDifferences(from.document, to.document, metrics);
  if (differences.length === 0) return [`Nothing differs from version ${from.version}.`];
  const widest = Math.max(...differences.map((one) => differenceLabel(one).length));
  return differences.map((one) => `${differenceLabel(one).padEnd(widest)}  ${one.from} → ${one.to}`);
}

/** Old beside new, as columns. */
export function previewText(preview: ModelPreview): string[] {
  const lines = previewLines(preview);
  const rows = [
    ["", ...previewColumns(preview), ""],
    ...lines.map(({ label, old, next, note }) => [label, old, next, note]),
  ];
  const widths = [0, 1, 2].map((at) => 3 + Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return [
    previewHeading(preview),
    "",
    ...rows.map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("")
        .trimEnd(),
    ),
    "",
    ...(preview.moves.length === 0 ? ["No account changes its band."] : ["Accounts in another band:"]),
    ...preview.moves.map(
      ({ name, old, next }) =>
        `  ${name}: ${old.score}, ${bandWords[old.band]} → ${next.score}, ${bandWords[next.band]}`,
    ),
    ...lostText(preview),
    "",
    ...previewNotes(preview),
  ];
}

/** Where each model had the customers who left, a line for each of the two models. */
function lostText(preview: ModelPreview): string[] {
  const lost = listedLosses(preview);
  if (lost.length === 0) return [];
  const [old, next] = previewColumns(preview);
  const widest = Math.max(old.length, next.length);
  const stood = (of: LostAccount, side: TrialSide) =>
    [
      ...of.before.map((before) => `${before.days} days before ${standWords(before[side])}`),
      `first alert: ${warnedWords(of, side)}`,
    ].join("; ");
  return [
    "",
    `Lost accounts, and their first alert in ${warningWeeks} weeks:`,
    ...lost.flatMap((of) => [
      `  ${of.name}, left ${datedDay(of.churnedOn)}`,
      `    ${old.padEnd(widest)}  ${stood(of, "old")}`,
      `    ${next.padEnd(widest)}  ${stood(of, "next")}`,
    ]),
  ];
}

/** The table that justifies the bands, and the bands. */
export function calibrationText(found: ModelCalibration): string[] {
  const row = (line: CalibrationLine) =>
    (Object.keys(calibrationColumns) as (keyof CalibrationLine)[])
      .map((column) => line[column].padStart(Math.max(11, calibrationColumns[column].length + 2)))
      .join("");
  return [
    calibrationHeading(found),
    "",
    row(calibrationColumns),
    ...calibrationLines(found).map(row),
    "",
    calibrationVerdict(found),
    calibrationStanding(found),
  ];
}
