import type { AlertReport, Judged } from "../../results/alert-report.ts";
import {
  answersOf,
  fewAnswersNote,
  judgedSentence,
  monthName,
  rightOfJudged,
  rightWords,
  ruleName,
} from "../../words/alert-report.ts";
import { proseDay } from "../../words/dates.ts";
import { count } from "../../words/numbers.ts";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { AlertNav } from "./alert-nav.tsx";

/** How people judged the alerts of a year: by rule, by month, and each rule's by month. */
export function AlertReportPage(props: { shell: Shell; report: AlertReport }) {
  const { shell, report } = props;
  const all = shell.reader.role !== "manager";
  const isJudged = answersOf(report.all) > 0;
  return (
    <SettingsPage
      shell={shell}
      here="alerts"
      title="How alerts were judged"
      within={<AlertNav here="report" />}
    >
      <p>
        {judgedSentence(report.all)}
        {!isJudged && (
          <>
            {" "}
            <a href="/inbox?show=all">Open the inbox</a>
          </>
        )}
      </p>
      <p class="muted">
        {all ? "All alerts" : "Alerts of your accounts"} since {proseDay(report.from, report.to)}, each
        counted once, however often it was told. An alert is judged with “Was this alert useful?”, on its
        message. Expected counts as right: it was so, but known. {fewAnswersNote(report)}
      </p>
      {isJudged && (
        <>
          <Table
            title="By rule"
            head="Rule"
            rows={report.rules.map((rule) => ({ name: ruleName(rule), ...rule }))}
          />
          <Table
            title="By month"
            head="Month"
            rows={report.months.toReversed().map((month) => ({ name: monthName(month.month), ...month }))}
          />
          <RulesByMonth report={report} />
        </>
      )}
    </SettingsPage>
  );
}

/** A row for each month, the newest first; a column for each rule. */
function RulesByMonth({ report }: { report: AlertReport }) {
  return (
    <section class="judged-table">
      <h2>By rule and month</h2>
      <p class="muted">How many were right, of those that were judged.</p>
      <div class="frame">
        <table class="log judged">
          <thead>
            <tr>
              <th scope="col">Month</th>
              {report.rules.map((rule) => (
                <th scope="col">{ruleName(rule)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.months.toReversed().map(({ month }) => (
              <tr>
                <th scope="row">{monthName(month)}</th>
                {report.rules.map((rule) => {
                  const judged = rule.months.find((each) => each.month === month);
                  return (
                    <td data-label={`${ruleName(rule)}:`} class={judged ? undefined : "untold"}>
                      {rightOfJudged(judged)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Table(props: {
  title: string;
  head: string;
  rows: readonly (Judged & { readonly name: string })[];
}) {
  return (
    <section class="judged-table">
      <h2>{props.title}</h2>
      <div class="frame">
        <table class="log judged">
          <thead>
            <tr>
              <th scope="col">{props.head}</th>
              {["Alerts", "Judged", "Useful", "Expected", "Wrong"].map((name) => (
                <th scope="col" class="num">
                  {name}
                </th>
              ))}
              <th scope="col">Right</th>
            </tr>
          </thead>
          <tbody>
            {props.rows.map((row) => (
              <tr>
                <th scope="row">{row.name}</th>
                <td class="num" data-label="Alerts">
                  {count(row.told)}
                </td>
                <td class="num" data-label="Judged">
                  {count(answersOf(row))}
                </td>
                <td class="num" data-label="Useful">
                  {count(row.useful)}
                </td>
                <td class="num" data-label="Expected">
                  {count(row.expected)}
                </td>
                <td class="num" data-label="Wrong">
                  {count(row.wrong)}
                </td>
                <td data-label="Right:">{rightWords(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
