import type { ModelPreview } from "../../results/models.ts";
import {
  type BandMove,
  type LostAccount,
  type Stand,
  warningWeeks,
} from "../../scoring/models/model-trial.ts";
import { datedDay } from "../../words/day-words.ts";
import {
  previewColumns,
  previewHeading,
  previewLines,
  previewNotes,
  warnedWords,
} from "../../words/model-preview.ts";
import { plural } from "../../words/numbers.ts";
import { bandWords } from "../../words/status.ts";
import { type PanelState, PreviewStateOf } from "./preview-state.tsx";

/** Two models beside each other over the tenant's own history. */
export function PreviewPanel(props: { panel: PanelState<ModelPreview> }) {
  const { panel } = props;
  return (
    <PreviewStateOf
      panel={panel}
      none="Replays both models over your last year: who would stand elsewhere today, false alarms, and where each had the customers you lost."
      doing="Replaying both models"
    >
      {panel.state === "done" && <Comparison preview={panel.found} />}
    </PreviewStateOf>
  );
}

function Comparison(props: { preview: ModelPreview }) {
  const { preview } = props;
  const [old, next] = previewColumns(preview);
  return (
    <div data-figures="">
      <p>
        <strong>{previewHeading(preview)}</strong>
      </p>
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Measure</span>
            </th>
            <th scope="col" class="num">
              {old}
            </th>
            <th scope="col" class="num">
              {next}
            </th>
          </tr>
        </thead>
        <tbody>
          {previewLines(preview).map(({ label, note, ...cells }) => (
            <tr>
              <th scope="row">
                {label}
                {note !== "" && <small>{note}</small>}
              </th>
              <td class="num">{cells.old}</td>
              <td class={cells.old === cells.next ? "num" : "num strong"}>{cells.next}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Moves moves={preview.moves} columns={[old, next]} />
      <Lost lost={preview.lost} columns={[old, next]} />
      <p class="muted">{previewNotes(preview).join(" ")}</p>
    </div>
  );
}

function Moves(props: { moves: readonly BandMove[]; columns: readonly string[] }) {
  const { moves, columns } = props;
  if (moves.length === 0) return <p>No account would stand in another band today.</p>;
  return (
    <details class="data">
      <summary>{plural(moves.length, "account")} in another band</summary>
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">Account</th>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {moves.map(({ id, name, old, next }) => (
            <tr>
              <th scope="row">
                <a href={`/accounts/${id}`}>{name}</a>
              </th>
              <td>{standWords(old)}</td>
              <td>{standWords(next)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Lost(props: { lost: readonly LostAccount[]; columns: readonly string[] }) {
  const { lost, columns } = props;
  if (lost.length === 0) return null;
  return (
    <details class="data">
      <summary>
        {plural(lost.length, "customer")} you lost: where they stood before, and the first alert
      </summary>
      <table class="compare lost">
        <thead>
          <tr>
            <th scope="col">Account, left on</th>
            <th scope="col">90 days before</th>
            <th scope="col">60</th>
            <th scope="col">30</th>
            <th scope="col">First alert in {warningWeeks} weeks</th>
          </tr>
        </thead>
        <tbody>
          {lost.map((account) => (
            <tr>
              <th scope="row">
                <a href={`/accounts/${account.id}`}>{account.name}</a>
                <small>{datedDay(account.churnedOn)}</small>
              </th>
              {account.before.map(({ old, next }) => (
                <Both old={standWords(old)} next={standWords(next)} columns={columns} />
              ))}
              <Both old={warnedWords(account, "old")} next={warnedWords(account, "next")} columns={columns} />
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** What the old model says, and where the next one differs, that. */
function Both(props: { old: string; next: string; columns: readonly string[] }) {
  const { old, next, columns } = props;
  return (
    <td>
      {old}
      {next !== old && (
        <small>
          {columns[1]}: {next}
        </small>
      )}
    </td>
  );
}

function standWords(stand: Stand | null): string {
  return stand === null ? "no use" : `${stand.score}, ${bandWords[stand.band]}`;
}
