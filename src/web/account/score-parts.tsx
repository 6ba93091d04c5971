import type { AccountCard } from "../../results/accounts.ts";
import { metricParts } from "../../scoring/types.ts";
import { signed, signedOrDash } from "../../words/numbers.ts";
import { lateWords, partLabels, partMeanings, pointsWords } from "../../words/status.ts";

const barWidth = 100;

/**
 * "Why 79": the parts that add up to the score, each against its most, and what each did in 28 days.
 * @param props.forCustomer nothing is said of other customers then
 */
export function ScoreParts(props: { account: AccountCard; forCustomer: boolean }) {
  const { parts, change28d } = props.account;
  return (
    <>
      <table class="parts">
        <caption class="hidden">The parts of the score</caption>
        <thead class="hidden">
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Bar</th>
            <th scope="col">Points</th>
            <th scope="col">Change in 28 days</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((line) => (
            <tr>
              <th scope="row">
                {partLabels[line.part]}
                <small>
                  {[partMeanings[line.part], ...(line.points === null ? [] : lateWords(line))].join("; ")}
                </small>
              </th>
              <td class="bar">{line.points !== null && <PartBar share={line.points / line.max} />}</td>
              <td class={line.points === null ? "num muted" : "num"}>{pointsWords(line)}</td>
              <td class={`num ${line.change28d ? "strong" : "muted"}`}>
                {line.points === null && line.change28d === 0 ? "" : signedOrDash(line.change28d)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">
        {change28d === null
          ? "The parts add up to the score."
          : `Right: change in 28 days; together ${signed(change28d)}${byRulesWords(props.account)}.`}
      </p>
      <details class="data">
        <summary>What is this?</summary>
        <p>
          Health is 0 to 100, and always the sum of these parts. Recent and Habit count days in use, lately
          and over six months. Trend compares the use of the last 28 days with what is usual for this account
          {props.forCustomer ? "" : ", adjusted by how all accounts did"}. People counts who used it in 16
          weeks.
          {parts.some(({ part }) => metricParts.some((one) => one === part)) &&
            " The others come from metrics of the team’s own; one without data is left out, and its points go to the rest. While a feed is late, its part stands as it was for two weeks."}
          {parts.some(({ part }) => part === "other") &&
            " Other figures are what the team you work with keeps beside use, in one sum."}
        </p>
      </details>
    </>
  );
}

/** ", with −10 by the change of rules": what is missing in the column above. */
function byRulesWords({ rulesChange }: Pick<AccountCard, "rulesChange">): string {
  return rulesChange?.points ? `, with ${signed(rulesChange.points)} by the change of rules` : "";
}

function PartBar(props: { share: number }) {
  const share = Math.max(0, Math.min(1, props.share));
  return (
    <svg
      class="part-bar"
      viewBox={`0 0 ${barWidth} 8`}
      preserveAspectRatio="none"
      height="8"
      aria-hidden="true"
    >
      <rect class="track" width={barWidth} height="8" />
      <rect class="fill" width={Math.round(share * barWidth * 10) / 10} height="8" />
    </svg>
  );
}
