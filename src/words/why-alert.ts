import type { AlertFacts } from "../results/alerts.ts";
import { defaultThresholds } from "../scoring/constants.ts";
import type { EveryAlertSetting } from "../scoring/detect/alert-settings.ts";
import { silentSoFar } from "./alert-state.ts";
import { shownName } from "./names.ts";
import { days, percent } from "./numbers.ts";

/** When an account's alerts are told again, as its rules say now. */
export type AlertCadence = Pick<EveryAlertSetting, "coolDownDays" | "renewDays" | "worsePercent">;

/** Who says it: the bot of a chat says "I", a page nobody in particular. */
export type AlertVoice = "chat" | "page";

/** By which rule an alert spoke, and when it will be quiet. */
export function whyAlertWords(
  { account, opening, ...alert }: Pick<AlertFacts, "account" | "opening" | "signal" | "closed">,
  cadence: AlertCadence,
  voice: AlertVoice,
): string {
  const name = shownName(account.name);
  const isChat = voice === "chat";
  switch (opening.kind) {
    case "drop":
      return (
        `Usage fell ${percent(opening.dropPercent)}: ${isChat ? "I speak up" : "a drop is told"} from ${percent(opening.thresholdPercent)}, when the last 14 days are low by more than chance. ` +
        `Usual is the average of the 84 days before, adjusted by how all your accounts did (×${opening.market.toFixed(2)}). ` +
        (isChat ? cadenceInChat(name, cadence) : cadenceOnPage(name, cadence))
      );
    case "band-change": {
      const { atRisk, leave } = opening.thresholds ?? defaultThresholds;
      const { silentDays } = opening;
      return (
        (silentDays === undefined
          ? `Health went from ${opening.scoreBefore} to ${opening.score}, below ${atRisk}. `
          : `Nobody used ${name} for ${days(silentDays)}: that put it at risk, whatever its score (${opening.score}, was ${opening.scoreBefore}). `) +
        `${isChat ? "I speak up when a score crosses a band downwards." : "A score that crosses a band downwards is told."} ` +
        `It counts as back at ${atRisk + leave} or more, so small steps to and fro say nothing.`
      );
    }
    case "silence":
      return (
        `Nobody ${alert.closed === null ? "has" : "had"} used ${name} for ${days(silentSoFar(alert, opening))}, and it was in regular use before: ` +
        `${days(opening.days)} of silence put an account at risk, whatever its score. ` +
        (isChat ? "I say so when it is back in use." : "When it is back in use, that is told as well.")
      );
    default:
      return opening satisfies never;
  }
}

function cadenceInChat(name: string, cadence: AlertCadence): string {
  const again = againWords(cadence);
  const { coolDownDays } = cadence;
  const words = [
    ...(again === "" ? [] : [`say so if it ${again}`]),
    ...(coolDownDays === 0
      ? []
      : [`stay quiet about ${name}'s drop for ${days(coolDownDays)} once it is over`]),
  ];
  return words.length === 0 ? "I say it once." : `I ${words.join(", and ")}.`;
}

function cadenceOnPage(name: string, cadence: AlertCadence): string {
  const again = againWords(cadence);
  const { coolDownDays } = cadence;
  const told = again === "" ? "It is told once." : `It is told again if it ${again}.`;
  return coolDownDays === 0
    ? told
    : `${told} Once it is over, the next drop of ${name} is told after ${days(coolDownDays)} at the earliest.`;
}

/** "falls another 25% or is no higher after 56 days"; "" for never. */
function againWords({ renewDays, worsePercent }: AlertCadence): string {
  return [
    ...(worsePercent === 0 ? [] : [`falls another ${percent(worsePercent)}`]),
    ...(renewDays === 0 ? [] : [`is no higher after ${days(renewDays)}`]),
  ].join(" or ");
}
