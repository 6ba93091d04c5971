/**
 * A scoring model as a document: what a tenant may decide about its scores. Immutable once published; a change is a new
 * version. `compileModel` makes rules of it. docs/scoring.md shows one.
 */
import type { z } from "zod";
import { AppError } from "../../errors.ts";
import { modelSchema } from "./model-schema.ts";

/** A scoring model, as it is stored and edited. */
export type ModelDocument = z.infer<typeof modelSchema>;
/** A segment of a model: whom it is for, and what differs. */
export type ModelSegment = ModelDocument["segments"][number];

/** What is wrong with a field of a model: its path, such as "bands.watch", and what to do. */
export interface ModelFault {
  readonly field: string;
  readonly sentence: string;
}

/** A model, or everything that is wrong with it. */
export function readModel(
  given: unknown,
): { readonly model: ModelDocument } | { readonly faults: readonly ModelFault[] } {
  const parsed = modelSchema.safeParse(given);
  return parsed.success ? { model: parsed.data } : { faults: parsed.error.issues.flatMap(faultsOf) };
}

/** The same model with its keys in the order of the schema, in which people read it: what stores JSON keeps none. */
export function inOrder(stored: ModelDocument): ModelDocument {
  const read = readModel(stored);
  return "model" in read ? read.model : stored;
}

/**
 * A model from JSON that somebody wrote.
 * @throws AppError `bad-input` with every fault in words; `detail.field` is the first one's
 */
export function parseModel(given: unknown): ModelDocument {
  const read = readModel(given);
  if ("model" in read) return read.model;
  const [first] = read.faults;
  const sentences = read.faults.map(({ field, sentence }) => `${field}: ${sentence}`);
  throw new AppError("bad-input", sentences.join("\n"), {
    detail: { field: first?.field ?? "", faults: read.faults },
  });
}

function faultsOf(issue: z.core.$ZodIssue): ModelFault[] {
  const field = issue.path.length === 0 ? "model" : issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: issue.path.length === 0 ? key : `${field}.${key}`,
      sentence: "A model has no such field: take it out, or mend its name.",
    }));
  }
  if (issue.code === "invalid_type" && issue.expected === "object") {
    return [
      {
        field,
        sentence: issue.path.length === 0 ? "A model is a JSON object." : "This is missing, or is no object.",
      },
    ];
  }
  return [{ field, sentence: issue.message }];
}
