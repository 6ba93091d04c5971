import type { NoticeSettings } from "../../results/notice-settings.ts";
import type { Reader } from "../../results/reader.ts";
import { preview } from "../../words/names.ts";
import { nextQuietWords, quietWords, wayWords } from "../../words/notices.ts";
import { code, type Message, t } from "../message.ts";
import { noticeSettingsPath } from "./paths.ts";
import { type AtTime, sampleMark } from "./spans.ts";

/** How somebody is told, and their quiet hours: "Alerts, digests and notices come by Slack; if Slack fails, by mail." */
export function noticeSettingsMessage(
  settings: NoticeSettings,
  reader: Reader,
  { now, changed }: AtTime & { /** A tick: quiet hours were set just now. */ readonly changed: boolean },
): Message {
  const next = nextQuietWords(settings, now);
  const quiet = [quietWords(settings), ...(next === null ? [] : [next])].join(" ");
  const ways = wayWords(settings.ways).join(" ");
  const lines = changed ? [`✓ ${quiet}`] : [ways, quiet];
  return {
    summary: preview(changed ? `✓ ${quietWords(settings)}` : ways, ...(next === null ? [] : [next])),
    parts: [
      ...lines.map((line) => ({ part: "text" as const, text: [t(line)] })),
      {
        part: "actions",
        actions: [{ kind: "open", label: "Change", path: noticeSettingsPath }],
        overflow: [],
      },
      ...sampleMark(reader),
    ],
  };
}

/** What was typed after `quiet` made no sense; what would. */
export function quietUnreadMessage(reader: Reader): Message {
  const words = "I didn't get the times. Try ";
  return {
    summary: preview("I didn't get the times.", "Try /health quiet 18:00-8:00 weekends."),
    parts: [
      {
        part: "text",
        text: [t(words), code("/health quiet 18:00-8:00 weekends"), t(" or "), code("quiet off"), t(".")],
      },
      ...sampleMark(reader),
    ],
  };
}
