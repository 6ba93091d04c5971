import { systemContext } from "../../context.ts";
import { countUsedAccounts } from "../../db/accounts/accounts.ts";
import type { Db } from "../../db/connection.ts";
import { enqueueEdits } from "../../db/deliveries/deliveries.ts";
import { listAdmins } from "../../db/people/members.ts";
import { readLatestMarket } from "../../db/scores/fixed-days.ts";
import { rescoreLateMetrics } from "../../db/scores/rescore.ts";
import { type Arrivals, readArrivals } from "../../db/usage/arrivals.ts";
import { closeOutage, insertOutage, listRevokedOut, turnOutage } from "../../db/usage/outages.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import {
  type FeedState,
  feedHistoryHours,
  feedState,
  fellTogether,
} from "../../scoring/detect/feed-outage.ts";
import { announce } from "../deliveries/announce.ts";

/**
 * Looks at how usage arrives, source by source and over all accounts. An outage is opened once, told to the admins, and
 * holds all new alerts until it ends.
 */
export async function watchFeeds(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string },
): Promise<void> {
  await withTenant(db, systemContext(tenantId, input.requestId), async (tx) => {
    for (const source of await readArrivals(tx, { now: input.now, hours: feedHistoryHours })) {
      const state = feedState(source.arrivals);
      if (state.state === "working") await endOutage(tx, source.id, input.now);
      else await openOutage(tx, source.id, outageOf(source, state, input.now));
    }
    // A source that is no longer in use is not late: its outage must not hold alerts for ever.
    for (const id of await listRevokedOut(tx)) await endOutage(tx, id, input.now);
    await watchTogether(tx, input.now);
  });
}

/** An outage as it is found. */
interface Outage {
  readonly startedAt: Date;
  readonly now: Date;
  /** What a message says of it; `fallPercent` where something still arrives. */
  readonly figures: { readonly usualPerHour?: number; readonly fallPercent?: number };
}

/** A feed that stopped did so with its last event; one that is thin has been for as long as was looked at. */
function outageOf(source: Arrivals, state: Exclude<FeedState, { state: "working" }>, now: Date): Outage {
  const { actual, expected, hours } = state;
  const usualPerHour = Math.round(expected / hours);
  if (state.state === "stopped")
    return { startedAt: source.lastEventAt ?? now, now, figures: { usualPerHour } };
  const fallPercent = Math.round((1 - actual / expected) * 100);
  return { startedAt: new Date(now.getTime() - hours * hourMs), now, figures: { usualPerHour, fallPercent } };
}

const hourMs = 3_600_000;

/** All accounts fell on the same day: the feed, whatever the hours say. */
async function watchTogether(tx: TenantTx, now: Date): Promise<void> {
  const market = await readLatestMarket(tx);
  if (market && fellTogether(market)) {
    await openOutage(tx, null, {
      startedAt: now,
      now,
      figures: { fallPercent: Math.round((1 - (market.median ?? 1)) * 100) },
    });
  } else {
    await endOutage(tx, null, now);
  }
}

async function openOutage(tx: TenantTx, sourceId: string | null, outage: Outage): Promise<void> {
  const count = await countUsedAccounts(tx);
  const id = newId(outage.now.getTime());
  const { startedAt, now } = outage;
  const figures = { ...outage.figures, affectedAccounts: count };
  if (!(await insertOutage(tx, { id, sourceId, startedAt, foundAt: now, figures }))) {
    // A feed that went from nothing to a little, or the other way: its messages say what is true now.
    await tellAnew(tx, await turnOutage(tx, sourceId, outage.figures));
    return;
  }
  await rescoreLateMetrics(tx, id);
  await announce(tx, { subjectKind: "feed", subjectId: id, memberIds: await listAdmins(tx), now });
}

/** Ends an open outage; its messages say how long it lasted, how much came in since and how many alerts it held. */
async function endOutage(tx: TenantTx, sourceId: string | null, now: Date): Promise<void> {
  const id = await closeOutage(tx, sourceId, now);
  if (id !== undefined) await rescoreLateMetrics(tx, id);
  await tellAnew(tx, id);
}

async function tellAnew(tx: TenantTx, outageId: string | undefined): Promise<void> {
  if (outageId !== undefined) await enqueueEdits(tx, "feed", outageId);
}
