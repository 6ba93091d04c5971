import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { ChartSvg } from "../../render/types.ts";

/**
 * A chart as a figure: the summary in words, the drawing laid out for each width (the style sheet shows the one that
 * fits), and the same data as a table.
 * @param drawings the narrow one first
 */
export function ChartFigure(props: {
  alt: string;
  /** What it shows, in a word or two. */
  name: string;
  drawings: readonly ChartSvg[];
  /** The same figures as a real table, folded away. */
  table?: Child;
}) {
  const [narrow, wide] = props.drawings;
  return (
    <figure class="chart">
      <div class="drawing" role="img" aria-label={props.alt}>
        {narrow && <div class={wide ? "narrow" : ""}>{raw(narrow.svg)}</div>}
        {wide && <div class="wide">{raw(wide.svg)}</div>}
      </div>
      {props.table && (
        <details class="data">
          <summary>Table</summary>
          {/* It may scroll, so it can be reached by key. */}
          <section class="scroll" aria-label={`Data: ${props.name}`} tabindex={0}>
            {props.table}
          </section>
        </details>
      )}
    </figure>
  );
}
