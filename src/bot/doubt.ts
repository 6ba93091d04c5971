import type { SendOutcome } from "../results/send-outcome.ts";

/** Whether a platform may be away: then something harmless is asked first, so that an outage leaves few posts uncertain. */
export interface Doubt {
  /** Asks, if the platform did not answer the last time. An answer ends the doubt. @throws what asking throws */
  settle(ask: () => Promise<unknown>): Promise<void>;
  /** Takes note of what became of a call, and gives it back. */
  noted<Outcome extends SendOutcome>(outcome: Outcome): Outcome;
}

/** One a process and platform. */
export function createDoubt(): Doubt {
  let isAway = false;
  return {
    settle: async (ask) => {
      if (isAway) await ask();
      isAway = false;
    },
    noted: (outcome) => {
      if (!outcome.ok && (outcome.kind === "retry" || outcome.kind === "uncertain")) isAway = true;
      return outcome;
    },
  };
}
