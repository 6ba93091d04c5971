import type { Channel, SendingChannel } from "../channels.ts";
import type { ExportFormat } from "../export-formats.ts";
import type { Day } from "../scoring/types.ts";
import type { AlertFacts } from "./alerts.ts";
import type { Instant } from "./reader.ts";

/** Usage that does not arrive as it should (told to admins). */
export interface FeedFacts {
  readonly id: string;
  /** Null: all accounts fell together. */
  readonly source: string | null;
  readonly startedAt: Instant;
  readonly foundAt: Instant;
  readonly endedAt: Instant | null;
  readonly usualPerHour: number | null;
  readonly affectedAccounts: number;
  readonly filledEvents: number | null;
  /** Alerts that waited for it, so far or until it ended. */
  readonly heldAlerts: number;
  /** How far below usual: over 24 hours of a source, or on one day of all accounts. Null: nothing arrives. */
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
  /** The alert that it told of. Absent: it told of none, or was kept before this was. */
  readonly alertId?: string;
  /** That alert, read under the rights of who is told: absent, too, where they may not see it (any more). */
  readonly alert?: Pick<AlertFacts, "id" | "account" | "kind" | "opening" | "closed" | "signal">;
  /** The file that it was to bring: nothing of it is in the inbox. Absent: none. */
  readonly report?: FailedReport;
  /** Whoever is told may send it again. Absent: it is not to be, or it failed before this was kept. */
  readonly again?: true;
  readonly at: Instant;
}

/** A report that did not arrive; `from` and `to` as they were asked for. */
export interface FailedReport {
  /** Null: of the portfolio. */
  readonly accountId: string | null;
  readonly format: ExportFormat;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
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
