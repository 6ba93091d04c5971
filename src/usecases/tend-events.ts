import { ensureEventMonths, forgetMessages } from "../db/events.ts";
import type { TenantTx } from "../db/with-tenant.ts";
import { maxEventAgeMs } from "../ingest/event-time.ts";

/**
 * Keeps the store of events ready: partitions from two months back to two ahead, as late events and the turn of a month
 * need them, and no message ids older than they count. For the start and once a day, for every tenant.
 */
export async function tendEvents(tx: TenantTx, input: { now: Date }): Promise<void> {
  await ensureEventMonths(tx, monthStart(input.now, -2), monthStart(input.now, 2));
  await forgetMessages(tx, new Date(input.now.getTime() - maxEventAgeMs));
}

function monthStart(now: Date, months: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString().slice(0, 10);
}
