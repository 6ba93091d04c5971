import { systemContext } from "../../context.ts";
import { forgetUntold } from "../../db/alerts/untold-signals.ts";
import { forgetInbound } from "../../db/chat/inbound-seen.ts";
import type { Db } from "../../db/connection.ts";
import { deleteOldPictures } from "../../db/deliveries/card-pictures.ts";
import { enqueueStranded } from "../../db/deliveries/deliveries.ts";
import { ensureEventMonths, forgetMessages } from "../../db/usage/events.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { addDays } from "../../scoring/days.ts";
import { dayIn } from "../../zones.ts";

/** Days for which a message id is remembered: a retry within them counts once. */
const rememberMessageDays = 30;
/** Days for which a chat platform's event id is remembered; it redelivers within minutes. */
const rememberInboundDays = 2;
/** A delivery without a try for that long has lost its job. */
const strandedMs = 30 * 60_000;
/** A picture that nobody is shown any more is kept a little, so that its address still says so. */
const forgetPicturesMs = 24 * 3_600_000;
/** Days for which it is kept what was not told: as long as scores are looked at. */
const rememberUntoldDays = 730;
/** Months are there for events of so many days before and after today: two months. */
const monthsAroundDays = 61;

const dayMs = 24 * 3_600_000;

/**
 * Makes the partitions of the months around `now`, forgets what was remembered long enough, and picks up deliveries whose
 * job was given up.
 */
export async function keepTidy(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string },
): Promise<void> {
  await withTenant(db, systemContext(tenantId, input.requestId), async (tx) => {
    const before = (ms: number) => new Date(input.now.getTime() - ms);
    const today = dayIn(input.now, "UTC");
    await ensureEventMonths(tx, addDays(today, -monthsAroundDays), addDays(today, monthsAroundDays));
    await forgetMessages(tx, before(rememberMessageDays * dayMs));
    await forgetInbound(tx, before(rememberInboundDays * dayMs));
    await forgetUntold(tx, before(rememberUntoldDays * dayMs));
    await deleteOldPictures(tx, before(forgetPicturesMs));
    await enqueueStranded(tx, before(strandedMs));
  });
}
