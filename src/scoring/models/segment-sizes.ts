import { fits, type SegmentFacts } from "./compile-model.ts";
import { whenSchema } from "./model-schema.ts";

/** How many accounts have these facts. */
export interface FactGroup extends SegmentFacts {
  readonly accounts: number;
}

/** How many accounts a segment has, and how many more would fit that an earlier one takes. */
export interface SegmentSize {
  readonly accounts: number;
  readonly taken: number;
}

/**
 * How many accounts fall into each segment: the first that fits counts.
 * @param whens whom each is for, as it was written; null in the answer where that says nothing yet
 * @returns also how many fall in none
 */
export function segmentSizes(
  whens: readonly unknown[],
  groups: readonly FactGroup[],
): { readonly sizes: readonly (SegmentSize | null)[]; readonly inNone: number } {
  const read = whens.map((when) => whenSchema.safeParse(when).data);
  const sizes = read.map((when) => (when === undefined ? null : { accounts: 0, taken: 0 }));
  let inNone = 0;
  for (const group of groups) {
    const fitting = read.flatMap((when, at) => (when !== undefined && fits(when, group) ? [at] : []));
    for (const [place, at] of fitting.entries()) {
      const size = sizes[at];
      if (size) size[place === 0 ? "accounts" : "taken"] += group.accounts;
    }
    if (fitting.length === 0) inNone += group.accounts;
  }
  return { sizes, inNone };
}

/** A plan or a stage that is asked for and that no account has; `known`: those that accounts have. */
export interface UnknownFact {
  readonly fact: "plan" | "stage";
  readonly name: string;
  readonly known: readonly string[];
}

/** The plans and stages that are asked for and that no account has today, each once: typing slips, mostly. */
export function unknownFacts(
  asked: readonly Readonly<Partial<Record<"plan" | "stage", readonly string[] | undefined>>>[],
  groups: readonly FactGroup[],
): UnknownFact[] {
  return (["plan", "stage"] as const).flatMap((fact) => {
    const known = namesOfFact(groups, fact);
    const has = new Set(known.map((name) => name.toLowerCase()));
    const names = new Set(asked.flatMap((one) => one[fact] ?? []));
    return [...names]
      .filter((name) => !has.has(name.trim().toLowerCase()))
      .map((name) => ({ fact, name, known }));
  });
}

/** The plans, or stages, that accounts have, the most frequent first; capitals make no other name. */
export function namesOfFact(groups: readonly FactGroup[], fact: "plan" | "stage"): readonly string[] {
  const found = new Map<string, { name: string; accounts: number }>();
  for (const group of groups) {
    const name = group[fact]?.trim() ?? "";
    if (name === "") continue;
    const known = found.get(name.toLowerCase());
    found.set(name.toLowerCase(), {
      name: known?.name ?? name,
      accounts: (known?.accounts ?? 0) + group.accounts,
    });
  }
  const all = [...found.values()];
  return all
    .sort((one, other) => other.accounts - one.accounts || (one.name < other.name ? -1 : 1))
    .map(({ name }) => name);
}
