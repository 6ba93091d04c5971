import { html, raw } from "hono/html";
import type { AccountStanding } from "../../results/accounts.ts";
import { shownName } from "../../words/names.ts";
import { knownUsage, signedOrDash } from "../../words/numbers.ts";
import { bandAndSignal, type ShapeBand, shapeBand } from "../../words/status.ts";
import { Mark } from "../parts/status.tsx";
import { tailChart } from "./tail-chart.tsx";

/** The marks, drawn once. */
const marks = Object.fromEntries(
  (["at-risk", "watch", "healthy", "no-data"] as const).map((band) => [
    band,
    raw(String(<Mark band={band} />)),
  ]),
) as Readonly<Record<ShapeBand, ReturnType<typeof raw>>>;

/**
 * A row of the portfolio, as text: most of the page's work is in its fifty rows, and a tree of elements for each takes five
 * times as long. What is not markup of this file is escaped by `html`.
 */
export function accountRow(of: {
  readonly line: AccountStanding;
  readonly floor: number;
  readonly owners: boolean;
}) {
  const { line } = of;
  const { score, band } = line;
  // Who left is past help: nothing of theirs stands on the scale.
  const tail =
    score === null || line.signal?.kind === "left"
      ? ""
      : tailChart({ now: score, before: before(line), band, floor: of.floor });
  const owner = of.owners
    ? html`<td class="col-owner">${line.owner ? shownName(line.owner.name) : "–"}</td>`
    : "";
  return html`<tr><th class="col-name" scope="row"><a href="/accounts/${line.id}">${shownName(line.name)}</a></th><td class="col-status"><span class="status">${marks[shapeBand(line)]} ${bandAndSignal(line)}</span></td><td class="col-tail">${tail}</td><td class="num now">${score ?? "–"}</td><td class="${changeClass(line.change7d, "col-7d")}">${signedOrDash(line.change7d)}</td><td class="${changeClass(line.change28d, "col-28d")}">${signedOrDash(line.change28d)}</td><td class="num col-usage">${knownUsage(line)}</td>${owner}</tr>`;
}

/** The score 28 days before, where there was one. */
export function before(line: AccountStanding): number | null {
  return line.score === null || line.change28d === null ? null : line.score - line.change28d;
}

/** Changes of 5 or more stand out; the rest is quiet. */
function changeClass(change: number | null, column: string): string {
  return `num ${column}${Math.abs(change ?? 0) >= 5 ? " strong" : " muted"}`;
}
