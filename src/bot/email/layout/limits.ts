/** What mail clients bear, and, where we stay below on purpose, what we allow ourselves. */
export const mailLimits = {
  /** Ours, of HTML in UTF-8 without pictures; Gmail clips what is beyond 102 KB. */
  htmlBytes: 90_000,
  /** Lines of one list: nobody reads more in a mail. */
  listLines: 60,
  /** Of a subject, in characters: what a desktop client shows of it, and far below what a header line may hold. */
  subject: 120,
  /** Of the hidden first line that the list of mails shows beside the subject. */
  preheader: 140,
  /** Of one text; only a name or a note of somebody else could be longer. */
  text: 4_000,
  /** Buttons in a row; what is beyond becomes a link below. */
  buttons: 4,
  alt: 500,
} as const;
