import { daysBetween } from "../days.ts";
import { type AlertRules, dropOf, settleDays } from "../detect/alert-rules.ts";
import { detect } from "../detect/detect.ts";
import type { ClosedAlert, DayFacts, OpenAlert } from "../detect/detector-input.ts";
import { canOpen } from "../detect/opening.ts";
import type { Transition } from "../detect/transition.ts";
import type { Day, SignalKind } from "../types.ts";

/**
 * The alerts of one account while its history is replayed: what the alert desk keeps in the database, kept in memory. Days
 * come in order. It knows no acknowledgement, no late data and no held feed.
 */
export class AlertBook {
  readonly #alerts: AlertRules;
  #open: OpenAlert[] = [];
  #closed: ClosedAlert[] = [];
  /** The last day on which a drop alert closed, and the smallest drop since. */
  #dropClosed: Day | null = null;
  #lowestDrop = Number.POSITIVE_INFINITY;

  /** @param from a book to go on from; it is not changed */
  constructor(alerts: AlertRules, from?: AlertBook) {
    this.#alerts = alerts;
    if (from === undefined) return;
    this.#open = from.#open;
    this.#closed = from.#closed;
    this.#dropClosed = from.#dropClosed;
    this.#lowestDrop = from.#lowestDrop;
  }

  /** Whether an alert of this kind is open. */
  isOpen(kind: SignalKind): boolean {
    return this.#open.some((alert) => alert.kind === kind);
  }

  /**
   * What has to change on this day; it is noted as done.
   * @param silenceDays days of silence from which an established account is at risk, by the rules of its segment on that day
   */
  judge(facts: DayFacts, silenceDays: number): readonly Transition[] {
    const { day, actual, expected } = facts;
    if (expected !== null && expected > 0)
      this.#lowestDrop = Math.min(this.#lowestDrop, 1 - actual / expected);
    if (this.#open.length === 0 && !canOpen(facts, silenceDays, this.#alerts.drop)) return nothing;
    const transitions = detect({
      ...facts,
      silenceDays,
      alerts: this.#alerts,
      feedOut: false,
      open: this.#open,
      closed: this.#closed,
      lowestDropSinceClosed: this.#lowestSinceClosed(facts),
    });
    for (const transition of transitions) this.#note(transition, day);
    return transitions;
  }

  /** Asked where a drop could open again, as the desk does. */
  #lowestSinceClosed(facts: DayFacts): number | null {
    if (this.#dropClosed === null || daysBetween(this.#dropClosed, facts.day) >= settleDays) return null;
    return dropOf(facts, this.#alerts.drop) === null ? null : this.#lowestDrop;
  }

  #note(transition: Transition, day: Day): void {
    const { cause } = transition;
    if (transition.kind === "open") {
      const [frozenExpected, leastTold] =
        transition.signal === "drop"
          ? [transition.figures.expected, transition.figures.actual]
          : [null, null];
      const opened = {
        kind: transition.signal,
        cause,
        openedDay: day,
        frozenExpected,
        leastTold,
        renewedDay: null,
      };
      this.#open = [...this.#open, opened];
    } else if (transition.kind === "renew" || transition.kind === "worsen") {
      const again = { renewedDay: day, leastTold: transition.figures.leastTold };
      this.#open = this.#open.map((alert) => (alert.cause === cause ? { ...alert, ...again } : alert));
    } else {
      const ended = this.#open.filter((alert) => alert.cause === cause);
      this.#open = this.#open.filter((alert) => alert.cause !== cause);
      const withdrawn = transition.kind === "withdraw";
      this.#closed = [
        ...this.#closed.filter((alert) => alert.kind === "silence" || isRecent(alert, day)),
        ...ended.map((alert) => ({ ...alert, closedDay: day, withdrawn })),
      ];
      if (transition.signal !== "drop") return;
      this.#dropClosed = day;
      this.#lowestDrop = Number.POSITIVE_INFINITY;
    }
  }
}

const nothing: readonly Transition[] = [];

function isRecent(alert: ClosedAlert, day: Day): boolean {
  return daysBetween(alert.closedDay, day) < settleDays;
}
