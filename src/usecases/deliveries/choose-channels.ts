import type { SendingChannel } from "../../channels.ts";
import type { NoticeSetting } from "../../db/deliveries/notice-settings.ts";
import type { NoticeKind } from "../../results/notice-settings.ts";

/** By which channels a member is told, beside the inbox: what they chose and is connected, else the first that is. */
export function chooseChannels(
  setting: NoticeSetting,
  kind: NoticeKind,
  connected: readonly SendingChannel[],
): SendingChannel[] {
  const chosen = setting[kind];
  if (chosen?.length === 0) return [];
  const may = mayUse(setting, kind, connected);
  const usable = (chosen ?? []).filter(may);
  return usable.length > 0 ? usable : setting.fallback.filter(may).slice(0, 1);
}

/** The channel to turn to when others failed; undefined: none is left, or the member wants the inbox alone. */
export function nextChannel(
  setting: NoticeSetting,
  kind: NoticeKind,
  connected: readonly SendingChannel[],
  tried: readonly string[],
): SendingChannel | undefined {
  if (setting[kind]?.length === 0) return undefined;
  const may = mayUse(setting, kind, connected);
  return setting.fallback.find((channel) => may(channel) && !tried.includes(channel));
}

/** By which channels a member may be told: what is connected, and no mail where they ended that. */
export function mayUse(
  setting: NoticeSetting,
  kind: NoticeKind,
  connected: readonly SendingChannel[],
): (channel: SendingChannel) => boolean {
  const noMail = setting.mailEnded?.includes(kind) ?? false;
  return (channel: SendingChannel) => connected.includes(channel) && !(noMail && channel === "email");
}
