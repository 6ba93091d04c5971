import type { SendingChannel } from "../../channels.ts";
import { countHeld } from "../../db/deliveries/held-deliveries.ts";
import {
  type NoticeTarget,
  readConnectedChannels,
  readNoticeTargets,
} from "../../db/deliveries/notice-settings.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { nextQuiet, quietUntil } from "../../quiet-hours.ts";
import type { Instant } from "../results/reader.ts";
import { chooseChannels, type NoticeKind, nextChannel } from "./choose-channels.ts";

/** How a member is told, as it is set and as it works now; the inbox has everything besides. */
export interface NoticeSettings {
  /** The channels that are there to choose from, in the member's order: which is next when one fails. */
  readonly connected: readonly SendingChannel[];
  /** By which channels each kind goes now, and which follow when those fail; none: the inbox alone. */
  readonly ways: Readonly<Record<"alerts" | "digests" | "notices", NoticeWay>>;
  /** Local times, "18:00"; both null: none. */
  readonly quiet: { readonly from: string | null; readonly to: string | null; readonly weekend: boolean };
  readonly zone: string;
  /** The quiet that holds now or comes next; null: none. */
  readonly nextQuiet: { readonly from: Instant; readonly until: Instant; readonly holds: boolean } | null;
  /** Alerts that wait for its end. */
  readonly held: number;
}

/** By which channels something goes, and which are next when those fail. */
export interface NoticeWay {
  readonly by: readonly SendingChannel[];
  readonly next: readonly SendingChannel[];
}

/**
 * How the acting member is told.
 * @throws AppError `not-allowed` for a customer's own admin, who is told nothing
 */
export async function getNoticeSetting(tx: TenantTx, input: { now: Date }): Promise<NoticeSettings> {
  const { setting, zone, memberId } = await findOwnTarget(tx);
  const connected = await readConnectedChannels(tx);
  const way = (kind: NoticeKind): NoticeWay => {
    const by = chooseChannels(setting, kind, connected);
    const next: SendingChannel[] = [];
    for (;;) {
      const channel = nextChannel(setting, kind, connected, [...by, ...next]);
      if (channel === undefined) return { by, next };
      next.push(channel);
    }
  };
  const next = nextQuiet(setting.quiet, zone, input.now);
  return {
    connected: setting.fallback.filter((channel) => connected.includes(channel)),
    ways: { alerts: way("alerts"), digests: way("digests"), notices: way("notices") },
    quiet: setting.quiet,
    zone,
    nextQuiet: next && {
      from: next.from.toISOString(),
      until: next.until.toISOString(),
      holds: quietUntil(setting.quiet, zone, input.now) !== null,
    },
    held: await countHeld(tx, memberId),
  };
}

/** The acting member's setting as it is stored. @throws AppError `not-allowed` for who is told nothing */
export async function findOwnTarget(tx: TenantTx): Promise<NoticeTarget> {
  const { actor } = tx.context;
  const [target] =
    actor.kind === "member" && tx.role !== "viewer" ? await readNoticeTargets(tx, [actor.memberId]) : [];
  if (!target) throw new AppError("not-allowed", "Messages are for account managers and leads.");
  return target;
}
