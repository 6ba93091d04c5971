import { alertHeading } from "../../bot/views/alert-heading.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { alertStateWords } from "../../words/alert-state.ts";
import { shortDay } from "../../words/dates.ts";
import { dayIn } from "../../zones.ts";

/** An account's alerts, open ones first; each can be linked to. */
export function AlertList(props: { alerts: readonly AlertFacts[]; reader: Reader; now: Date }) {
  const today = dayIn(props.now, props.reader.zone);
  return (
    <ul class="alerts">
      {props.alerts.map((alert) => (
        <li id={`alert-${alert.id}`}>
          <span>{alertHeading(alert)}</span>
          <span class="muted">
            {shortDay(dayIn(alert.openedAt, props.reader.zone), today)} · {alertStateWords[alert.state]}
            {alert.leadId !== null && " · told with another"}
          </span>
        </li>
      ))}
    </ul>
  );
}
