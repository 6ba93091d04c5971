import type { ModelFault } from "../../scoring/models/model.ts";

/** What is wrong with these fields of a model, or with the names that they list; undefined where nothing is. */
export function wrongAt(faults: readonly ModelFault[], ...paths: readonly string[]): string | undefined {
  const found = faults.filter(({ field }) => paths.includes(field));
  return found.length === 0 ? undefined : [...new Set(found.map(({ sentence }) => sentence))].join(" ");
}

/** Whether anything is wrong below a path, such as "segments.0". */
export function hasFaultBelow(faults: readonly ModelFault[], path: string): boolean {
  return faults.some(({ field }) => field === path || field.startsWith(`${path}.`));
}
