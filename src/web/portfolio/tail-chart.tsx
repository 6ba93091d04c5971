import { raw } from "hono/html";
import type { Band, BandThresholds } from "../../scoring/types.ts";

const width = 184;
const height = 22;
const inset = 6;

/** The shared scale of a page's tails: from 30, or from 0 when a score in view is under 35. */
export function tailFloor(scores: readonly (number | null)[]): 0 | 30 {
  return scores.some((score) => score !== null && score < 35) ? 0 : 30;
}

/** Pixels from the left for a score, to a tenth. */
function place(score: number, floor: number): number {
  const clamped = Math.max(floor, Math.min(100, score));
  return Math.round((inset + ((clamped - floor) / (100 - floor)) * (width - 2 * inset)) * 10) / 10;
}

/** What all rows share, drawn once: the tints of the zones and the thresholds. Stands before the first `TailChart`. */
export function TailZones(props: { floor: number; thresholds: BandThresholds }) {
  const atRisk = place(props.thresholds.atRisk, props.floor);
  const watch = place(props.thresholds.watch, props.floor);
  return (
    <svg class="defs" width="0" height="0" aria-hidden="true">
      <symbol id="zones" viewBox={`0 0 ${width} ${height}`}>
        <rect class="zone-at-risk" width={atRisk} height={height} />
        <rect class="zone-watch" x={atRisk} width={watch - atRisk} height={height} />
        <path class="rule" d={`M${atRisk} 0V${height}M${watch} 0V${height}`} />
      </symbol>
    </svg>
  );
}

/** The scale above the column of tails: floor, thresholds, 100. */
export function TailScale(props: { floor: number; thresholds: BandThresholds }) {
  const at = (score: number) => place(score, props.floor);
  return (
    <svg class="tail-scale" width={width} height="14" viewBox={`0 0 ${width} 14`} aria-hidden="true">
      <text x="0" y="11">
        {props.floor}
      </text>
      <text x={at(props.thresholds.atRisk)} y="11" text-anchor="end" dx="4">
        {props.thresholds.atRisk}
      </text>
      <text x={at(props.thresholds.watch)} y="11" dx="-4">
        {props.thresholds.watch}
      </text>
      <text x={width} y="11" text-anchor="end">
        100
      </text>
    </svg>
  );
}

/**
 * Where an account's score is, with a tail to where it was 28 days ago. Says nothing that the row's figures do not, so
 * it is hidden from screen readers. Text, of figures alone: a page has fifty of them.
 */
export function tailChart(of: { now: number; before: number | null; band: Band | null; floor: number }) {
  const x = place(of.now, of.floor);
  const from = of.before === null ? x : place(of.before, of.floor);
  const tail = Math.abs(from - x) > 0.5 ? `<path class="tail-line" d="M${from} ${middle}H${x}"/>` : "";
  return raw(
    `<svg class="tail ${of.band ?? "no-data"}" ${size} aria-hidden="true"><use href="#zones" ${size}/>${tail}${dot(of.band, x)}</svg>`,
  );
}

const middle = height / 2;
const size = `width="${width}" height="${height}"`;

function dot(band: Band | null, x: number): string {
  if (band === "at-risk")
    return `<rect class="dot" x="${x - 4.5}" y="${middle - 4.5}" width="9" height="9"/>`;
  if (band === "watch") return `<path class="dot" d="M${x - 6} ${middle}l6-6 6 6-6 6Z"/>`;
  return `<circle class="dot" cx="${x}" cy="${middle}" r="5"/>`;
}
