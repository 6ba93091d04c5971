import type { TenantTx } from "../../../db/with-tenant.ts";
import type { Day } from "../../../scoring/types.ts";
import type { AlertNews } from "../../deliveries/announce-alerts.ts";
import type { KnownAlerts } from "./known-alerts.ts";

/** One step of a pass, in which alerts open, are told again and end. */
export interface DeskStep {
  readonly tx: TenantTx;
  readonly known: KnownAlerts;
  /** The day that is news. */
  readonly finalDay: Day;
  /** A past that nobody was told of when it happened. */
  readonly history: boolean;
  /** What this step tells, once it is over: alerts that were told before, by the id of their message. */
  readonly again: Map<string, AlertNews>;
  /** When an alert of a day came, or would have come. */
  timeOf(day: Day): Date;
}
