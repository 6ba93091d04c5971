import type { Chart } from "../../../render/types.ts";
import { cutEnd } from "../../../words/names.ts";
import { fitted } from "../../cut-parts.ts";
import type { Message, Part } from "../../message.ts";
import { mailLimits } from "./limits.ts";
import type { PlacedPicture } from "./parts.ts";
import { type Footer, mailHtml } from "./render-html.ts";
import { mailText } from "./render-text.ts";

/** How a message is laid out as a mail. */
export interface MailOptions {
  /** Before every path; without a slash at its end. */
  readonly publicUrl: string;
  readonly tenantName: string;
  readonly footer: Footer;
  /** Whether it follows another mail of the same thread: then it is called as that one was. */
  readonly isReply: boolean;
  /** The painted pictures by chart; a chart that is missing is said to be. */
  readonly pictures: ReadonlyMap<Chart, PlacedPicture>;
}

/** A message as a mail says it, before it is wrapped for its way. */
export interface RenderedMail {
  /** One line; an account's mail begins with its name. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Content-IDs of the pictures that are left after all cuts. */
  readonly cids: readonly string[];
}

/**
 * Lays a message out as a mail within 90 KB of HTML, cut by the one rule for all platforms, in HTML and text
 * alike. Pure: the same message is the same mail.
 */
export function renderMail(message: Message, options: MailOptions): RenderedMail {
  const subject = subjectOf(message, options);
  const preheader = cutEnd(message.summary, mailLimits.preheader);
  const { parts, pictures, html } = fitted(message.parts, {
    most: () => mailLimits.listLines,
    draw: (parts) => {
      const pictures = placedIn(parts, options.pictures);
      return { parts, pictures, html: mailHtml(parts, { ...options, pictures, subject, preheader }) };
    },
    fits: (drawn) => Buffer.byteLength(drawn.html) <= mailLimits.htmlBytes,
  });
  const cids = [...pictures.values()].map(({ cid }) => cid);
  return { subject, html, text: mailText(parts, options), cids };
}

/** What a mail is called: its heading, or for one without, its summary. A reply is called as its thread is. */
export function subjectOf(message: Message, { isReply }: Pick<MailOptions, "isReply">): string {
  const heading = message.parts.find((part) => part.part === "heading")?.text ?? message.summary;
  const line = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  const words = cutEnd(line(isReply ? (message.topic ?? heading) : heading), mailLimits.subject);
  return isReply ? `Re: ${words}` : words || "Bellwether";
}

function placedIn(
  parts: readonly Part[],
  pictures: ReadonlyMap<Chart, PlacedPicture>,
): ReadonlyMap<Part, PlacedPicture> {
  return new Map(
    parts.flatMap((part) => {
      const placed = part.part === "image" ? pictures.get(part.chart) : undefined;
      return placed ? [[part, placed] as const] : [];
    }),
  );
}
