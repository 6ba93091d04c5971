import type { ModelPreview } from "../../results/models.ts";
import { type BandMove, type LostAccount, warningWeeks } from "../../scoring/models/model-trial.ts";
import { datedDay } from "../../words/day-words.ts";
import {
  listedLosses,
  previewColumns,
  previewHeading,
  previewLines,
  previewNotes,
  standWords,
  warnedWords,
} from "../../words/model-preview.ts";
import { plural } from "../../words/numbers.ts";
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
      <table class="compare figures">
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
      {comesOutTheSame(preview) ? (
        <p>Both come out the same on your history.</p>
      ) : (
        <Moves moves={preview.moves} columns={[old, next]} />
      )}
      <Lost lost={listedLosses(preview)} next={`v${preview.nextVersion}`} />
      <p class="muted">{previewNotes(preview).join(" ")}</p>
    </div>
  );
}

/** Whether nothing differs that is shown, as of a draft that is as the live model. */
function comesOutTheSame(preview: ModelPreview): boolean {
  return (
    preview.moves.length === 0 &&
    previewLines(preview).every(({ old, next, note }) => old === next && !note.includes("→")) &&
    listedLosses(preview).every(
      (account) =>
        warnedWords(account, "old") === warnedWords(account, "next") &&
        account.before.every(({ old, next }) => standWords(old) === standWords(next)),
    )
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

/** @param props.next what the later model is called */
function Lost(props: { lost: readonly LostAccount[]; next: string }) {
  const { lost } = props;
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
                <td>
                  <Both old={standWords(old)} next={standWords(next)} called={props.next} />
                </td>
              ))}
              <td data-of="First alert">
                <Both
                  old={warnedWords(account, "old")}
                  next={warnedWords(account, "next")}
                  called={props.next}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** What the old model says, and where the next one differs, that. */
function Both(props: { old: string; next: string; called: string }) {
  const { old, next, called } = props;
  return (
    <>
      {old}
      {next !== old && (
        <small>
          {called}: {next}
        </small>
      )}
    </>
  );
}
