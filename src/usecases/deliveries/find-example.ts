import {
  findLatestAlert,
  findLatestDelivery,
  findLatestDigest,
  findLatestOutage,
} from "../../db/deliveries/examples.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AlertFacts, AlertState, ClosedHow } from "../../results/alerts.ts";
import type { DigestFacts } from "../../results/digests.ts";
import type { FailedDelivery, FeedFacts, HeldSummary } from "../../results/notices.ts";
import { getAlert } from "../alerts/get-alert.ts";
import { requireAdmin } from "../require-role.ts";
import { getFeed } from "../usage/get-feed.ts";
import { getHeldSummary } from "./get-held-summary.ts";
import type { HeldFacts } from "./release-held.ts";

/*
 * The newest real facts of each kind of message, for an admin who wants to see what people are told. Undefined where there
 * are none yet. Each throws AppError `not-allowed` for who is no admin.
 */

/** The newest digest of a kind, whoever's. */
export async function findDigestExample(
  tx: TenantTx,
  kind: DigestFacts["kind"],
): Promise<DigestFacts | undefined> {
  requireAdmin(tx, "previews");
  return (await findLatestDigest(tx, kind)) as DigestFacts | undefined;
}

/** The newest alert that is so. */
export async function findAlertExample(
  tx: TenantTx,
  wanted: {
    readonly kind?: AlertFacts["kind"];
    readonly state?: AlertState;
    readonly closedHow?: readonly ClosedHow[];
  },
): Promise<AlertFacts | undefined> {
  requireAdmin(tx, "previews");
  const { kind = null, state = null, closedHow = null } = wanted;
  const id = await findLatestAlert(tx, { kind, state, closedHow });
  return id === undefined ? undefined : getAlert(tx, id);
}

/** The newest stop of a feed, that is over or goes on. */
export async function findFeedExample(tx: TenantTx, isOver: boolean): Promise<FeedFacts | undefined> {
  requireAdmin(tx, "previews");
  const id = await findLatestOutage(tx, isOver);
  return id === undefined ? undefined : getFeed(tx, id);
}

/** The newest message that did not get through, or was not confirmed. */
export async function findFailedExample(
  tx: TenantTx,
  state: FailedDelivery["state"],
): Promise<FailedDelivery | undefined> {
  requireAdmin(tx, "previews");
  return (await findLatestDelivery(tx, "delivery-failed", state))?.facts as FailedDelivery | undefined;
}

/** The newest summary after quiet hours. */
export async function findHeldExample(tx: TenantTx): Promise<HeldSummary | undefined> {
  requireAdmin(tx, "previews");
  const found = await findLatestDelivery(tx, "held");
  return found && getHeldSummary(tx, found.facts as HeldFacts);
}
