import type { Lift, LiftPart } from "../scoring/lift.ts";
import type { Day } from "../scoring/types.ts";
import { proseDay } from "./dates.ts";
import { shownName } from "./names.ts";
import { count, days, plural } from "./numbers.ts";
import { partLabels } from "./status.ts";

/** Days of base without which there is no usual, plus the window. */
const newAccountDays = 56;

/**
 * What would lift the score most, in words that the data carry: "Most to regain: Trend, up to 11 points: use back at its usual
 * 92 user-days in 28 days, 47 now. Then People, 3 points: 4 more people using it, 12 in 28 days." Never advice about people.
 */
export function liftWords(lift: Lift, today: Day): string {
  switch (lift.kind) {
    case "regain":
      return regainWords(lift.parts, today);
    case "new": {
      const regain = regainWords(lift.parts, today);
      const young = `No baseline yet: ${lift.ageDays} of ${newAccountDays} days, so Trend counts in full.`;
      return regain === "" ? young : `${regain} ${young}`;
    }
    case "silent":
      return lift.points > 0
        ? `Silent ${days(lift.days)}: it can regain nothing before it is used. One person on one day would earn ${plural(lift.points, "point")} in Recent, Habit and People.`
        : `Silent ${days(lift.days)}: it can regain nothing before it is used.`;
    case "full":
      return "Nothing to regain: every part has all its points.";
    case "best":
      return "Nothing to regain: no part had more within a year.";
    default:
      return lift satisfies never;
  }
}

function regainWords(parts: readonly LiftPart[], today: Day): string {
  return parts
    .map((part, index) => {
      const head = `${partLabels[part.part]}, ${index === 0 ? "up to " : ""}${plural(part.points, "point")}`;
      return `${index === 0 ? "Most to regain: " : "Then "}${head}: ${figureWords(part, today)}.`;
    })
    .join(" ");
}

function figureWords(lift: LiftPart, today: Day): string {
  switch (lift.part) {
    case "trend":
      return lift.target >= lift.usual
        ? `use back at its usual ${plural(lift.usual, "user-day")} in 28 days, ${count(lift.now)} now`
        : `${plural(lift.target, "user-day")} in 28 days, its most within a year, ${count(lift.now)} now`;
    case "people": {
      const more = lift.target - lift.now;
      return `${plural(more, "more person", "more people")} using it, ${count(lift.target)} in 28 days`;
    }
    case "recent":
    case "habit": {
      const level = `in use on ${lift.target} of ${lift.windowDays} days, as on ${proseDay(lift.day, today)}`;
      return lift.target > lift.now ? `${level}, ${lift.now} now` : `${level}, when more of them were recent`;
    }
    case "support":
    case "sentiment":
    case "commercial":
      return `${shownName(lift.metric)} at ${figure(lift.target)}, as on ${proseDay(lift.day, today)}, ${figure(lift.now)} now`;
    default:
      return lift satisfies never;
  }
}

function figure(value: number): string {
  return Number.isInteger(value)
    ? count(value)
    : value.toLocaleString("en-GB", { maximumSignificantDigits: 3 });
}
