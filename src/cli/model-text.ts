import type { CalibrationBin } from "../scoring/models/calibrate.ts";
import { modelChanges } from "../scoring/models/model-changes.ts";
import type { ModelCalibration } from "../usecases/models/calibrate-model.ts";
import type { Models, ModelVersion } from "../usecases/models/get-models.ts";
import type { ModelPreview } from "../usecases/models/preview-model.ts";
import { dayRange } from "../words/day-words.ts";
import { previewHeading, previewLines, previewNotes } from "../words/model-preview.ts";
import { percent } from "../words/numbers.ts";
import { bandWords } from "../words/status.ts";

/** A version with its history, and its document as JSON. */
export function modelText(models: Models, shown: ModelVersion): string[] {
  return [
    ...(models.draft ? [versionLine(models.draft)] : []),
    ...models.history.map(versionLine),
    "",
    `Version ${shown.version}:`,
    JSON.stringify(shown.document, null, 2),
  ];
}

/** "v3  live   2026-10-02  Tomás: weights of support". */
function versionLine({ version, state, at, by, note, restores }: ModelVersion): string {
  const why = note ?? (state === "draft" ? "not published" : "the start");
  const again = restores === null ? "" : ` (version ${restores} again)`;
  const day = at === null ? "" : at.toISOString().slice(0, 10);
  return `v${String(version).padEnd(4)}${state.padEnd(7)}${day.padEnd(12)}${by === null ? "" : `${by}: `}${why}${again}`;
}

/** What differs from another version, a line a field. */
export function changesText(from: ModelVersion, to: ModelVersion): string[] {
  const changes = modelChanges(from.document, to.document);
  if (changes.length === 0) return [`No field differs from version ${from.version}.`];
  const widest = Math.max(...changes.map(({ field }) => field.length));
  return changes.map(
    (change) => `${change.field.padEnd(widest)}  ${change.from ?? "–"} → ${change.to ?? "–"}`,
  );
}

/** Old beside new, as columns. */
export function previewText(preview: ModelPreview): string[] {
  const lines = previewLines(preview);
  const heads = [`v${preview.liveVersion} (live)`, `v${preview.draftVersion} (draft)`];
  const row = (label: string, live: string, draft: string, note: string) =>
    `${label.padEnd(20)}${live.padEnd(12)}${draft.padEnd(12)}${note}`.trimEnd();
  return [
    previewHeading(preview),
    "",
    row("", heads[0] ?? "", heads[1] ?? "", ""),
    ...lines.map(({ label, live, draft, note }) => row(label, live, draft, note)),
    "",
    ...(preview.moves.length === 0 ? ["No account changes its band."] : ["Accounts in another band:"]),
    ...preview.moves.map(
      ({ name, live, draft }) =>
        `  ${name}: ${live.score}, ${bandWords[live.band]} → ${draft.score}, ${bandWords[draft.band]}`,
    ),
    ...(preview.lost.length === 0 ? [] : ["", "Lost accounts, 90, 60 and 30 days before (live | draft):"]),
    ...preview.lost.map(
      ({ name, churnedOn, before }) =>
        `  ${name}, left ${churnedOn}: ${before.map(({ live }) => live?.score ?? "–").join(", ")} | ${before.map(({ draft }) => draft?.score ?? "–").join(", ")}`,
    ),
    "",
    ...previewNotes(preview),
  ];
}

/** The table that justifies the bands, and the bands. */
export function calibrationText(found: ModelCalibration): string[] {
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padStart(11)).join("");
  const bin = ({ from, to, rows, accounts, bad, share, smoothed }: CalibrationBin) =>
    row([
      `${from} to ${to === 100 ? 100 : to - 1}`,
      String(rows),
      String(accounts),
      String(bad),
      percent(share),
      percent(smoothed),
    ]);
  const { bands, live } = found;
  return [
    `${found.rows} weekly scores of ${found.accounts} accounts, ${dayRange(found.period.from, found.period.to)}: ${percent(found.base)} stopped or fell within ${found.horizonDays} days (${found.badAccounts} accounts)`,
    "",
    row(["score", "rows", "accounts", "went bad", "share", "smoothed"]),
    ...found.bins.map(bin),
    "",
    bands === null
      ? `No range of scores goes bad twice as often as usual: this history sets no bands. They stay at ${live.atRisk} and ${live.watch}.`
      : `At risk below ${bands.atRisk} (now ${live.atRisk}): twice the usual share goes bad. Watch below ${bands.watch} (now ${live.watch}): more than usual does.`,
  ];
}
