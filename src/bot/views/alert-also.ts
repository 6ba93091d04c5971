import type { AlertFacts, AlertOpening } from "../../results/alerts.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay, saidDay } from "../../words/dates.ts";
import { days, percent, usage } from "../../words/numbers.ts";
import { silentWords } from "../../words/untold.ts";
import { type Part, t } from "../message.ts";

/** What else the message of an alert says, one line a reason; nothing where there is one reason. */
export function alsoParts({ also }: Pick<AlertFacts, "also">, today: Day): readonly Part[] {
  return also.map((opening) => ({
    part: "text",
    text: [t(`Also ${alsoWords(opening, today)}`)],
  }));
}

/** "now at risk: health 58, was 71 on Thursday." */
function alsoWords(opening: AlertOpening, today: Day): string {
  switch (opening.kind) {
    case "drop":
      return `down ${percent(opening.dropPercent)}: ${usage(opening.actual, opening.usual)}.`;
    case "band-change":
      return `now at risk${silentWords(opening)}: health ${opening.score}, was ${opening.scoreBefore} on ${saidDay(opening.beforeDay, today)}.`;
    case "silence":
      return `silent for ${days(opening.days)}: last used on ${proseDay(opening.lastUsedOn, today)}.`;
    default:
      return opening satisfies never;
  }
}
