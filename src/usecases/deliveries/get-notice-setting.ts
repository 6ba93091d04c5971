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
import type { NoticeKind, NoticeSettings, NoticeWay } from "../../results/notice-settings.ts";
import { chooseChannels, nextChannel } from "./choose-channels.ts";

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
