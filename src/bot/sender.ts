import type { MessagePlace } from "../db/deliveries/answered-message.ts";
import type { SendOutcome } from "../results/send-outcome.ts";
import type { ExportRequest } from "../usecases/exports/make-export-file.ts";
import type { Message } from "./message.ts";

/** A message on its way to one member. */
export interface Post {
  readonly tenantId: string;
  readonly memberId: string;
  readonly deliveryId: string;
  /** What belongs together, such as `alert:ID`: one conversation by mail. */
  readonly thread: string;
  readonly message: Message;
  /** How many messages wait behind it in its line: the longest goes first where not all can go. */
  readonly behind?: number;
  /** When the message before it in its line went, maybe by another process. */
  readonly previousAt?: Date;
  /** The message that it is a reply to, where the platform knows replies; where that is gone, it is a message of its own. */
  readonly answers?: MessagePlace;
  /** A report that goes with it; by mail alone. */
  readonly report?: AttachedReport;
}

/** A file on its way to one member: what it is made of, read under their rights. */
export interface AttachedReport {
  readonly request: ExportRequest;
  /** What is said instead where the file is too large for a mail. */
  readonly tooLarge: Message;
}

/** A message that is replaced in place. */
export interface Edit {
  readonly tenantId: string;
  readonly conversation: string;
  readonly messageRef: string;
  readonly message: Message;
  /**
   * late: the words are shown already, so it is worth making only with the picture, and after all else; given up: the picture
   * is not waited for any more. Absent: the words have changed, and do not wait for the picture.
   */
  readonly picture?: "late" | "given-up";
}

/** A channel's transport, as the delivery job sees it. Never throws for what the platform or the network does. */
export interface Sender {
  /** Sends to the member's direct conversation or address. */
  post(post: Post): Promise<SendOutcome>;
  /** Replaces a message in place; harmless to repeat. Undefined: what was sent stays as it is, as mail does. */
  readonly update: ((edit: Edit) => Promise<SendOutcome>) | undefined;
  /**
   * Finds out where members are written to who never were, ahead of their first message and at leisure. Absent: the platform
   * asks for no such look-up.
   */
  readonly meetMembers?: (tenantId: string) => Promise<void>;
}
