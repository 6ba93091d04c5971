import type { SendOutcome } from "../../../results/send-outcome.ts";
import { type Message, t } from "../../message.ts";
import { renderMail } from "../layout/render-mail.ts";
import { composeLetter, findAddress, parseMailbox } from "./compose.ts";
import type { MailTransport } from "./transport.ts";

const words =
  "This service can send mail. Where it arrived among unwanted mail, let the domain of its sender name the mail server (SPF) and sign what it sends (DKIM).";

const trial: Message = {
  summary: words,
  parts: [
    { part: "heading", text: "Mail from Bellwether works" },
    { part: "text", text: [t(words)] },
  ],
};

/**
 * Sends a mail that says that mail works, past the queue: for who sets it up.
 * @param mail.id what makes its Message-ID one of its kind
 */
export async function sendTrialMail(
  transport: MailTransport,
  mail: {
    readonly from: string;
    readonly to: string;
    readonly publicUrl: string;
    readonly now: Date;
    readonly id: string;
  },
): Promise<SendOutcome> {
  const from = parseMailbox(mail.from);
  const to = findAddress(mail.to);
  if (to === null)
    return {
      ok: false,
      kind: "failed",
      code: "bad-address",
      sentence: `“${mail.to}” is not an e-mail address.`,
    };
  const { subject, text, html } = renderMail(trial, {
    publicUrl: mail.publicUrl,
    tenantName: "whoever set it up",
    footer: { reason: "Sent by hand, from the command line.", links: [] },
    isReply: false,
    pictures: new Map(),
  });
  const messageId = `<${mail.id}@${from.address.slice(from.address.lastIndexOf("@") + 1)}>`;
  const bytes = await composeLetter({
    from,
    to: { name: "", address: to },
    subject,
    text,
    html,
    date: mail.now,
    messageId,
    references: [],
    unsubscribeUrl: null,
    pictures: [],
    file: null,
  });
  const sent = await transport.send({ from: from.address, to, bytes });
  return sent.ok ? { ok: true, conversation: to, messageRef: messageId } : sent;
}
