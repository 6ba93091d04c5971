import type { MetricPart } from "../../scoring/types.ts";
import type { MetricUse } from "../../usecases/metrics/archived-metrics.ts";
import { shownName } from "../../words/names.ts";
import { listed } from "../../words/numbers.ts";
import { partLabels } from "../../words/status.ts";
import { Page, type Shell } from "../shell/layout.tsx";

/** Asks once before a metric is archived, and says what stands on it; while that is the live model, it stays. */
export function ArchiveMetricPage(props: { shell: Shell; use: MetricUse }) {
  const { name, label, live, draft } = props.use;
  const title = live.length > 0 ? `${shownName(label)} is in use` : `Archive ${shownName(label)}?`;
  return (
    <Page shell={props.shell} title={title} place="settings">
      <form
        method="post"
        action={`/settings/metrics/${encodeURIComponent(name)}/archive`}
        class="card form narrow-page"
      >
        <h1>{title}</h1>
        {live.length > 0 ? (
          <p>
            The scoring model uses it for {partsWords(live)}. Publish a model without it first, under{" "}
            <a href="/settings/scoring">Scoring</a>.
          </p>
        ) : (
          <>
            <p>
              It is then no longer shown on accounts, counted or taken in. The scoring model does not use it:
              no score changes. Its days are kept, and you can restore it.
            </p>
            {draft.length > 0 && (
              <p>The draft of a model uses it for {partsWords(draft)}, and cannot be published without it.</p>
            )}
          </>
        )}
        <div class="actions">
          {live.length === 0 && (
            <button type="submit" class="button primary">
              Archive
            </button>
          )}
          <a class="button" href="/settings/metrics">
            {live.length === 0 ? "Cancel" : "Back"}
          </a>
        </div>
      </form>
    </Page>
  );
}

function partsWords(parts: readonly MetricPart[]): string {
  return listed(parts.map((part) => partLabels[part]));
}
