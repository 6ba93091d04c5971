import { sql } from "kysely";
import type { AlertState } from "../../results/alerts.ts";

/** States in which an alert is open: its cause cannot open another. */
export const openStates = ["open", "acknowledged", "snoozed"] as const satisfies readonly AlertState[];

/** Whether an alert is in one of them. */
export function isOpen({ state }: { readonly state: AlertState }): boolean {
  return (openStates as readonly AlertState[]).includes(state);
}

/** The same as a part of a statement, for `state in (…)`: written out, so that the index of open alerts is found. */
export const openStatesList = sql.join(openStates.map((state) => sql.lit(state)));
