/** What became of a try to send. */
export type SendOutcome =
  | {
      readonly ok: true;
      readonly conversation: string;
      readonly messageRef: string;
      /** The picture is not there yet: worth an edit later. */
      readonly imageMissing?: boolean;
      /** After that it is the picture's turn: the platform takes so many a minute. */
      readonly imageAfterMs?: number;
    }
  /** Nothing was posted; try again after `afterMs`. */
  | { readonly ok: false; readonly kind: "retry"; readonly afterMs: number; readonly code: string }
  /** It is not its turn: the platform takes it after `afterMs`, and is in no trouble. Nothing was posted. */
  | { readonly ok: false; readonly kind: "paced"; readonly afterMs: number; readonly code: string }
  /** It will not work by trying again; `sentence` is for people. */
  | {
      readonly ok: false;
      readonly kind: "failed";
      readonly code: string;
      readonly sentence: string;
      /** The channel fails for everybody, until an admin mends it: a token that is gone, say. Absent: it is about this message. */
      readonly wholeChannel?: true;
    }
  /** It may have been posted. Never sent again silently. */
  | { readonly ok: false; readonly kind: "uncertain"; readonly code: string };

/** What became of a message that was not sent. */
export type NotSent = Exclude<SendOutcome, { ok: true }>;
