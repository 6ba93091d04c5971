import type { AlertRow } from "../../../db/alerts/alerts.ts";
import { readLowestDrop } from "../../../db/scores/day-figures.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";
import { daysBetween } from "../../../scoring/days.ts";
import { type DropRule, dropOf, settleDays } from "../../../scoring/detect/alert-rules.ts";
import type { ClosedAlert, OpenAlert } from "../../../scoring/detect/detector-input.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import { readDayFacts } from "./day-facts.ts";

/** Alerts that are open, as the detector looks at them. */
export function asOpen(alerts: readonly AlertRow[]): OpenAlert[] {
  return alerts.map(({ kind, cause, openedDay, frozenExpected, renewedDay, leastTold, ...alert }) => ({
    kind,
    cause,
    openedDay,
    frozenExpected,
    renewedDay,
    leastTold,
    putOff: alert.state === "snoozed",
    ...(alert.openedBy ? { openedBy: { ...alert.openedBy, smallShare: alert.openedBy.share } } : {}),
  }));
}

/** The same with their opening days as they are known now: late data may have undone them. */
export async function withOpeningDays(
  tx: TenantTx,
  account: ScoredAccountDay,
  open: readonly OpenAlert[],
): Promise<OpenAlert[]> {
  const days = await readDayFacts(
    tx,
    account,
    open.map((alert) => alert.openedDay),
  );
  return open.map((alert) => {
    const atOpening = days.get(alert.openedDay);
    return atOpening ? { ...alert, atOpening } : alert;
  });
}

/** Alerts that ended, as the detector looks at them. */
export function asClosed(alerts: readonly AlertRow[]): ClosedAlert[] {
  return alerts.flatMap(({ kind, cause, openedDay, closedDay, state }) =>
    closedDay === null ? [] : [{ kind, cause, openedDay, closedDay, withdrawn: state === "withdrawn" }],
  );
}

/** The smallest drop since the last drop alert ended: see `DetectorInput`. Only asked for where a drop could open again. */
export async function lowestDropSinceClosed(
  tx: TenantTx,
  account: ScoredAccountDay,
  closed: readonly ClosedAlert[],
  rule: DropRule,
): Promise<number | null> {
  const since = closed
    .filter(({ kind, closedDay }) => kind === "drop" && daysBetween(closedDay, account.day) < settleDays)
    .map(({ closedDay }) => closedDay)
    .sort()
    .at(-1);
  if (since === undefined || dropOf(account, rule) === null) return null;
  return readLowestDrop(tx, account.accountId, { after: since, to: account.day });
}
