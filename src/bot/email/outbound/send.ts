import { systemContext } from "../../../context.ts";
import type { Db } from "../../../db/connection.ts";
import { findAddressee, listMailedBefore } from "../../../db/deliveries/mail.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { fileNotMade } from "../../../export-formats.ts";
import type { ChartPainter } from "../../../render/png.ts";
import type { SendOutcome } from "../../../results/send-outcome.ts";
import type { Secrets } from "../../../secrets.ts";
import { type ExportFile, makeExportFile } from "../../../usecases/exports/make-export-file.ts";
import { unsubscribeToken } from "../../../usecases/mail/unsubscribe-link.ts";
import { exportFailedWords } from "../../../words/export-failed.ts";
import type { AttachedReport, Post, Sender } from "../../sender.ts";
import { noticeSettingsPath, unsubscribePath } from "../../views/paths.ts";
import { renderMail } from "../layout/render-mail.ts";
import { composeLetter, findAddress, type Mailbox, parseMailbox } from "./compose.ts";
import { footerOf, noticeKindOfThread } from "./frame.ts";
import { paintPictures } from "./pictures.ts";
import type { MailTransport } from "./transport.ts";

/** What the sender needs. */
export interface EmailSenderOptions {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly painter: Pick<ChartPainter, "paint" | "print">;
  readonly transport: MailTransport;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** `Bellwether <bellwether@example.com>` */
  readonly from: string;
  readonly now: () => Date;
  /** Hears of what went wrong on this side, for the log. */
  readonly onFault?: (error: unknown, what: string) => void;
}

/** How long a mail waits for its charts. */
const picturePatienceMs = 8_000;

/** Larger files are fetched from the web view: many mailboxes refuse them. */
const mostFileBytes = 10 * 1024 * 1024;

const gone: SendOutcome = {
  ok: false,
  kind: "failed",
  code: "not-a-member",
  sentence: "They are no longer a member.",
};
const badAddress: SendOutcome = {
  ok: false,
  kind: "failed",
  code: "bad-address",
  sentence: "The e-mail address can't be written to. An admin can correct it.",
};

/**
 * Mail as a channel. Every try of one delivery is the same letter with the same Message-ID, so that a mailbox that gets it
 * twice can tell. What is about one alert is one thread. What was mailed stays: there is no `update`.
 * @throws AppError `bad-input` for a sender that is none
 */
export function createEmailSender(options: EmailSenderOptions): Sender {
  const from = parseMailbox(options.from);
  return { post: (post) => sendMail(options, from, post), update: undefined };
}

/** Said once, elsewhere: who asked is offered another format, and each try would cost as much as the one that failed. */
function notMade({ report }: Post): SendOutcome {
  const format = report?.request.document.format ?? "pdf";
  return { ok: false, kind: "failed", code: fileNotMade, sentence: exportFailedWords(format) };
}

async function fileOf(
  { painter, onFault }: EmailSenderOptions,
  { request }: AttachedReport,
): Promise<ExportFile | "not-made"> {
  try {
    return await makeExportFile(request, painter);
  } catch (error) {
    onFault?.(error, "A report could not be made");
    return "not-made";
  }
}

async function sendMail(options: EmailSenderOptions, from: Mailbox, post: Post): Promise<SendOutcome> {
  const { db, secrets, publicUrl } = options;
  const { tenantId, memberId, deliveryId, thread } = post;
  const found = await withTenant(db, systemContext(tenantId, deliveryId), async (tx) => ({
    addressee: await findAddressee(tx, memberId),
    before: await listMailedBefore(tx, { memberId, thread, deliveryId }),
  }));
  const { addressee } = found;
  if (!addressee) return gone;
  const address = findAddress(addressee.email);
  if (address === null) return badAddress;

  const host = from.address.slice(from.address.lastIndexOf("@") + 1);
  const idOf = (delivery: string) => `<${delivery}@${host}>`;
  const kind = noticeKindOfThread(thread);
  const unsubscribeUrl =
    kind && publicUrl + unsubscribePath(unsubscribeToken(secrets, { tenantId, memberId, kind }));
  const file = post.report ? await fileOf(options, post.report) : null;
  if (file === "not-made") return notMade(post);
  const fits = file === null || file.bytes.length <= mostFileBytes;
  const message = fits || !post.report ? post.message : post.report.tooLarge;
  const pictures = await paintPictures(options.painter, message, {
    patienceMs: picturePatienceMs,
    idOf: (index) => `chart${index + 1}.${deliveryId}@${host}`,
  });
  const mail = renderMail(message, {
    publicUrl,
    tenantName: addressee.tenantName,
    footer: footerOf(thread, { settingsUrl: publicUrl + noticeSettingsPath, unsubscribeUrl }),
    isReply: found.before.length > 0,
    pictures,
  });
  const bytes = await composeLetter({
    from,
    to: { name: addressee.name, address },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: options.now(),
    messageId: idOf(deliveryId),
    references: found.before.map(idOf),
    unsubscribeUrl,
    pictures: [...pictures.values()].filter(({ cid }) => mail.cids.includes(cid)),
    file: fits ? file : null,
  });
  const sent = await options.transport.send({ from: from.address, to: address, bytes });
  return sent.ok ? { ok: true, conversation: address, messageRef: idOf(deliveryId) } : sent;
}
