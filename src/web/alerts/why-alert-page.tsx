import { alertHeading, alertKindWords } from "../../bot/views/alert-heading.ts";
import { accountAlertRulesPath, accountPath, alertPath } from "../../bot/views/paths.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import { shownName } from "../../words/names.ts";
import { type AlertCadence, whyAlertWords } from "../../words/why-alert.ts";
import { Page, type Shell } from "../shell/layout.tsx";

/** "Why Acme's drop alert?": by which rule it was told, and when it is told again. */
export function WhyAlertPage(props: { shell: Shell; alert: AlertFacts; cadence: AlertCadence }) {
  const { shell, alert, cadence } = props;
  const { account } = alert;
  const name = shownName(account.name);
  const title = `Why ${name}'s ${alertKindWords(alert.kind)}?`;
  return (
    <Page shell={shell} title={title} place="account">
      <div>
        <p class="crumb">
          <a href={accountPath(account.id)}>‹ {name}</a>
        </p>
        <h1>{title}</h1>
      </div>
      <section class="card form" aria-label="Why">
        <h2>{alertHeading(alert)}</h2>
        <p>{whyAlertWords(alert, cadence, "page")}</p>
        <div class="actions">
          <a class="button" href={alertPath(account.id, alert.id)}>
            Open account
          </a>
          <a class="button" href={accountAlertRulesPath(account.id)}>
            Change rules
          </a>
        </div>
      </section>
    </Page>
  );
}
