import type { ModelFault } from "../../scoring/model.ts";
import { modelChanges } from "../../scoring/model-changes.ts";
import { type MetricPart, metricParts } from "../../scoring/types.ts";
import { maxNote } from "../../usecases/models/change-model.ts";
import type { Models, ModelVersion } from "../../usecases/models/get-models.ts";
import { dayIn, shortDay } from "../../words/dates.ts";
import { plural } from "../../words/numbers.ts";
import { partLabels, partMeanings } from "../../words/status.ts";
import { Page, type Shell } from "../parts/layout.tsx";
import { PreviewPanel, type PreviewPanelState } from "../parts/model-preview.tsx";
import { SettingsNav } from "../parts/settings-nav.tsx";
import { fieldGroups, type ScoringField, type ScoringForm, valueAt, weightFields } from "../scoring-form.ts";

/** What the page shows. */
export interface ScoringPageProps {
  readonly shell: Shell;
  readonly models: Models;
  readonly form: ScoringForm;
  readonly faults: readonly ModelFault[];
  readonly panel: PreviewPanelState;
  /** Names of the tenant's metrics. */
  readonly metrics: readonly string[];
  /** What has just been done, in words. */
  readonly said: string | null;
  /** What is wrong with a note, or a publication that came too late. */
  readonly refused: string | null;
  readonly now: Date;
}

const exampleSegment =
  '[{"name": "Enterprise", "when": {"plan": ["enterprise"], "seats": {"from": 200}}, "bands": {"atRisk": 55, "watch": 68, "leave": 3}}]';

/** How a tenant's accounts are scored: the draft, what it would have done, publishing, and what was before. */
export function ScoringPage(props: ScoringPageProps) {
  const { shell, models, panel, said, refused } = props;
  return (
    <Page shell={shell} title="Scoring" place="settings">
      <link rel="stylesheet" href={shell.assets.url("scoring-page.css")} />
      <script type="module" src={shell.assets.url("scoring.js")} />
      <h1>Scoring</h1>
      <SettingsNav reader={shell.reader} here="scoring" />
      {said !== null && (
        <p class="saved" role="status">
          {said}
        </p>
      )}
      {refused !== null && (
        <p class="error" role="alert">
          {refused}
        </p>
      )}
      <p>{liveWords(models.live, props)}</p>
      <div class="scoring">
        <ModelForm {...props} />
        <div class="scoring-side">
          <section class="card" aria-labelledby="preview-head">
            <h2 id="preview-head">Preview</h2>
            <div data-preview="" aria-live="polite">
              <PreviewPanel panel={panel} />
            </div>
          </section>
          {models.draft !== null && <Publish {...props} draft={models.draft} />}
          <History {...props} />
        </div>
      </div>
    </Page>
  );
}

function liveWords({ version, at, note }: ModelVersion, { shell, now }: ScoringPageProps): string {
  if (at === null) return `Version ${version} is live: the model that every team starts with.`;
  return `Version ${version} is live since ${dayOf(at, shell, now)}: ${note}`;
}

function dayOf(at: Date, { reader }: Shell, now: Date): string {
  return shortDay(dayIn(at, reader.zone), dayIn(now, reader.zone));
}

function ModelForm(props: ScoringPageProps) {
  const { models, form, faults } = props;
  const next = models.draft?.version ?? models.live.version + 1;
  return (
    <form
      method="post"
      action="/settings/scoring"
      class="card form scoring-form"
      data-scoring="/settings/scoring/preview"
    >
      <h2>Draft of version {next}</h2>
      {faults.length > 0 && (
        <div role="alert">
          {faults.map(({ field, sentence }) => (
            <p class="error">
              {fieldWords(field)}: {sentence}
            </p>
          ))}
        </div>
      )}
      <input type="hidden" name="kind" value={form.kind ?? ""} />
      <fieldset>
        <legend>Weights</legend>
        <p class="muted">
          Points of each part; they add up to 100.{" "}
          <output data-sum="" class="sum">
            {sumWords(form)}
          </output>
        </p>
        <div class="numbers">
          {weightFields.map((field) => (
            <NumberField field={field} {...props} />
          ))}
        </div>
      </fieldset>
      {fieldGroups.map(({ legend, means, fields }) => (
        <fieldset>
          <legend>{legend}</legend>
          <p class="muted">{means}</p>
          <div class="numbers">
            {fields.map((field) => (
              <NumberField field={field} {...props} />
            ))}
          </div>
        </fieldset>
      ))}
      <details open={metricParts.some((part) => form[`metrics.${part}.metric`] !== "")}>
        <summary>Parts from your own metrics</summary>
        <p class="muted">
          A part without data is left out and its weight shared out among the others: a feed that is late
          costs nobody a point.
          {props.metrics.length === 0 && (
            <>
              {" "}
              You have no metrics yet: <code>bellwether metric create</code> makes one.
            </>
          )}
        </p>
        {metricParts.map((part) => (
          <MetricFields part={part} {...props} />
        ))}
      </details>
      <details open={form.segments !== "" || faults.some(({ field }) => field.startsWith("segments"))}>
        <summary>Segments</summary>
        <p class="muted" id="segments-mean">
          Other weights, bands, silence or metrics for some accounts, as JSON; the first segment that fits
          counts. For example: <code>{exampleSegment}</code>
        </p>
        <label class="field" for="segments">
          Segments
        </label>
        <textarea
          id="segments"
          name="segments"
          rows={form.segments === "" ? 4 : 12}
          spellcheck={false}
          aria-describedby="segments-mean"
          aria-invalid={faults.some(({ field }) => field.startsWith("segments")) ? "true" : undefined}
        >
          {form.segments}
        </textarea>
      </details>
      <div class="actions">
        <button type="submit" class="button primary">
          Save draft
        </button>
        <button type="submit" class="button" formaction="/settings/scoring/preview">
          Preview
        </button>
      </div>
    </form>
  );
}

function NumberField(props: ScoringPageProps & { field: ScoringField }) {
  const { field, form, models, faults } = props;
  const { name, label, limit } = field;
  const fallback = String(valueAt(models.start, name) ?? 0);
  const isWeight = name.startsWith("weights.");
  const wrong = faults.some((fault) => fault.field === name || (isWeight && fault.field === "weights"));
  return (
    <div class="field number">
      <label for={name}>{label}</label>
      <span class="with-unit">
        <input
          id={name}
          type="number"
          name={name}
          value={form[name] ?? ""}
          min={limit.least}
          max={limit.most}
          step={1}
          required
          data-weight={isWeight ? "" : undefined}
          aria-describedby={`${name}-means`}
          aria-invalid={wrong ? "true" : undefined}
        />
        {limit.unit}
      </span>
      <small class="muted" id={`${name}-means`}>
        {limit.least} to {limit.most.toLocaleString("en-GB")}, default {fallback}{" "}
        <button type="button" class="link" data-reset={fallback} data-for={name} hidden>
          Reset
        </button>
      </small>
    </div>
  );
}

function MetricFields(props: ScoringPageProps & { part: MetricPart }) {
  const { part, form, faults, metrics } = props;
  const name = (field: string) => `metrics.${part}.${field}`;
  const chosen = form[name("metric")] ?? "";
  const wrong = (field: string) =>
    faults.some((fault) => fault.field === name(field) || fault.field === `metrics.${part}`)
      ? ("true" as const)
      : undefined;
  const amount = (field: "windowDays" | "all" | "none", label: string, unit: string) => (
    <div class="field number">
      <label for={name(field)}>{label}</label>
      <span class="with-unit">
        <input
          id={name(field)}
          type="number"
          name={name(field)}
          value={form[name(field)] ?? ""}
          step={field === "windowDays" ? 1 : "any"}
          aria-invalid={wrong(field)}
        />
        {unit}
      </span>
    </div>
  );
  return (
    <fieldset class="metric-part">
      <legend>{partLabels[part]}</legend>
      <p class="muted">{partMeanings[part]}</p>
      <div class="numbers">
        <div class="field">
          <label for={name("metric")}>Metric</label>
          <select id={name("metric")} name={name("metric")} aria-invalid={wrong("metric")}>
            <option value="">none</option>
            {[...new Set([...metrics, ...(chosen === "" ? [] : [chosen])])].map((metric) => (
              <option value={metric} selected={metric === chosen}>
                {metric}
              </option>
            ))}
          </select>
        </div>
        {amount("windowDays", "Window", "days")}
        <div class="field">
          <label for={name("better")}>Better is</label>
          <select id={name("better")} name={name("better")} aria-invalid={wrong("better")}>
            {(["more", "less"] as const).map((better) => (
              <option value={better} selected={form[name("better")] === better}>
                {better}
              </option>
            ))}
          </select>
        </div>
        {amount("all", "All points at", "")}
        {amount("none", "None at", "")}
      </div>
    </fieldset>
  );
}

function Publish(props: ScoringPageProps & { draft: ModelVersion }) {
  const { draft, models, shell, now } = props;
  const changes = modelChanges(models.live.document, draft.document);
  return (
    <section class="card" aria-labelledby="publish-head">
      <h2 id="publish-head">Publish version {draft.version}</h2>
      <p class="muted">
        Saved{draft.by === null ? "" : ` by ${draft.by}`}
        {draft.at === null ? "" : ` on ${dayOf(draft.at, shell, now)}`}.{" "}
        {changes.length === 0
          ? `Nothing differs from version ${models.live.version}.`
          : `${plural(changes.length, "field")} ${changes.length === 1 ? "differs" : "differ"} from version ${models.live.version}:`}
      </p>
      {changes.length > 0 && (
        <ul class="plain-list changes">
          {changes.map(({ field, from, to }) => (
            <li>
              {fieldWords(field)}: {from ?? "none"} → <strong>{to ?? "none"}</strong>
            </li>
          ))}
        </ul>
      )}
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
            Scores change from the next day’s run. History is not rewritten; charts mark the day.
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
              <strong>v{version}</strong> {state === "live" ? "live" : ""}
              {at !== null && ` ${dayOf(at, shell, now)}`}
              {by !== null && `, ${by}`}
            </p>
            <p class="muted">
              {note ?? "The start: the model that every team begins with."}
              {restores !== null && ` (version ${restores} again)`}
            </p>
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

function sumWords(form: ScoringForm): string {
  const sum = weightFields.reduce((total, { name }) => total + (Number(form[name]) || 0), 0);
  return sum === 100 ? "= 100 ✓" : `= ${sum}`;
}

/** A path of the model as the form calls it: "bands.watch" is "Watch below". */
function fieldWords(path: string): string {
  const known = [...weightFields, ...fieldGroups.flatMap(({ fields }) => fields)].find(
    ({ name }) => name === path,
  );
  if (known) return known.label;
  return path === "weights" ? "Weights" : path;
}
