import type { SendingChannel } from "../../channels.ts";
import { writeAudit } from "../../db/audit.ts";
import type { DeliveryState } from "../../db/deliveries/deliveries.ts";
import { type DeliveryLogRow, readDeliveryLog } from "../../db/deliveries/delivery-log.ts";
import { listTeam } from "../../db/people/members.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { startOfDay } from "../../zones.ts";
import { requireStaffMember } from "../require-role.ts";
import { getReader } from "../tenants/get-reader.ts";

/** Lines a page of the log shows. */
export const deliveryPageSize = 50;
/** Lines that a file of it holds at most: the newest. */
export const mostDeliveriesInFile = 10_000;

/** States as one asks for them. */
export const deliveryFilters = {
  waiting: ["queued", "sending"],
  held: ["held"],
  sent: ["sent"],
  summary: ["merged"],
  failed: ["failed"],
  uncertain: ["uncertain"],
} as const satisfies Record<string, readonly DeliveryState[]>;

/** Which deliveries a log shows. */
export interface DeliveryQuery {
  /** Of one member; an admin's question. */
  readonly memberId?: string | undefined;
  readonly channel?: SendingChannel | undefined;
  readonly state?: keyof typeof deliveryFilters | undefined;
  /** Days in the reader's zone, both included. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** A delivery as its log tells it. */
export interface LoggedDelivery extends DeliveryLogRow {
  /** Whether the reader may have it sent again. */
  readonly again: boolean;
}

/** A page of the log. */
export interface DeliveryLog {
  readonly lines: readonly LoggedDelivery[];
  readonly matching: number;
  /** Of whom one can ask, by name: everybody of the team for admins, nobody for others. */
  readonly members: readonly { readonly id: string; readonly name: string }[];
}

/**
 * What was sent, or is to be sent, by any channel, newest first: to the acting member, for an admin to everybody.
 * @throws AppError `not-allowed` for a customer's own admin; `bad-input` when the end is before the start
 */
export async function listDeliveries(
  tx: TenantTx,
  input: DeliveryQuery & { page?: number; forFile?: boolean; now: Date },
): Promise<DeliveryLog> {
  const ownId = requireStaffMember(tx, "messages");
  const all = tx.role === "admin";
  const { zone } = await getReader(tx);
  const { from, to, channel, state, now } = input;
  if (from !== undefined && to !== undefined && to < from)
    throw new AppError("bad-input", "The end is before the start.", { detail: { field: "to" } });
  const filter = {
    memberId: all ? (input.memberId ?? null) : ownId,
    channel: channel ?? null,
    states: state === undefined ? null : deliveryFilters[state],
    from: from === undefined ? null : startOfDay(from, zone),
    to: to === undefined ? null : startOfDay(addDays(to, 1), zone),
  };
  const page = Math.max(1, Math.trunc(input.page ?? 1));
  const { rows, matching } = await readDeliveryLog(tx, filter, {
    limit: input.forFile ? mostDeliveriesInFile : deliveryPageSize,
    offset: (page - 1) * deliveryPageSize,
  });
  const asked = { channel, state, from, to, ...(all ? { memberId: input.memberId } : {}) };
  if (input.forFile) await writeAudit(tx, { verb: "exported deliveries", detail: asked, now });
  else if (all && filter.memberId !== ownId)
    await writeAudit(tx, { verb: "looked at deliveries", detail: { ...asked, page }, now });
  return {
    lines: rows.map((row) => ({ ...row, again: canSendAgain(row) })),
    matching,
    members: all ? await listTeam(tx) : [],
  };
}

/** What failed or was not confirmed may be sent again; not a sign-in link, which is asked for anew, nor what its reader may not see. */
export function canSendAgain(row: Pick<DeliveryLogRow, "state" | "subjectKind" | "errorCode">): boolean {
  const stuck = row.state === "failed" || row.state === "uncertain";
  return stuck && row.subjectKind !== "sign-in" && row.errorCode !== "not-visible";
}
