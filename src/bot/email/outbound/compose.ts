import MailComposer from "nodemailer/lib/mail-composer";
import { AppError } from "../../../errors.ts";

/** A mail as it is to be written. All text is free: what would break a header is encoded or taken out. */
export interface Letter {
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date;
  /** `<id@host>`; the same for every try of one delivery. */
  readonly messageId: string;
  /** Message-IDs of what was sent before in this thread, oldest first. */
  readonly references: readonly string[];
  /** Where a mail program ends these mails by one click; null: nothing to end. */
  readonly unsubscribeUrl: string | null;
  readonly pictures: readonly { readonly cid: string; readonly png: Uint8Array }[];
  readonly file: {
    readonly name: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  } | null;
}

/** Who a mail is from or to. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** The letter as it goes over the wire (RFC 5322, MIME): text and HTML as alternatives, pictures beside the HTML. */
export async function composeLetter(letter: Letter): Promise<Buffer> {
  const { references, unsubscribeUrl, file } = letter;
  const composer = new MailComposer({
    from: mailbox(letter.from),
    to: mailbox(letter.to),
    subject: oneLine(letter.subject),
    date: letter.date,
    messageId: letter.messageId,
    ...(references.length === 0 ? {} : { inReplyTo: references.at(-1), references: [...references] }),
    text: letter.text,
    html: letter.html,
    encoding: "quoted-printable",
    attachments: [
      ...letter.pictures.map(({ cid, png }) => ({
        cid,
        filename: "chart.png",
        contentType: "image/png",
        contentDisposition: "inline",
        content: Buffer.from(png),
      })),
      ...(file === null
        ? []
        : [{ filename: file.name, contentType: file.contentType, content: Buffer.from(file.bytes) }]),
    ],
    headers: {
      // No "out of office" answers this, and no program answers another for ever (RFC 3834).
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...(unsubscribeUrl === null
        ? {}
        : {
            "List-Unsubscribe": { prepared: true, value: `<${headerUrl(unsubscribeUrl)}>` },
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
    },
    // The same letter is the same bytes, however often it is tried.
    baseBoundary: letter.messageId.replace(/[^A-Za-z0-9]/g, "").slice(0, 40),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/**
 * An address that a mail can be sent to, as it stands or null. Stricter than the standard: no quotes, comments or groups, so
 * that nothing in it could be read as a second address.
 */
export function findAddress(text: string): string | null {
  const plain = text.trim();
  return plain.length <= 254 &&
    /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,253}$/u.test(plain)
    ? plain
    : null;
}

/** `Bellwether <bellwether@example.com>`, or the address alone. @throws AppError `bad-input` */
export function parseMailbox(text: string): Mailbox {
  const [, name = "", inBrackets] = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  const address = findAddress(inBrackets ?? text);
  if (address === null) {
    throw new AppError(
      "bad-input",
      'MAIL_FROM must be a sender, such as MAIL_FROM="Bellwether <bellwether@example.com>".',
    );
  }
  return { name: name.trim() || "Bellwether", address };
}

function mailbox({ name, address }: Mailbox): { name: string; address: string } {
  return { name: oneLine(name), address };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}

function headerUrl(url: string): string {
  return url.replace(/[\s<>\p{Cc}]/gu, encodeURIComponent);
}
