import { accountAlertRulesPath, untoldPath } from "../../bot/views/paths.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { AlertList } from "./alert-list.tsx";

/** An account's alerts, open and past, and where one says what is told of it. */
export function AccountAlerts(props: {
  accountId: string;
  alerts: readonly AlertFacts[];
  reader: Reader;
  now: Date;
}) {
  const { accountId, alerts, reader, now } = props;
  return (
    <section class="card later" aria-labelledby="alerts">
      <h2 id="alerts">{alertsHeading(alerts)}</h2>
      <p class="muted">
        <a href={accountAlertRulesPath(accountId)}>Rules and mute</a> ·{" "}
        <a href={untoldPath(accountId)}>What was not told</a>
      </p>
      {alerts.length > 0 && <AlertList alerts={alerts} reader={reader} now={now} />}
    </section>
  );
}

function alertsHeading(alerts: readonly AlertFacts[]): string {
  const open = alerts.filter(({ closed }) => closed === null).length;
  if (alerts.length === 0) return "Alerts: none";
  return `Alerts: ${open} open, ${alerts.length - open} past`;
}
