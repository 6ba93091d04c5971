import type { ModelDocument } from "./model.ts";

/** A field that differs between two models; null where one of them has it not. */
export interface ModelChange {
  /** Its path, such as "bands.watch" or "segments.Enterprise.silenceDays". */
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Every field that differs, in the order of the document. */
export function modelChanges(from: ModelDocument, to: ModelDocument): ModelChange[] {
  const [before, after] = [fieldsOf(from), fieldsOf(to)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const change = { field, from: before.get(field) ?? null, to: after.get(field) ?? null };
    return change.from === change.to ? [] : [change];
  });
}

function fieldsOf(model: ModelDocument): Map<string, string> {
  const fields = new Map<string, string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (Array.isArray(value) && value.every((one) => typeof one !== "object")) {
      fields.set(path.join("."), value.join(", "));
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) if (inner !== undefined) walk(inner, [...path, key]);
    } else {
      fields.set(path.join("."), String(value));
    }
  };
  // Segments go by their names, and by their places: the first that fits counts.
  const { segments, ...rest } = model;
  walk(rest, []);
  for (const [at, { name, ...segment }] of segments.entries()) {
    fields.set(`segments.${name}`, `${at + 1}.`);
    walk(segment, ["segments", name]);
  }
  return fields;
}
