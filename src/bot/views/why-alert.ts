import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { standardSettings } from "../../scoring/detect/alert-settings.ts";
import { preview, shortName } from "../../words/names.ts";
import { type AlertCadence, whyAlertWords } from "../../words/why-alert.ts";
import { type Message, t } from "../message.ts";
import { accountAlertRulesPath, alertPath } from "./paths.ts";
import { sampleMark } from "./spans.ts";

/**
 * "Why this alert?": by which rule it spoke, and when it will be quiet.
 * @param cadence of the account's rules; left out: of who has set nothing
 */
export function whyAlertMessage(
  alert: AlertFacts,
  reader: Reader,
  cadence: AlertCadence = standardSettings(false),
): Message {
  const sentence = whyAlertWords(alert, cadence, "chat");
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
