import type { BandMove, LostAccount, Stand } from "../../scoring/models/model-trial.ts";
import type { ModelPreview, PreviewState } from "../../usecases/models/preview-model.ts";
import { datedDay } from "../../words/day-words.ts";
import { previewHeading, previewLines, previewNotes } from "../../words/model-preview.ts";
import { count, plural } from "../../words/numbers.ts";
import { bandWords } from "../../words/status.ts";

/** What the panel shows: nothing yet, what is wrong with what was typed, or a preview on its way. */
export type PreviewPanelState =
  | { readonly state: "none" }
  | { readonly state: "wrong"; readonly sentences: readonly string[] }
  | (PreviewState & { readonly id: string });

/** Old beside new over the tenant's own history. The island puts a newer one in its place. */
export function PreviewPanel(props: { panel: PreviewPanelState }) {
  const { panel } = props;
  switch (panel.state) {
    case "none":
      return (
        <p class="muted">
          Preview replays both models over your last year: who would stand elsewhere today, false alarms, and
          where each had the customers you lost.
        </p>
      );
    case "wrong":
      return (
        <div role="alert">
          {panel.sentences.map((sentence) => (
            <p class="error">{sentence}</p>
          ))}
        </div>
      );
    case "waiting":
    case "running":
      return (
        <div data-running={panel.id}>
          <p>
            {panel.total === 0
              ? "Reading your history."
              : `Replaying both models: ${count(panel.done)} of ${plural(panel.total, "account")}.`}
          </p>
          <progress max={Math.max(1, panel.total)} value={panel.done} aria-label="Accounts replayed" />
          <p>
            <a href={`/settings/scoring?preview=${panel.id}`}>See how far it is</a>
          </p>
        </div>
      );
    case "failed":
      return <p class="error">{panel.sentence}</p>;
    case "superseded":
      return <p class="muted">A newer preview took the place of this one.</p>;
    case "done":
      return <Comparison preview={panel.preview} />;
    default:
      return panel satisfies never;
  }
}

function Comparison(props: { preview: ModelPreview }) {
  const { preview } = props;
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
              v{preview.liveVersion} live
            </th>
            <th scope="col" class="num">
              v{preview.draftVersion} draft
            </th>
          </tr>
        </thead>
        <tbody>
          {previewLines(preview).map(({ label, live, draft, note }) => (
            <tr>
              <th scope="row">
                {label}
                {note !== "" && <small>{note}</small>}
              </th>
              <td class="num">{live}</td>
              <td class={live === draft ? "num" : "num strong"}>{draft}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Moves moves={preview.moves} />
      <Lost lost={preview.lost} />
      <p class="muted">{previewNotes(preview).join(" ")}</p>
    </div>
  );
}

function Moves(props: { moves: readonly BandMove[] }) {
  const { moves } = props;
  if (moves.length === 0) return <p>No account would stand in another band today.</p>;
  return (
    <details class="data">
      <summary>{plural(moves.length, "account")} in another band</summary>
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Live</th>
            <th scope="col">Draft</th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ id, name, live, draft }) => (
            <tr>
              <th scope="row">
                <a href={`/accounts/${id}`}>{name}</a>
              </th>
              <td>{standWords(live)}</td>
              <td>{standWords(draft)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Lost(props: { lost: readonly LostAccount[] }) {
  const { lost } = props;
  if (lost.length === 0) return null;
  return (
    <details class="data">
      <summary>{plural(lost.length, "customer")} you lost</summary>
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">Account, left on</th>
            <th scope="col">90 days before</th>
            <th scope="col">60</th>
            <th scope="col">30</th>
          </tr>
        </thead>
        <tbody>
          {lost.map(({ id, name, churnedOn, before }) => (
            <tr>
              <th scope="row">
                <a href={`/accounts/${id}`}>{name}</a>
                <small>{datedDay(churnedOn)}</small>
              </th>
              {before.map(({ live, draft }) => (
                <td>
                  {standWords(live)}
                  <small>draft {standWords(draft)}</small>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function standWords(stand: Stand | null): string {
  return stand === null ? "no use" : `${stand.score}, ${bandWords[stand.band]}`;
}
