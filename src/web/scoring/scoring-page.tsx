import type { ModelCalibration, ModelPreview, UnvaluedPart } from "../../results/models.ts";
import { maxNote } from "../../usecases/models/change-model.ts";
import type { ModelVersion } from "../../usecases/models/get-models.ts";
import { shortDay } from "../../words/dates.ts";
import { modelDifferences } from "../../words/model-differences.ts";
import { scoresFromWords, unvaluedWords } from "../../words/model-preview.ts";
import { dayIn } from "../../zones.ts";
import { Wrong } from "../parts/wrong.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { BandsPanel } from "./bands-panel.tsx";
import { ModelDifferences } from "./model-differences.tsx";
import { ModelForm, type ModelFormProps } from "./model-form.tsx";
import { PreviewPanel } from "./model-preview.tsx";
import type { PanelState } from "./preview-state.tsx";
import { scoringFiles } from "./scoring-files.ts";
import { formOf, saysTheSame } from "./scoring-form.ts";

/** What was worked out over the history: a draft beside the live model, and bands for it. */
export interface ScoringPanels {
  readonly draft: PanelState<ModelPreview>;
  readonly bands: PanelState<ModelCalibration>;
}

/** What the page shows. */
export interface ScoringPageProps extends ModelFormProps {
  readonly shell: Shell;
  readonly panels: ScoringPanels;
  /** Parts of the draft without a value for anybody. */
  readonly unvalued: readonly UnvaluedPart[];
  /** What has just been done, in words. */
  readonly said: string | null;
  /** What is wrong with a note, or a publication that came too late. */
  readonly refused: string | null;
}

/** How a tenant's accounts are scored: the draft, what it would have done, publishing, and what was before. */
export function ScoringPage(props: ScoringPageProps) {
  const { shell, models, panels, said, refused } = props;
  return (
    <SettingsPage shell={shell} here="scoring" title="Scoring" files={scoringFiles} said={said}>
      <Wrong sentence={refused ?? undefined} />
      <p>{liveWords(props)}</p>
      {models.draft !== null && (
        <p>
          Version {models.draft.version} is saved as a draft:{" "}
          <a href="#publish-head">see what differs, and publish it</a>
        </p>
      )}
      <div class="scoring">
        <ModelForm {...props} />
        <section class="card scoring-preview" aria-labelledby="preview-head">
          <h2 id="preview-head">Preview</h2>
          <div id="draft-preview" data-preview="" aria-live="polite">
            <PreviewPanel panel={panels.draft} />
          </div>
        </section>
        <div class="scoring-side">
          {models.draft !== null && <Publish {...props} draft={models.draft} />}
          <Bands panel={panels.bands} />
        </div>
        <div class="scoring-side">
          <History {...props} />
        </div>
      </div>
    </SettingsPage>
  );
}

function liveWords({ models: { live, scoresFrom }, shell, now }: ScoringPageProps): string {
  const { version, note } = live;
  if (version === 1) return `Version ${version} is live: the model that every team starts with.`;
  const today = dayIn(now, shell.reader.zone);
  return `Version ${version} ${scoresFromWords(scoresFrom, today)}: ${note}`;
}

function dayOf(at: Date, { reader }: Shell, now: Date): string {
  return shortDay(dayIn(at, reader.zone), dayIn(now, reader.zone));
}

function Bands({ panel }: { panel: ScoringPanels["bands"] }) {
  return (
    <section class="card" aria-labelledby="bands-head">
      <h2 id="bands-head">Bands from your history</h2>
      <div data-preview="" aria-live="polite">
        <BandsPanel panel={panel} />
      </div>
      <button type="submit" class="button" form="model-form" formaction="/settings/scoring/bands">
        {panel.state === "none" ? "Suggest bands" : "Suggest again"}
      </button>
    </section>
  );
}

function Publish(props: ScoringPageProps & { draft: ModelVersion }) {
  const { draft, form, models, metrics, shell, now } = props;
  const differences = modelDifferences(models.live.document, draft.document, metrics);
  return (
    <section class="card" aria-labelledby="publish-head">
      <h2 id="publish-head">Publish version {draft.version}</h2>
      <p class="muted">
        Saved{draft.by === null ? "" : ` by ${draft.by}`}
        {draft.at === null ? "" : ` on ${dayOf(draft.at, shell, now)}`}.{" "}
        {differences.length === 0 && `Nothing differs from version ${models.live.version}.`}
      </p>
      {differences.length > 0 && (
        <ModelDifferences old={models.live.version} next={draft.version} differences={differences} />
      )}
      <p class="unsaved" hidden={saysTheSame(form, formOf(draft.document))} data-unsaved-note="">
        What stands in the form is not all saved: this publishes the draft as it was saved last.
      </p>
      {props.unvalued.map((part) => (
        <p>{unvaluedWords(part)}</p>
      ))}
      <p>Scores change from the next day’s run. History is not rewritten; charts mark the day.</p>
      <form method="post" action="/settings/scoring/publish" class="stacked">
        <input type="hidden" name="version" value={String(draft.version)} />
        <input type="hidden" name="savedAt" value={draft.at?.toISOString() ?? ""} />
        <div class="field">
          <label for="note">Why</label>
          <input
            id="note"
            type="text"
            name="note"
            required
            maxlength={maxNote}
            aria-describedby="note-means"
          />
          <span class="muted" id="note-means">
            Stands in the history, and where charts mark the day.
          </span>
        </div>
        <div class="actions">
          <button type="submit" class="button primary">
            Publish v{draft.version}
          </button>
        </div>
      </form>
      <form method="post" action="/settings/scoring/discard">
        <button type="submit" class="link">
          Throw the draft away
        </button>
      </form>
    </section>
  );
}

function History(props: ScoringPageProps) {
  const { models, shell, now } = props;
  return (
    <section class="card" aria-labelledby="history-head">
      <h2 id="history-head">History</h2>
      <ol class="plain-list versions">
        {models.history.map(({ version, state, at, by, note, restores }) => (
          <li>
            <p>
              <strong>v{version}</strong>
              {state === "live" && ", live"}
              {at !== null && `, ${dayOf(at, shell, now)}`}
              {by !== null && `, ${by}`}
            </p>
            <p class="muted">
              {note ?? "The start: the model that every team begins with."}
              {restores !== null && ` (version ${restores} again)`}
            </p>
            {state !== "live" && (
              <p>
                <a href={`/settings/scoring/compare?old=${version}&next=${models.live.version}`}>
                  Compare v{version} with v{models.live.version}
                </a>
              </p>
            )}
            {state !== "live" && (
              <details>
                <summary>Restore…</summary>
                <form method="post" action="/settings/scoring/restore" class="stacked">
                  <input type="hidden" name="version" value={String(version)} />
                  <div class="field">
                    <label for={`note-${version}`}>Why</label>
                    <input id={`note-${version}`} type="text" name="note" required maxlength={maxNote} />
                  </div>
                  <button type="submit" class="button">
                    Restore v{version}
                  </button>
                </form>
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
