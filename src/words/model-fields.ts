import { metricParts, partNames } from "../scoring/types.ts";
import { plural } from "./numbers.ts";
import { partLabels } from "./status.ts";

/** A number of a scoring model in words. */
interface ModelField {
  /** Its path in the document; in that of a segment the same. */
  readonly path: string;
  /** What it is called where it stands alone. */
  readonly label: string;
  readonly unit: "point" | "day" | "user";
}

/** Every number of a model but those of metrics, in the order of the document. */
export const modelFields: readonly ModelField[] = [
  ...partNames.map(
    (part): ModelField => ({
      path: `weights.${part}`,
      label: `Weight of ${partLabels[part]}`,
      unit: "point",
    }),
  ),
  { path: "memory.recent.halfLifeDays", label: "Recent: a day counts half after", unit: "day" },
  { path: "memory.recent.fullDays", label: "Recent: all points at", unit: "day" },
  { path: "memory.habit.halfLifeDays", label: "Habit: a day counts half after", unit: "day" },
  { path: "memory.habit.fullDays", label: "Habit: all points at", unit: "day" },
  { path: "fullUsers", label: "People: all points at", unit: "user" },
  { path: "established.activeDays", label: "Established: active on at least", unit: "day" },
  { path: "established.inDays", label: "Established: active days counted over", unit: "day" },
  { path: "established.users", label: "Established: used by at least", unit: "user" },
  { path: "established.usersInDays", label: "Established: users counted over", unit: "day" },
  { path: "silenceDays", label: "At risk when silent for", unit: "day" },
  { path: "bands.atRisk", label: "At risk below", unit: "point" },
  { path: "bands.watch", label: "Watch below", unit: "point" },
  { path: "bands.leave", label: "A band is left beyond", unit: "point" },
];

/** "21 days", "20 users"; points stand alone: "60". */
export function fieldValue({ unit }: Pick<ModelField, "unit">, value: number): string {
  return unit === "point" ? String(value) : plural(value, unit);
}

/** What stands at a path of a document, such as "bands.watch"; undefined where nothing does. */
export function valueIn(document: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      document,
    );
}

/**
 * What a path of a model is called, where something is wrong there: "At risk below", "Weights", "Support: metric",
 * "Segment Large: At risk below".
 * @param segmentNames those of the model that is spoken of; one without a name goes by its place
 */
export function pathLabel(path: string, segmentNames: readonly string[] = []): string {
  const [, place, inside] = /^segments\.(\d+)\.?(.*)$/.exec(path) ?? [];
  if (place !== undefined) {
    const name = segmentNames[Number(place)] || String(Number(place) + 1);
    return inside === "" ? `Segment ${name}` : `Segment ${name}: ${pathLabel(inside ?? "")}`;
  }
  const known = modelFields.find((field) => field.path === path)?.label ?? groupLabels[path];
  if (known !== undefined) return known;
  const [, part, field] = /^metrics\.(\w+)\.?(.*)$/.exec(path) ?? [];
  const label = metricParts.find((one) => one === part);
  if (label !== undefined)
    return [partLabels[label], metricFieldLabels[field ?? ""] ?? ""].filter(Boolean).join(": ");
  return path.startsWith("when") ? "For whom" : path;
}

const groupLabels: Readonly<Record<string, string>> = {
  weights: "Weights",
  bands: "Bands",
  segments: "Segments",
  name: "Name",
  "when.seats": "Seats",
  "when.seats.from": "Seats from",
  "when.seats.to": "Seats to",
};

const metricFieldLabels: Readonly<Record<string, string>> = {
  metric: "metric",
  windowDays: "window",
  better: "better is",
  all: "all points at",
  none: "no points at",
};
