import type { DigestSettings } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import { clockOf, placeTime, shortDay, weekdayWords } from "../../words/dates.ts";
import { preview } from "../../words/names.ts";
import { dayIn } from "../../zones.ts";
import { code, type Message, type Part, type Span, t } from "../message.ts";
import { digestSettingsPath } from "./paths.ts";
import { type AtTime, sampleMark, todayOf } from "./spans.ts";

/** "✓ Your digest comes at 8:30 on weekdays, Berlin time. Next: Mon 23 Nov." Off, it says how to bring it back. */
export function digestSettingsMessage(
  settings: DigestSettings,
  reader: Reader,
  { now, changed }: AtTime & { /** A tick: it was set just now. */ readonly changed: boolean },
): Message {
  const tick = changed ? "✓ " : "";
  return settings.active
    ? activeMessage(settings, reader, now, tick)
    : textMessage(
        [
          t(`${tick}${changed ? "No more digests" : "You get no digests"}. Alerts still come. `),
          code(`/health digest ${clockOf(settings.localTime)} ${weekdayArgument(settings.weekdays)}`),
          t(" brings it back."),
        ],
        reader,
        [],
      );
}

/** "✓ Your digest is on its way." */
export function digestSentMessage(reader: Reader): Message {
  return textMessage([t("✓ Your digest is on its way.")], reader, []);
}

/** What was typed after `digest` made no sense; what would. */
export function digestUnreadMessage(reader: Reader): Message {
  return textMessage(
    [
      t("I didn't get the time. Try "),
      code("/health digest 8:30 weekdays"),
      t(" or "),
      code("17:00 mon,thu"),
      t("."),
    ],
    reader,
    [],
  );
}

function activeMessage(settings: DigestSettings, reader: Reader, now: Date, tick: string): Message {
  const today = todayOf(reader, now);
  const next =
    settings.nextDueAt === null ? "" : ` Next: ${shortDay(dayIn(settings.nextDueAt, settings.zone), today)}.`;
  const quiet = settings.skipQuiet ? " Quiet days are skipped." : "";
  const words = `${tick}Your digest comes at ${clockOf(settings.localTime)} ${weekdayWords(settings.weekdays)}, ${placeTime(settings.zone)}.${next}${quiet}`;
  return textMessage([t(words)], reader, [
    {
      part: "actions",
      actions: [
        { kind: "command", label: "Send one now", command: { do: "send-digest" } },
        { kind: "open", label: "Change", path: digestSettingsPath },
      ],
      overflow: [],
    },
  ]);
}

/** The weekdays as one would type them: "weekdays", "daily", "mon,thu". */
function weekdayArgument(weekdays: readonly number[]): string {
  const sorted = [...new Set(weekdays)].sort((one, other) => one - other);
  if (sorted.length === 0 || sorted.join() === "1,2,3,4,5") return "weekdays";
  if (sorted.length === 7) return "daily";
  const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  return sorted.map((number) => names[number - 1] ?? "").join(",");
}

function textMessage(text: readonly Span[], reader: Reader, actions: readonly Part[]): Message {
  const words = text.map((span) => ("text" in span ? span.text : "")).join("");
  return { summary: preview(words), parts: [{ part: "text", text }, ...actions, ...sampleMark(reader)] };
}
