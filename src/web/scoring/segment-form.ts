import type { ModelSegment } from "../../scoring/models/model.ts";
import { metricParts, partNames } from "../../scoring/types.ts";
import { valueIn } from "../../words/model-fields.ts";

/*
 * Segments as fields of the form of a model: "segments.0.bands.atRisk" is what stands in a field, and the path of what may be
 * wrong with it. A field that is empty is as the model.
 */

type Fields = Readonly<Record<string, string>>;

/** The number fields of a segment but those of metrics, by their paths in it. */
const numberFields: readonly string[] = [
  ...partNames.map((part) => `weights.${part}`),
  ...["bands.atRisk", "bands.watch", "bands.leave"],
  ...["fullUsers", "silenceDays", "established.activeDays", "established.users"],
];
const metricFields = metricParts.flatMap((part) =>
  (["windowDays", "all", "none"] as const).map((field) => `metrics.${part}.${field}`),
);
const metricTexts = metricParts.flatMap((part) =>
  (["metric", "better"] as const).map((field) => `metrics.${part}.${field}`),
);
const seatFields = ["when.seats.from", "when.seats.to"];
/** Facts of which a segment names some. */
const listFields = ["when.plan", "when.stage"] as const;

/** What can be done with segments: by the value of the button, such as "up:1". */
const acts = ["add", "remove", "up", "down"] as const;
/** Something that can be done with a segment; `at` counts from 0. */
export interface SegmentAct {
  readonly act: (typeof acts)[number];
  readonly at: number;
}

/** The fields of segments, as a model has them. */
export function segmentFieldsOf(segments: readonly ModelSegment[]): Fields {
  return joined(
    segments.map((segment) => ({
      name: segment.name,
      ...Object.fromEntries(
        listFields.map((field) => [field, joinNames((valueIn(segment, field) ?? []) as readonly string[])]),
      ),
      ...Object.fromEntries(
        [...seatFields, ...numberFields, ...metricFields, ...metricTexts].map((field) => [
          field,
          String(valueIn(segment, field) ?? impliedWeight(segment, field)),
        ]),
      ),
    })),
  );
}

/** Weights that add up to 100 say all: what they leave out is 0, not as the model. */
function impliedWeight({ weights }: ModelSegment, field: string): string {
  const sum = partNames.reduce((total, part) => total + (weights?.[part] ?? 0), 0);
  return field.startsWith("weights.") && sum === 100 ? "0" : "";
}

/**
 * What was sent, with the segments numbered from 0 in their order, and the names that were ticked (`when.plan:3`) among those
 * that were written.
 */
export function orderedSegments(sent: Fields): Fields {
  return { ...withoutSegments(sent), ...joined(split(sent).map(withTicked)) };
}

/** How many segments a form has. @param form ordered */
export function segmentCount(form: Fields): number {
  return split(form).length;
}

/** What the segments of a form say, unchecked: what was written and is no number stays as it is. @param form ordered */
export function segmentsOf(form: Fields): Record<string, unknown>[] {
  return split(form).map((fields) => {
    const segment: Record<string, unknown> = { name: fields.name ?? "", when: {} };
    for (const field of listFields) {
      const names = splitNames(fields[field] ?? "");
      if (names.length > 0) setAt(segment, field, names);
    }
    const weighed = partNames.reduce((sum, part) => sum + (Number(fields[`weights.${part}`]) || 0), 0);
    for (const field of [...seatFields, ...numberFields, ...metricFields]) {
      const written = fields[field]?.trim() ?? "";
      const isIdle =
        weighed === 100 && written === "0" && metricParts.some((part) => field === `weights.${part}`);
      if (written !== "" && !isIdle) setAt(segment, field, Number(written.replace("−", "-")));
    }
    for (const field of metricTexts) if ((fields[field] ?? "") !== "") setAt(segment, field, fields[field]);
    return segment;
  });
}

/** What a button asks for; undefined where it is none of a segment's. */
export function segmentAct(value: string): SegmentAct | undefined {
  const [name, at = "0"] = value.split(":");
  const act = acts.find((one) => one === name);
  return act === undefined || !/^\d{1,3}$/.test(at) ? undefined : { act, at: Number(at) };
}

/** The form after it; `at` is where the segment is that it was about, null where it is gone. @param form ordered */
export function changeSegments(
  form: Fields,
  { act, at }: SegmentAct,
): { readonly form: Fields; readonly at: number | null } {
  const segments = split(form);
  const having = (changed: readonly Fields[]) => ({ ...withoutSegments(form), ...joined(changed) });
  if (act === "add") return { form: having([...segments, { name: "" }]), at: segments.length };
  const one = segments[at];
  if (one === undefined) return { form, at: null };
  const others = segments.toSpliced(at, 1);
  if (act === "remove") return { form: having(others), at: null };
  const to = Math.min(Math.max(0, act === "up" ? at - 1 : at + 1), others.length);
  return { form: having(others.toSpliced(to, 0, one)), at: to };
}

/** Names as they are written in one line: "enterprise, scale"; one with a comma stands in quotes. */
export function joinNames(names: readonly string[]): string {
  return names.map((name) => (/[,"]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(", ");
}

/** The names that a line says, each once. */
export function splitNames(line: string): string[] {
  const found = line.match(/\s*"(?:[^"]|"")*"\s*|[^,]+/g) ?? [];
  const names = found.map((name) => {
    const plain = name.trim();
    const isQuoted = plain.length > 1 && plain.startsWith('"') && plain.endsWith('"');
    return isQuoted ? plain.slice(1, -1).replaceAll('""', '"').trim() : plain;
  });
  const once = new Map(names.filter((name) => name !== "").map((name) => [name.toLowerCase(), name]));
  return [...once.values()];
}

function split(form: Fields): Fields[] {
  const found = new Map<number, Record<string, string>>();
  for (const [path, text] of Object.entries(form)) {
    const [, at, field] = /^segments\.(\d{1,6})\.(.+)$/.exec(path) ?? [];
    if (at === undefined || field === undefined) continue;
    const fields = found.get(Number(at)) ?? {};
    fields[field] = text;
    found.set(Number(at), fields);
  }
  return [...found].sort(([one], [other]) => one - other).map(([, fields]) => fields);
}

function joined(segments: readonly Fields[]): Fields {
  return Object.fromEntries(
    segments.flatMap((fields, at) =>
      Object.entries(fields).map(([field, text]) => [`segments.${at}.${field}`, text]),
    ),
  );
}

function withoutSegments(form: Fields): Fields {
  return Object.fromEntries(Object.entries(form).filter(([path]) => !path.startsWith("segments.")));
}

function withTicked(fields: Fields): Fields {
  const plain = Object.fromEntries(Object.entries(fields).filter(([field]) => !field.includes(":")));
  const lists = listFields.map((field) => {
    const ticked = Object.entries(fields).filter(([name]) => name.startsWith(`${field}:`));
    const names = [...ticked.map(([, name]) => name), ...splitNames(fields[field] ?? "")];
    return [field, joinNames(splitNames(joinNames(names)))];
  });
  return { ...plain, ...Object.fromEntries(lists) };
}

/** Puts a value at a path of a document, such as "bands.watch". */
export function setAt(document: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.reduce((inner, key) => {
    inner[key] ??= {};
    return inner[key] as Record<string, unknown>;
  }, document);
  holder[last] = value;
}
