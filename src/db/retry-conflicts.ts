/** Serialisation failure, deadlock: two requests touch the same rows in an order that makes them wait in a circle. */
const conflicts = new Set(["40001", "40P01"]);
const mostTries = 5;

/** Runs a statement by itself again where the server ended it for another one's sake; five times at the most. */
export async function retryConflicts<T>(statement: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await statement();
    } catch (error) {
      if (tries >= mostTries || !conflicts.has((error as { code?: string }).code ?? "")) throw error;
    }
  }
}
