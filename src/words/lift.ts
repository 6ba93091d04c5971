import type { Lift, LiftMetric, LiftPart } from "../scoring/explain/lift.ts";
import type { Day } from "../scoring/types.ts";
import { proseDay } from "./dates.ts";
import { metricFigure } from "./metrics.ts";
import { shownName } from "./names.ts";
import { count, days, plural } from "./numbers.ts";
import { partLabels } from "./status.ts";

/** Days of base without which there is no usual, plus the window. */
const newAccountDays = 56;

/**
 * What would lift a score most as a label and its value: "Most to regain", "Trend, up to 11 points: use back at its usual
 * 92 user-days in 28 days, 47 now. Then People, 3 points: 6 more people using it, 20 in 16 weeks". Never advice about people.
 */
export function liftFact(lift: Lift, today: Day): readonly [label: string, value: string] {
  switch (lift.kind) {
    case "regain":
      return ["Most to regain", regainWords(lift.parts, today)];
    case "new": {
      const young = `no baseline yet, ${lift.ageDays} of ${newAccountDays} days: Trend counts in full`;
      return lift.parts.length === 0
        ? ["To regain", young]
        : ["Most to regain", `${regainWords(lift.parts, today)}. There is ${young}`];
    }
    case "silent": {
      return [
        "To regain",
        lift.points > 0
          ? `back in use, even one person on one day: ${plural(lift.points, "point")} in Recent, Habit and People`
          : `back in use, after ${days(lift.days)} of silence`,
      ];
    }
    case "full":
      return ["To regain", "nothing, since every part has all its points"];
    case "best":
      return ["To regain", "nothing, since no part had more within a year"];
    default:
      return lift satisfies never;
  }
}

/** The same as sentences: "Most to regain: Trend, up to 11 points: …." */
export function liftWords(lift: Lift, today: Day): string {
  const [label, value] = liftFact(lift, today);
  return `${label}: ${value}.`;
}

function regainWords(parts: readonly LiftPart[], today: Day): string {
  return parts
    .map((part, index) => {
      const points = `${partLabels[part.part]}, ${index === 0 ? "up to " : ""}${plural(part.points, "point")}`;
      return `${index === 0 ? "" : "Then "}${points}: ${figureWords(part, today)}`;
    })
    .join(". ");
}

function figureWords(lift: LiftPart, today: Day): string {
  switch (lift.part) {
    case "trend":
      return lift.target >= lift.usual
        ? `use back at its usual ${plural(lift.usual, "user-day")} in 28 days, ${count(lift.now)} now`
        : `${plural(lift.target, "user-day")} in 28 days, its most within a year, ${count(lift.now)} now`;
    case "people": {
      const more = lift.target - lift.now;
      return `${plural(more, "more person", "more people")} using it, ${count(lift.target)} in 16 weeks`;
    }
    case "recent":
    case "habit": {
      // It was in use on no more days then, only on later ones: a figure would be no target.
      if (lift.target <= lift.now) return "in use on more of the latest days";
      return `in use on ${lift.target} of ${lift.windowDays} days, as on ${proseDay(lift.day, today)}, ${lift.now} now`;
    }
    case "support":
    case "sentiment":
    case "commercial":
      return `${shownName(lift.metric.label)} at ${figure(lift.metric, lift.target)}, as on ${proseDay(lift.day, today)}, ${figure(lift.metric, lift.now)} now`;
    default:
      return lift satisfies never;
  }
}

function figure(metric: LiftMetric, value: number): string {
  return shownName(metricFigure(metric, value));
}
