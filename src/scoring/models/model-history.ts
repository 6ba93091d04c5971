import type { Kind } from "../types.ts";
import { compileModel, remembersAlike, type ScoringModel, startModels } from "./compile-model.ts";
import type { ModelDocument } from "./model.ts";
import type { ScoreRules } from "./score-rules.ts";

/** Which rules made a score: kept with it. */
export interface MadeBy {
  /** Version of the tenant's model. */
  readonly model: number;
  readonly segment: string | null;
}

/** Every version of a tenant's model. */
export interface ModelHistory {
  /** The one that scores the next day. */
  readonly live: ScoringModel;
  /** A version, live or not; the live one for a number that never was. */
  version(version: number): ScoringModel;
  /** The rules that made a score. */
  rulesOf(score: MadeBy): ScoreRules;
  /** The versions that remember days in use as this one does: decayed sums of theirs go on in it. */
  alike(version: number): number[];
}

/**
 * The versions of a tenant: the start model of its kind is the first, what was published since follows. A version is
 * compiled when it is first asked for.
 */
export function modelHistory(
  kind: Kind,
  published: readonly { readonly version: number; readonly document: ModelDocument }[] = [],
): ModelHistory {
  const documents = new Map([
    [1, startModels[kind].document],
    ...published.map((one) => [one.version, one.document] as const),
  ]);
  const compiled = new Map<number, ScoringModel>([[1, startModels[kind]]]);
  const liveVersion = Math.max(...documents.keys());
  const version = (wanted: number): ScoringModel => {
    const document = documents.get(wanted);
    if (document === undefined) return version(liveVersion);
    const known = compiled.get(wanted);
    if (known !== undefined) return known;
    const made = compileModel(document, wanted);
    compiled.set(wanted, made);
    return made;
  };
  return {
    get live() {
      return version(liveVersion);
    },
    version,
    rulesOf: ({ model, segment }) => version(model).rulesOf(segment),
    alike: (wanted) => {
      const { document } = version(wanted);
      return [...documents].flatMap(([number, other]) => (remembersAlike(document, other) ? [number] : []));
    },
  };
}
