import type { SendingChannel } from "../../channels.ts";
import type { NoticeSetting } from "../../db/notice-settings.ts";

/** Kinds of messages that a member can want by different channels. */
export type NoticeKind = "alerts" | "digests" | "notices";

/** By which channels a member is told, beside the inbox: what they chose and is connected, else the first that is. */
export function chooseChannels(
  setting: NoticeSetting,
  kind: NoticeKind,
  connected: readonly SendingChannel[],
): SendingChannel[] {
  const chosen = setting[kind];
  if (chosen?.length === 0) return [];
  const usable = (chosen ?? []).filter((channel) => connected.includes(channel));
  return usable.length > 0
    ? usable
    : setting.fallback.filter((channel) => connected.includes(channel)).slice(0, 1);
}

/** The channel to turn to when others failed; undefined: none is left, or the member wants the inbox alone. */
export function nextChannel(
  setting: NoticeSetting,
  kind: NoticeKind,
  connected: readonly SendingChannel[],
  tried: readonly string[],
): SendingChannel | undefined {
  if (setting[kind]?.length === 0) return undefined;
  return setting.fallback.find((channel) => connected.includes(channel) && !tried.includes(channel));
}
