import { type RawBuilder, sql } from "kysely";

/** How a statement says that it wants to be prepared: text that the server reads over. */
const mark = "/* prepared */";

/**
 * A statement that each connection plans once and keeps, for a large one that runs with every request: planning one of ten
 * tables takes longer than running it. Its text must be one of few: whatever varies with the data is a parameter.
 */
export function prepared<T>(statement: RawBuilder<T>): RawBuilder<T> {
  return sql<T>`${sql.raw(mark)} ${statement}`;
}

/** A statement as the driver takes it, under a name of its own. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

const names = new Map<string, string>();

/** The statement under its name where it is marked; undefined where it is not. */
export function namedStatement(text: unknown, values: unknown): NamedStatement | undefined {
  if (typeof text !== "string" || !text.startsWith(mark)) return undefined;
  let name = names.get(text);
  if (name === undefined) {
    name = `bellwether-${names.size}`;
    names.set(text, name);
  }
  return { name, text, values: Array.isArray(values) ? values : [] };
}
