import type { ModelPreview } from "../../results/models.ts";
import type { Models } from "../../usecases/models/get-models.ts";
import type { ModelDifference } from "../../words/model-differences.ts";
import { Wrong } from "../parts/wrong.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { ModelDifferences } from "./model-differences.tsx";
import { PreviewPanel } from "./model-preview.tsx";
import type { PanelState } from "./preview-state.tsx";
import { scoringFiles } from "./scoring-files.ts";

/** Two versions that were picked, or what is wrong with them. */
export interface ComparedVersions {
  readonly old: number;
  readonly next: number;
  readonly fault: string | null;
  /** All that differs. */
  readonly differences: readonly ModelDifference[];
  readonly panel: PanelState<ModelPreview>;
}

/** Two published versions of the model beside each other: field by field, and over the tenant's own history. */
export function ComparePage(props: { shell: Shell; models: Models; compared: ComparedVersions }) {
  const { shell, models, compared } = props;
  const { old, next, fault } = compared;
  return (
    <SettingsPage
      shell={shell}
      here="scoring"
      title="Compare versions"
      up={{ path: "/settings/scoring", name: "Scoring" }}
      files={scoringFiles}
    >
      {models.history.length < 2 ? (
        <p>There is one version so far. Publish another, and compare the two here.</p>
      ) : (
        <>
          <form method="get" action="/settings/scoring/compare" class="card form pair">
            <Versions name="old" label="Version" chosen={old} models={models} />
            <Versions name="next" label="with version" chosen={next} models={models} />
            <button type="submit" class="button">
              Compare
            </button>
          </form>
          {fault === null ? (
            <div class="scoring halves">
              <OnHistory {...compared} />
              <Differences {...compared} />
            </div>
          ) : (
            <Wrong sentence={fault} />
          )}
        </>
      )}
    </SettingsPage>
  );
}

function Versions(props: { name: string; label: string; chosen: number; models: Models }) {
  const { name, label, chosen, models } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {models.history.map(({ version, state, note }) => (
          <option value={String(version)} selected={version === chosen}>
            {`v${version}${state === "live" ? ", live" : ""}: ${note ?? "the start"}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function OnHistory({ old, next, panel }: ComparedVersions) {
  return (
    <section class="card scoring-preview" aria-labelledby="history-head">
      <h2 id="history-head">On your history</h2>
      <div data-preview="" aria-live="polite">
        <PreviewPanel panel={panel} />
      </div>
      <form method="post" action="/settings/scoring/compare">
        <input type="hidden" name="old" value={String(old)} />
        <input type="hidden" name="next" value={String(next)} />
        <button type="submit" class={panel.state === "none" ? "button primary" : "button"}>
          {panel.state === "none" ? "Replay both" : "Replay again"}
        </button>
      </form>
    </section>
  );
}

function Differences({ old, next, differences }: ComparedVersions) {
  return (
    <section class="card" aria-labelledby="changes-head">
      <h2 id="changes-head">What differs</h2>
      {differences.length === 0 ? (
        <p>
          Nothing: v{next} says what v{old} says.
        </p>
      ) : (
        <ModelDifferences old={old} next={next} differences={differences} />
      )}
    </section>
  );
}
