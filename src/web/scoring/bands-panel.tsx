import type { ModelCalibration } from "../../results/models.ts";
import {
  calibrationColumns,
  calibrationHeading,
  calibrationLines,
  calibrationStanding,
  calibrationVerdict,
} from "../../words/calibration.ts";
import { type PanelState, PreviewStateOf } from "./preview-state.tsx";

/** Bands that the tenant's own history suggests for the model as it is typed, with the table that justifies them. */
export function BandsPanel(props: { panel: PanelState<ModelCalibration> }) {
  const { panel } = props;
  return (
    <PreviewStateOf
      panel={panel}
      none="Holds every weekly score of your history against what came of it, and says below which score accounts stop or fall more than usual."
      doing="Replaying this model"
    >
      {panel.state === "done" && <Suggestion id={panel.id} found={panel.found} />}
    </PreviewStateOf>
  );
}

function Suggestion(props: { id: string; found: ModelCalibration }) {
  const { id, found } = props;
  return (
    <div>
      <p>
        <strong>{calibrationVerdict(found)}</strong>
      </p>
      <p>{calibrationStanding(found)}</p>
      {found.bands !== null && (
        <button
          type="submit"
          class="button"
          form="model-form"
          formaction="/settings/scoring/bands/take"
          name="bands"
          value={id}
        >
          Take into draft
        </button>
      )}
      <details class="data">
        <summary>What they stand on</summary>
        <p class="muted">{calibrationHeading(found)}.</p>
        <BinTable found={found} />
      </details>
    </div>
  );
}

function BinTable(props: { found: ModelCalibration }) {
  return (
    <table class="compare bins">
      <thead>
        <tr>
          <th scope="col">{calibrationColumns.scores}</th>
          <th scope="col" class="num more">
            {calibrationColumns.rows}
          </th>
          <th scope="col" class="num">
            {calibrationColumns.accounts}
          </th>
          <th scope="col" class="num">
            {calibrationColumns.bad}
          </th>
          <th scope="col" class="num more">
            {calibrationColumns.share}
          </th>
          <th scope="col" class="num">
            {calibrationColumns.smoothed}
          </th>
        </tr>
      </thead>
      <tbody>
        {calibrationLines(props.found).map(({ scores, rows, accounts, bad, share, smoothed }) => (
          <tr>
            <th scope="row">{scores}</th>
            <td class="num more">{rows}</td>
            <td class="num">{accounts}</td>
            <td class="num">{bad}</td>
            <td class="num more">{share}</td>
            <td class="num">{smoothed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
