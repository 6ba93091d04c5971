import type { SendingChannel } from "../channels.ts";
import type { Instant } from "./reader.ts";

/** Kinds of messages that a member can want by different channels. */
export type NoticeKind = "alerts" | "digests" | "notices";

/** How a member is told, as it is set and as it works now; the inbox has everything besides. */
export interface NoticeSettings {
  /** The channels that are there to choose from, in the member's order: which is next when one fails. */
  readonly connected: readonly SendingChannel[];
  /** By which channels each kind goes now, and which follow when those fail; none: the inbox alone. */
  readonly ways: Readonly<Record<NoticeKind, NoticeWay>>;
  /** Local times, "18:00"; both null: none. */
  readonly quiet: { readonly from: string | null; readonly to: string | null; readonly weekend: boolean };
  readonly zone: string;
  /** The quiet that holds now or comes next; null: none. */
  readonly nextQuiet: { readonly from: Instant; readonly until: Instant; readonly holds: boolean } | null;
  /** Alerts that wait for its end. */
  readonly held: number;
}

/** By which channels something goes, and which are next when those fail. */
export interface NoticeWay {
  readonly by: readonly SendingChannel[];
  readonly next: readonly SendingChannel[];
}
