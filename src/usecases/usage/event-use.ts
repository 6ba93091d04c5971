import { writeAudit } from "../../db/audit.ts";
import { lockTenantClock, readTenantRules } from "../../db/people/tenants.ts";
import {
  deleteLeftOut,
  insertLeftOut,
  type MarkedDays,
  markDaysWith,
  type NamedEvent,
  readLeftOut,
  readNamedEvents,
} from "../../db/usage/left-out-events.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { maxIdLength } from "../../ingest/event-schema.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { isStorable } from "../../storable-text.ts";
import { dayIn } from "../../zones.ts";
import { requireAdmin } from "../require-role.ts";

/** What setting whether an event is use came to. */
export interface EventUseChange extends MarkedDays {
  /** As it is kept: without space around it. */
  readonly name: string;
  /** False: it was so before, and nothing was marked. */
  readonly changed: boolean;
}

/**
 * Says of the events of a name whether they count as use of the product. A ticket or an error is no visit: left out, no
 * user-day, person, feature or active day comes of such an event, while metrics count it all the same. The account-days
 * that hold one are marked, so that the roll-up counts their history again and the pass scores it again; the market of a day
 * that was scored stays. The name may be one of which no event came yet.
 * @throws AppError `not-allowed` unless by an admin, `bad-input` with `detail.field` "event" for what no event can be called
 */
export async function setEventUse(
  tx: TenantTx,
  input: { readonly name: string; readonly isUse: boolean; readonly now: Date },
): Promise<EventUseChange> {
  requireAdmin(tx, "events");
  const { isUse, now } = input;
  const name = input.name.trim();
  if (name === "" || name.length > maxIdLength || !isStorable(name)) {
    const sentence = `An event's name has 1 to ${maxIdLength} characters.`;
    throw new AppError("bad-input", sentence, { detail: { field: "event" } });
  }
  // A roll-up that runs has read which names count: what it counts after a look at the events here would stay as it was.
  await lockTenantClock(tx, { wait: true });
  const changed = isUse ? await deleteLeftOut(tx, name) : await insertLeftOut(tx, name, now);
  if (!changed) return { name, changed, accounts: 0, days: 0 };
  const { zone } = await readTenantRules(tx);
  const marked = await markDaysWith(tx, name, { zone, now });
  const verb = isUse ? "counted event as use" : "left event out of use";
  await writeAudit(tx, { verb, detail: { name, ...marked }, now });
  return { name, changed, ...marked };
}

/** The names of the events that are left out of use. @throws AppError `not-allowed` unless by an admin */
export async function listLeftOut(tx: TenantTx): Promise<string[]> {
  requireAdmin(tx, "events");
  return readLeftOut(tx);
}

/**
 * The events that the tenant knows, by name, the most frequent of the last 28 days first.
 * @throws AppError `not-allowed` unless by an admin
 */
export async function listEvents(tx: TenantTx, input: { readonly now: Date }): Promise<NamedEvent[]> {
  requireAdmin(tx, "events");
  const { zone } = await readTenantRules(tx);
  const today = dayIn(input.now, zone);
  return readNamedEvents(tx, { zone, from: addDays(today, 1 - windowDays), to: today });
}
