import { partInWords, partLabels, partMeanings } from "../../words/status.ts";
import { cutText, drawableText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { ScoreChangeChart } from "../types.ts";

/** Rows from which parts that did nothing are left out. */
const mostRows = 7;
/** Pixels for the rules' names, which a tenant writes. */
const mostRulesWidth = 190;

/** A step of the waterfall: a part, or the change of the rules. */
export interface Step {
  /** One line where there is room, else `name` above `meaning`. */
  readonly words: string;
  readonly name: string;
  readonly meaning: string;
  readonly change: number;
  /** "14 of 25", at the right; "no data", and "not counted" of a part that the rules have dropped. */
  readonly figure: string;
  /** What of it the market did; drawn below, where it did anything. */
  readonly market: number;
}

/** The parts, the largest fall first, then the change of the rules; beyond seven rows only those that did something. */
export function stepsOf({ parts, market = 0, rules = null }: ScoreChangeChart, narrow: boolean): Step[] {
  const rows = parts.length + (market === 0 ? 0 : 1) + (rules === null ? 0 : 1);
  const steps = parts
    .filter(({ change }) => rows <= mostRows || change !== 0)
    .sort((one, other) => one.change - other.change)
    .map(
      ({ part, change, points, max }): Step => ({
        words: partInWords(part),
        name: partLabels[part],
        meaning: partMeanings[part],
        change,
        figure: points !== null ? `${points} of ${max}` : max > 0 ? "no data" : "not counted",
        market: part === "trend" ? market : 0,
      }),
    );
  if (rules === null) return steps;
  const meaning = cutText(drawableText(rules.words), narrow ? 110 : mostRulesWidth - normal("Rules: "), {
    size: narrow ? 11 : 12,
    weight: 400,
  });
  const step = {
    words: `Rules: ${meaning}`,
    name: "Rules",
    meaning,
    change: rules.points,
    figure: "",
    market: 0,
  };
  return [...steps, step];
}

/** The width of a line of 12/400, in pixels. */
export function normal(text: string): number {
  return textWidth(text, { size: 12, weight: 400 });
}
