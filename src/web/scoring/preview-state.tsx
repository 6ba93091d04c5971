import type { Child } from "hono/jsx";
import type { PreviewState } from "../../usecases/models/model-previews.ts";
import { count, plural } from "../../words/numbers.ts";

/** What a panel shows before and while something is worked out; `id` of what was asked for. */
export type PanelState<Found> =
  | { readonly state: "none" }
  | { readonly state: "wrong"; readonly sentences: readonly string[] }
  | (PreviewState<Found> & { readonly id: string });

/** How far it is, or why there is nothing; `children` what was found. The island puts a newer answer in its place. */
export function PreviewStateOf(props: {
  panel: PanelState<unknown>;
  /** What it will say, before anybody asks. */
  none: string;
  /** What is being done, to be followed by how far it is. */
  doing: string;
  children?: Child;
}) {
  const { panel } = props;
  switch (panel.state) {
    case "none":
      return <p class="muted">{props.none}</p>;
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
              : `${props.doing}: ${count(panel.done)} of ${plural(panel.total, "account")}.`}
          </p>
          <progress max={Math.max(1, panel.total)} value={panel.done} aria-label="Accounts replayed" />
          <p>
            <a href={`/settings/scoring/preview/${panel.id}`}>See how far it is</a>
          </p>
        </div>
      );
    case "failed":
      return <p>{panel.sentence}</p>;
    case "superseded":
      return <p class="muted">A newer one took the place of this one.</p>;
    case "done":
      return <>{props.children}</>;
    default:
      return panel satisfies never;
  }
}
