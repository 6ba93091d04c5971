import type { Message } from "../message.ts";
import type { AttachedReport } from "../sender.ts";

/** What a delivery says now, and which version of its subject that is (undefined: it never changes). */
export interface Told {
  readonly message: Message;
  readonly version: number | undefined;
  /** A file that goes with it. */
  readonly report?: AttachedReport;
}
