import type { Message } from "./message.ts";

/** What became of a try to send. */
export type SendOutcome =
  | {
      readonly ok: true;
      readonly conversation: string;
      readonly messageRef: string /** The picture is not there yet: worth an edit later. */;
      readonly imageMissing?: boolean;
    }
  /** Nothing was posted; try again after `afterMs`. */
  | { readonly ok: false; readonly kind: "retry"; readonly afterMs: number; readonly code: string }
  /** It will not work by trying again; `sentence` is for people. */
  | { readonly ok: false; readonly kind: "failed"; readonly code: string; readonly sentence: string }
  /** It may have been posted. Never sent again silently. */
  | { readonly ok: false; readonly kind: "uncertain"; readonly code: string };

/** A chat platform, as the delivery job sees it. */
export interface ChatSender {
  /** Posts to the member's direct conversation. */
  post(input: { tenantId: string; memberId: string; message: Message }): Promise<SendOutcome>;
  /** Replaces a message in place; harmless to repeat. */
  update(input: {
    tenantId: string;
    conversation: string;
    messageRef: string;
    message: Message;
  }): Promise<SendOutcome>;
}
