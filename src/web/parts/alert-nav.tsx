import { alertReportPath, alertRulesPath, ownAlertRulesPath, untoldPath } from "../../bot/views/paths.ts";

/** The pages about alerts. */
export type AlertPlace = "team" | "mine" | "account" | "report" | "untold";

const pages: readonly (readonly [AlertPlace, string, string])[] = [
  ["team", alertRulesPath, "Team"],
  ["mine", ownAlertRulesPath, "Your portfolio"],
  ["report", alertReportPath, "How they were judged"],
  ["untold", untoldPath(), "Not told"],
];

/** Leads from one page about alerts to the next. */
export function AlertNav(props: { here: AlertPlace }) {
  return (
    <nav class="chips settings-nav" aria-label="Alerts">
      {pages.map(([place, path, label]) => (
        <a class="chip" href={path} aria-current={place === props.here ? "page" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
