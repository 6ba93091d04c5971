import type { FeatureUse } from "../../results/accounts.ts";
import { shownName } from "../../words/names.ts";
import { count, percent } from "../../words/numbers.ts";

/** Below this, a percentage would only describe one person's day. */
const minUsualForPercent = 4;
const shown = 5;

/** Use by feature: a bar for the last 28 days, a line where usual is; those that lost most first. */
export function FeatureTable(props: { features: readonly FeatureUse[]; hasUsual: boolean }) {
  if (props.features.length === 0)
    return (
      <p class="muted">
        {props.hasUsual
          ? "No feature was used in the last 28 days."
          : "Features are held against their usual, once there is a baseline."}
      </p>
    );
  const sorted = props.features.toSorted(
    (one, other) => other.usual - other.actual - (one.usual - one.actual),
  );
  const scale = Math.max(1, ...sorted.slice(0, shown).flatMap(({ actual, usual }) => [actual, usual]));
  const rest = sorted.slice(shown);
  return (
    <>
      <table class="features">
        <caption class="hidden">User-days by feature in 28 days</caption>
        <thead class="hidden">
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">Bar</th>
            <th scope="col">User-days</th>
            <th scope="col">Against usual</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((use) => (
            <FeatureRow use={use} scale={scale} />
          ))}
        </tbody>
      </table>
      {rest.length > 0 && (
        <details class="data">
          <summary>
            {count(rest.length)} other {rest.length === 1 ? "feature" : "features"}
          </summary>
          <table class="features">
            <tbody>
              {rest.map((use) => (
                <FeatureRow use={use} scale={scale} />
              ))}
            </tbody>
          </table>
        </details>
      )}
      <p class="muted">Bar: user-days in the last 28 days. Line: usual. A day counts in each feature used.</p>
    </>
  );
}

function FeatureRow(props: { use: FeatureUse; scale: number }) {
  const { feature, actual, usual } = props.use;
  const change = usual >= minUsualForPercent ? (actual / usual - 1) * 100 : null;
  const fell = change !== null && change <= -45;
  return (
    <tr>
      <th scope="row">{shownName(feature)}</th>
      <td class="bar">
        <svg class="use-bar" viewBox="0 0 100 14" preserveAspectRatio="none" height="14" aria-hidden="true">
          <rect class={fell ? "fell" : "kept"} y="2" width={place(actual, props.scale)} height="10" />
          <path class="usual" d={`M${place(usual, props.scale)} 0V14`} />
        </svg>
      </td>
      <td class="num">
        {count(actual)}, usual {count(usual)}
      </td>
      <td class={`num ${fell ? "strong" : "muted"}`}>{change === null ? "–" : signedPercent(change)}</td>
    </tr>
  );
}

function place(value: number, scale: number): number {
  return Math.round(Math.min(1, value / scale) * 990) / 10;
}

function signedPercent(change: number): string {
  const rounded = Math.round(change);
  return rounded === 0 ? "0" : `${rounded < 0 ? "−" : "+"}${percent(Math.abs(rounded))}`;
}
