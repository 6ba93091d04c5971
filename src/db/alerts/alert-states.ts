import { type RawBuilder, sql } from "kysely";
import type { AlertState } from "../../results/alerts.ts";

/*
 * What the state of an alert means to who asks: each rule once for rows in hand and once as a part of a statement, side by side.
 */

/** States in which an alert is open: its cause cannot open another. */
export const openStates = ["open", "acknowledged", "snoozed"] as const satisfies readonly AlertState[];

/** Those in which it is awake: what an inbox shows first, and counts as new until it is read. */
export const awakeStates = ["open", "acknowledged"] as const satisfies readonly AlertState[];

/** Whether an alert is in one of `openStates`. */
export function isOpen({ state }: { readonly state: AlertState }): boolean {
  return (openStates as readonly AlertState[]).includes(state);
}

/** The same as a part of a statement, for `state in (…)`: written out, so that the index of open alerts is found. */
export const openStatesList = sql.join(openStates.map((state) => sql.lit(state)));

/**
 * Whether an alert waits for somebody: nobody has it, or its snooze ends today. An account with such an alert "needs you".
 * @param endOfToday of the tenant's day
 */
export function isWaiting(
  { state, snoozedUntil }: { readonly state: AlertState; readonly snoozedUntil: Date | null },
  endOfToday: Date,
): boolean {
  return state === "open" || (state === "snoozed" && snoozedUntil !== null && snoozedUntil < endOfToday);
}

/** The same of the alert `x` of a statement; null where there is no saying, as good as false. */
export function isWaitingX(endOfToday: RawBuilder<Date>): RawBuilder<boolean> {
  return sql`(x.state = 'open' or (x.state = 'snoozed' and x.snoozed_until < ${endOfToday}))`;
}
