import type { SendingChannel } from "../../channels.ts";
import { writeAudit } from "../../db/audit.ts";
import { moveHeld } from "../../db/deliveries/held-deliveries.ts";
import {
  type NoticeSetting,
  readConnectedChannels,
  writeNoticeSetting,
} from "../../db/deliveries/notice-settings.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { type QuietHours, quietUntil } from "../../quiet-hours.ts";
import type { NoticeKind, NoticeSettings } from "../../results/notice-settings.ts";
import { readLocalTime } from "../../zones.ts";
import { chooseChannels } from "./choose-channels.ts";
import { findOwnTarget, getNoticeSetting } from "./get-notice-setting.ts";

/** What a member changes; what is not named stays. */
export interface NoticeChange {
  /** By which of the connected channels each kind goes; none: the inbox alone. */
  readonly channels?: Readonly<Record<NoticeKind, readonly SendingChannel[]>>;
  /** All connected channels, the first to be tried first. */
  readonly order?: readonly SendingChannel[];
  /** Times as they were typed, "18:00" or "8.30"; both empty: no quiet hours. */
  readonly times?: { readonly from: string; readonly to: string };
  readonly weekend?: boolean;
  readonly now: Date;
}

/**
 * Sets how the acting member is told. What waits for the end of quiet hours waits for their new end, or comes at once when
 * it is not quiet any more.
 * @throws AppError `bad-input` with the field (`from`, `to`, `order`) for times that are none and an order that is none;
 * `not-allowed` for a customer's own admin
 */
export async function setNoticeSetting(tx: TenantTx, change: NoticeChange): Promise<NoticeSettings> {
  const { now } = change;
  const { memberId, zone, setting } = await findOwnTarget(tx);
  const connected = await readConnectedChannels(tx);
  const fallback = newOrder(setting.fallback, connected, change.order);
  const ordered = { ...setting, fallback };
  const chosen = (kind: NoticeKind) => newChoice(ordered, kind, connected, change.channels?.[kind]);
  const next: NoticeSetting = {
    alerts: chosen("alerts"),
    digests: chosen("digests"),
    notices: chosen("notices"),
    fallback,
    quiet: newQuiet(setting.quiet, change),
  };
  await writeNoticeSetting(tx, memberId, next, now);
  await moveHeld(tx, memberId, quietUntil(next.quiet, zone, now) ?? now);
  await writeAudit(tx, { verb: "set notices", detail: { ...next }, now });
  return getNoticeSetting(tx, { now });
}

/**
 * What was ticked. What already works so stays as it was chosen: by default, or by name with a channel that is gone. Mail
 * that was ended by the link in its foot is chosen again by a tick alone, never by saving something else.
 */
function newChoice(
  setting: NoticeSetting,
  kind: NoticeKind,
  connected: readonly SendingChannel[],
  ticked: readonly SendingChannel[] | undefined,
): readonly SendingChannel[] | null {
  const noMail = setting.mailEnded?.includes(kind) ?? false;
  const kept = setting[kind]?.filter((channel) => !(noMail && channel === "email")) ?? null;
  const stays = kept?.length === 0 && setting[kind]?.length !== 0 ? null : kept;
  if (ticked === undefined) return stays;
  const works = chooseChannels(setting, kind, connected);
  const same = works.length === ticked.length && works.every((channel) => ticked.includes(channel));
  if (same) return stays;
  return setting.fallback.filter((channel) => ticked.includes(channel) && connected.includes(channel));
}

/** All channels in order; one that is not connected keeps its place as long as the others keep theirs. */
function newOrder(
  before: readonly SendingChannel[],
  connected: readonly SendingChannel[],
  asked: readonly SendingChannel[] | undefined,
): readonly SendingChannel[] {
  if (asked === undefined) return before;
  const known = new Set(asked.filter((channel) => connected.includes(channel)));
  if (asked.length !== connected.length || known.size !== connected.length)
    throw wrong("order", "Name each channel once.");
  const same = before.filter((channel) => known.has(channel)).every((channel, at) => asked[at] === channel);
  return same ? before : [...asked, ...before.filter((channel) => !known.has(channel))];
}

function newQuiet(before: QuietHours, { times, weekend = before.weekend }: NoticeChange): QuietHours {
  if (times === undefined) return { ...before, weekend };
  const from = parseTime(times.from, "from");
  const to = parseTime(times.to, "to");
  if (from !== null && to === null) throw wrong("to", "Say when the quiet ends, or leave both times empty.");
  if (from === null && to !== null)
    throw wrong("from", "Say when the quiet begins, or leave both times empty.");
  if (from !== null && from === to) throw wrong("to", "It ends when it begins. Pick another time.");
  return { from, to, weekend };
}

function parseTime(text: string, field: "from" | "to"): string | null {
  if (text.trim() === "") return null;
  const time = readLocalTime(text);
  if (time === undefined) throw wrong(field, "I didn't get the time. Try 18:00.");
  return time;
}

function wrong(field: string, sentence: string): AppError {
  return new AppError("bad-input", sentence, { detail: { field } });
}
