import type { Channel, SendingChannel } from "../../channels.ts";
import type { AlertFacts } from "./alerts.ts";
import type { Instant } from "./reader.ts";

/** A stopped feed (told to admins). */
export interface FeedFacts {
  readonly id: string;
  readonly source: string | null;
  readonly startedAt: Instant;
  readonly foundAt: Instant;
  readonly endedAt: Instant | null;
  readonly usualPerHour: number | null;
  readonly affectedAccounts: number;
  readonly filledEvents: number | null;
  readonly heldAlerts: number;
  readonly fallPercent: number | null;
  readonly version: number;
}

/** A delivery that failed or was not confirmed, told elsewhere. */
export interface FailedDelivery {
  readonly deliveryId: string;
  readonly channel: Channel;
  readonly state: "failed" | "uncertain";
  readonly what: string;
  readonly reasonCode: string;
  /** The reason for people, as the platform's folder words it; null: it gave none. */
  readonly sentence: string | null;
  /** The channel that it went by instead; null or absent: none. */
  readonly instead?: SendingChannel | null;
  readonly at: Instant;
}

/** What came while its reader wanted quiet, or was too much to come one by one, in one message. */
export interface HeldSummary {
  /** Alerts that the reader may still see, oldest first. */
  readonly alerts: readonly AlertFacts[];
  readonly heldFrom: Instant;
  readonly heldTo: Instant;
  /** More than five at once; absent: they waited for the end of quiet hours. */
  readonly atOnce?: boolean;
}
