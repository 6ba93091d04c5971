import { partNames } from "../scoring/types.ts";
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
