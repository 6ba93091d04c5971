import type { AlertOpening } from "../results/alerts.ts";
import type { UntoldLine } from "../results/untold.ts";
import type { AlertScope } from "../scoring/detect/alert-settings.ts";
import { dayAndClock, proseDay, shortDay } from "./dates.ts";
import { days, percent, usage } from "./numbers.ts";

/** What was seen: "Usage down 49%: 47 user-days in 28 days, usual 92." */
export function seenWords(opening: AlertOpening, today: string): string {
  switch (opening.kind) {
    case "drop":
      return `Usage down ${percent(opening.dropPercent)}: ${usage(opening.actual, opening.usual)}.`;
    case "band-change":
      return `Now at risk${silentWords(opening)}: health ${opening.score}, was ${opening.scoreBefore}.`;
    case "silence":
      return `Silent for ${days(opening.days)}: last used on ${proseDay(opening.lastUsedOn, today)}.`;
    default:
      return opening satisfies never;
  }
}

/** ", silent for 21 days" of who is at risk by that, whatever its points say; else "". */
export function silentWords({ silentDays }: Extract<AlertOpening, { kind: "band-change" }>): string {
  return silentDays === undefined ? "" : `, silent for ${days(silentDays)}`;
}

/** Why nobody was told of it by itself. */
export function untoldReason({ why, scope, kind, until }: UntoldLine, zone: string, today: string): string {
  const of = scope === null ? "" : ` (${ruleOf[scope]})`;
  switch (why) {
    case "kind-off":
      return `${kindNames[kind]} are not told${of}.`;
    case "segment":
      return `Accounts like this are not told of${of}.`;
    case "value":
      return `It is worth less than what is told of${of}.`;
    case "muted":
      return `Muted${of}.`;
    case "threshold":
      return `Below the threshold${of}.`;
    case "outage":
      return "Usage data had stopped: nobody knew whether it fell.";
    case "check":
      return `It waits for Monday's check${of}.`;
    case "merged":
      return "Said in another alert's message.";
    case "withdrawn":
      return "Withdrawn: late data showed that there was nothing.";
    case "quiet-hours":
      return until === null
        ? "Held for quiet hours."
        : `Held for quiet hours, until ${dayAndClock(until, zone, today)}.`;
    case "summary":
      return "More than 5 at once: told in a summary.";
    default:
      return why satisfies never;
  }
}

/** What became of it: "Told on Fri 20 Nov." Nothing where there is no more to say. */
export function untoldEnd({ ended, why }: UntoldLine, today: string): string {
  if (ended === null || why === "withdrawn" || why === "merged") return "";
  const day = shortDay(ended.day, today);
  switch (ended.how) {
    case "told":
      return `Told ${day}.`;
    case "over":
      return `Over since ${day}.`;
    case "undone":
      return `Undone by late data, ${day}.`;
    case "left":
      return `Ended ${day}: they are no customer any more.`;
    default:
      return ended.how satisfies never;
  }
}

const ruleOf: Readonly<Record<AlertScope, string>> = {
  tenant: "the team's rule",
  portfolio: "the portfolio's rule",
  account: "the account's rule",
};

const kindNames = { drop: "Drops", silence: "Silences", "band-change": "Falls into at risk" } as const;
