import type { DigestSettings } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import { clockOf, placeTime, weekdayWords } from "../../words/dates.ts";
import { firstName, preview } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { code, type Message, type Part, t } from "../message.ts";
import { digestSettingsPath } from "./paths.ts";
import { sampleMark } from "./spans.ts";

/** What a member is told once, when the bot meets them: what they look after, when it speaks, how to ask. */
export function helloMessage(
  reader: Reader,
  { accounts, digest }: { readonly accounts: number; readonly digest: DigestSettings | null },
): Message {
  const name = firstName(reader.name);
  const scope = reader.role === "manager" ? "You look after" : "You see";
  const care = accounts === 0 ? `${scope} no accounts yet.` : `${scope} ${plural(accounts, "account")}.`;
  const rhythm =
    digest?.active === true
      ? ` Your digest comes at ${clockOf(digest.localTime)} ${weekdayWords(digest.weekdays)}, ${placeTime(digest.zone)}.`
      : "";
  const actions: Part[] =
    digest?.active === true
      ? [
          {
            part: "actions",
            actions: [
              { kind: "command", label: "Send one now", command: { do: "send-digest" } },
              { kind: "open", label: "Change", path: digestSettingsPath },
            ],
            overflow: [],
          },
        ]
      : [];
  return {
    summary: preview(`Hello, ${name}.`, `${care}${rhythm}`),
    parts: [
      { part: "heading", text: `Hello, ${name}` },
      { part: "text", text: [t(`${care}${rhythm}`)] },
      {
        part: "text",
        text: [t("Ask me about an account by its name, or type "), code("/health help"), t(".")],
      },
      ...actions,
      ...sampleMark(reader),
    ],
  };
}
