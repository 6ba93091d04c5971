import type { Db } from "./connection.ts";
import { retryConflicts } from "./retry-conflicts.ts";

/** A row that the tenant's own metrics, accounts or people refuse: its position, and why. Of `covered`: −1 the first, −2 the second. */
export interface StoredRefusal {
  readonly i: number;
  readonly code: string;
}

/**
 * Calls a function that takes rows in for the tenant of a write key, in one round trip.
 * @param text a statement that answers `refused`
 * @returns what was refused, or undefined when no tenant has this key (any more)
 */
export async function supply(
  db: Db,
  text: string,
  values: readonly unknown[],
): Promise<readonly StoredRefusal[] | undefined> {
  const { rows } = await retryConflicts(() => db.pool.query<{ refused: StoredRefusal[] }>(text, [...values]));
  return rows[0]?.refused;
}
