import { takeMostUrgent } from "../most-urgent.ts";

/** Lets so many in at once, the most urgent first; of equals who came first. */
export interface Turnstile {
  /** Does the work when there is a place. @param urgency the higher goes first */
  through<T>(urgency: number, work: () => Promise<T>): Promise<T>;
}

/** @param places how many are in at once, at most */
export function createTurnstile(places: number): Turnstile {
  const waiting: { readonly urgency: number; readonly enter: () => void }[] = [];
  let free = places;

  const leave = (): void => {
    const next = takeMostUrgent(waiting);
    if (next) next.enter();
    else free++;
  };

  return {
    through: async (urgency, work) => {
      if (free > 0) free--;
      else await new Promise<void>((enter) => void waiting.push({ urgency, enter }));
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
