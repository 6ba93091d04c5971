import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { defaultThresholds } from "../../scoring/constants.ts";
import { type EveryAlertSetting, standardSettings } from "../../scoring/detect/alert-settings.ts";
import { preview, shortName, shownName } from "../../words/names.ts";
import { days, percent } from "../../words/numbers.ts";
import { type Message, t } from "../message.ts";
import { accountAlertRulesPath, alertPath } from "./paths.ts";
import { sampleMark } from "./spans.ts";

/** When an account's alerts are told again, as its rules say now. */
export type AlertCadence = Pick<EveryAlertSetting, "coolDownDays" | "renewDays" | "worsePercent">;

/**
 * "Why this alert?": by which rule it spoke, and when it will be quiet.
 * @param cadence of the account's rules; left out: of who has set nothing
 */
export function whyAlertMessage(
  alert: AlertFacts,
  reader: Reader,
  cadence: AlertCadence = standardSettings(false),
): Message {
  const sentence = rule(alert, cadence);
  return {
    summary: preview(`Why this alert: ${shortName(alert.account.name, 40)}.`, sentence),
    parts: [
      { part: "text", text: [t(sentence)] },
      {
        part: "actions",
        actions: [
          { kind: "open", label: "Open account", path: alertPath(alert.account.id, alert.id) },
          { kind: "open", label: "Change rules", path: accountAlertRulesPath(alert.account.id) },
        ],
        overflow: [],
      },
      ...sampleMark(reader),
    ],
  };
}

function rule({ account, opening }: AlertFacts, cadence: AlertCadence): string {
  const name = shownName(account.name);
  switch (opening.kind) {
    case "drop":
      return (
        `Usage fell ${percent(opening.dropPercent)}: I speak up from ${percent(opening.thresholdPercent)}, when the last 14 days are low by more than chance. ` +
        `Usual is the average of the 84 days before, adjusted by how all your accounts did (×${opening.market.toFixed(2)}). ` +
        cadenceWords(name, cadence)
      );
    case "band-change": {
      const { atRisk, leave } = opening.thresholds ?? defaultThresholds;
      return (
        `Health went from ${opening.scoreBefore} to ${opening.score}, below ${atRisk}. ` +
        `I speak up when a score crosses a band downwards. It counts as back at ${atRisk + leave} or more, so small steps to and fro say nothing.`
      );
    }
    case "silence":
      return (
        `Nobody has used ${name} for ${days(opening.days)}, and it was in regular use before: ` +
        `${days(opening.days)} of silence put an account at risk, whatever its score. I say so when it is back in use.`
      );
    default:
      return opening satisfies never;
  }
}

function cadenceWords(name: string, { coolDownDays, renewDays, worsePercent }: AlertCadence): string {
  const again = [
    ...(worsePercent === 0 ? [] : [`falls another ${percent(worsePercent)}`]),
    ...(renewDays === 0 ? [] : [`is no higher after ${days(renewDays)}`]),
  ];
  const words = [
    ...(again.length === 0 ? [] : [`say so if it ${again.join(" or ")}`]),
    ...(coolDownDays === 0
      ? []
      : [`stay quiet about ${name}'s drop for ${days(coolDownDays)} once it is over`]),
  ];
  return words.length === 0 ? "I say it once." : `I ${words.join(", and ")}.`;
}
