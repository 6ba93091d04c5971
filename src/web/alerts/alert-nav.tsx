import { alertReportPath, alertRulesPath, ownAlertRulesPath, untoldPath } from "../../bot/views/paths.ts";
import { PageNav } from "../parts/page-nav.tsx";

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
    <PageNav
      label="Alerts"
      pages={pages.map(([, path, name]) => ({ path, name }))}
      here={pages.find(([place]) => place === props.here)?.[1]}
    />
  );
}
