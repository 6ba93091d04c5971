import type { ScoreChangeChart } from "../../render/types.ts";
import type { AccountSeries } from "../../results/accounts.ts";
import type { Day } from "../../scoring/types.ts";
import { shortDay } from "../../words/dates.ts";
import { dayRange } from "../../words/day-words.ts";
import { count, signed } from "../../words/numbers.ts";
import { partLabels } from "../../words/status.ts";

/** The main chart's figures: a week a row, newest first, with the score at its end. The CSV has every day. */
export function SeriesTable(props: { series: AccountSeries; today: Day }) {
  const scores = new Map(props.series.health.map(({ day, score }) => [day, score]));
  return (
    <table class="weeks">
      <thead>
        <tr>
          <th scope="col">Week</th>
          <th class="num" scope="col">
            User-days
          </th>
          <th class="num" scope="col">
            Health at its end
          </th>
        </tr>
      </thead>
      <tbody>
        {props.series.weeks.toReversed().map((week) => {
          const score = scores.get(week.lastDay) ?? null;
          return (
            <tr>
              <th scope="row">{dayRange(week.firstDay, week.lastDay)}</th>
              <td class="num">{count(week.userDays)}</td>
              <td class="num">{score === null ? "–" : Math.round(score)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The waterfall's figures. */
export function ChangeTable(props: { change: ScoreChangeChart; today: Day }) {
  const { from, to, parts } = props.change;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th class="num" scope="col">
            Points
          </th>
          <th class="num" scope="col">
            Change
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr>
            <th scope="row">{partLabels[part.part]}</th>
            <td class="num">
              {part.points} of {part.max}
            </td>
            <td class="num">{signed(part.change)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">
            Health, {shortDay(from.day, props.today)} to {shortDay(to.day, props.today)}
          </th>
          <td class="num">
            {from.score} to {to.score}
          </td>
          <td class="num">{signed(to.score - from.score)}</td>
        </tr>
      </tbody>
    </table>
  );
}
