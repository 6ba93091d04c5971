import { z } from "zod";
import { withTenant } from "../../../db/with-tenant.ts";
import type { ExportFormat } from "../../../export-formats.ts";
import { type Destination, isAllowed } from "../../../outside/destination.ts";
import { type ExportFile, makeExportFile } from "../../../usecases/exports/make-export-file.ts";
import { fileFacts, fileLinkLifeMs } from "../../../usecases/exports/open-file-link.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import { actOn } from "../../answers/act.ts";
import type { Answer } from "../../answers/answer-kinds.ts";
import { commandText, findCommand } from "../../answers/command-schema.ts";
import type { Message } from "../../message.ts";
import {
  exportCommand,
  exportDoneMessage,
  exportFailedMessage,
  exportLinkMessage,
} from "../../views/export.ts";
import type { InvokeAnswer } from "../adapter.ts";
import { layOut } from "../outbound/deliver.ts";
import type { Outgoing, Whereabouts } from "../teams-api.ts";
import { fetchFrom } from "../transport.ts";
import type { InboundActivity } from "./activity.ts";
import { asking, type Listening } from "./listening.ts";
import { notSavedNotice, uploadFailedNotice } from "./notices.ts";
import type { Turn } from "./turn.ts";

type Export = Extract<Answer, { kind: "export" }>;

/** A file may take longer than a call's usual time. */
const uploadTimeoutMs = 60_000;
/** What Teams shows of a file that is not made yet: about what ours have. */
const usualBytes = { pdf: 250_000, csv: 20_000, xlsx: 30_000 } as const satisfies Record<
  ExportFormat,
  number
>;

/**
 * Offers a file to who asked for it. In a personal chat Teams asks whether to save it to OneDrive; asked elsewhere, a link
 * comes to the personal chat that works for 15 minutes. It is made when it is wanted, under the rights of that moment.
 */
export async function giveFile(listening: Listening, turn: Turn, answer: Export): Promise<void> {
  if (turn.place.kind !== "personal") return turn.tell(await linkMessage(listening, turn, answer));
  const command = commandText(exportCommand(answer.subject, answer.format));
  await listening.deliverer.api.post(turn.place, {
    summary: `Save ${answer.request.fileName} to your OneDrive?`,
    attachments: [
      {
        contentType: "application/vnd.microsoft.teams.card.file.consent",
        name: answer.request.fileName,
        content: {
          description: answer.making.summary.replace(/^Making /, "").replace(/…$/, ""),
          sizeInBytes: usualBytes[answer.format],
          acceptContext: { command },
          declineContext: { command },
        },
      },
    ],
  });
}

async function linkMessage(listening: Listening, turn: Turn, answer: Export): Promise<Message> {
  const { db, now, signer } = listening;
  const reader = await withTenant(db, turn.context, getReader);
  const { tenantId } = turn.context;
  const { memberId } = turn.context.actor;
  const accountId = answer.subject.kind === "account" ? answer.subject.accountId : null;
  const expiresAt = new Date(now() + fileLinkLifeMs);
  const token = signer.sign(
    "file",
    fileFacts({ tenantId, memberId, accountId, format: answer.format }),
    expiresAt,
  );
  const { fileName } = answer.request;
  return exportLinkMessage({ fileName, path: `/files/${token}/${fileName}` }, reader);
}

const consent = z.looseObject({
  action: z.enum(["accept", "decline"]),
  context: z.looseObject({ command: z.string() }),
  uploadInfo: z
    .looseObject({
      contentUrl: z.url({ protocol: /^https?$/ }),
      name: z.string(),
      uploadUrl: z.url({ protocol: /^https?$/ }),
      uniqueId: z.string(),
      fileType: z.string(),
    })
    .optional(),
});
type UploadInfo = NonNullable<z.infer<typeof consent>["uploadInfo"]>;

/** What somebody said to "Save … to your OneDrive?" (`fileConsent/invoke`): answered at once, done behind. */
export async function answerConsent(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const read = consent.safeParse(activity.value);
  const command = findCommand(read.data?.context.command);
  if (!read.success || !command?.do.startsWith("export-")) return { status: 400 };
  const { action, uploadInfo } = read.data;
  if (action === "accept" && (!uploadInfo || !isAllowed(uploadInfo.uploadUrl, listening.oneDrive))) {
    return { status: 400 };
  }
  listening.desk.take(() =>
    listening.turns.take(activity, async (turn) => {
      if (action === "decline" || !uploadInfo) return putOver(listening, turn, activity, notSavedNotice);
      const { deps, asked } = asking(listening);
      const answer = await actOn(deps, turn.context, command, undefined, asked);
      if (answer.kind === "export") return saveFile(listening, turn, activity, { answer, uploadInfo });
      if (answer.kind === "message") await putOver(listening, turn, activity, answer.message);
    }),
  );
  return { status: 200 };
}

async function saveFile(
  listening: Listening,
  turn: Turn,
  activity: InboundActivity,
  { answer, uploadInfo }: { answer: Export; uploadInfo: UploadInfo },
): Promise<void> {
  const { log, painter, db } = listening;
  const { requestId } = turn.context;
  const reader = await withTenant(db, turn.context, getReader);
  const file = await makeExportFile(answer.request, painter).catch((error: unknown) => {
    log.error({ err: error, requestId }, "An export could not be made");
    return undefined;
  });
  if (!file) return putOver(listening, turn, activity, exportFailedMessage(answer, reader));
  const saved = await upload(file, uploadInfo.uploadUrl, listening.oneDrive).catch((error: unknown) => {
    log.warn({ err: error, requestId }, "OneDrive did not answer");
    return false;
  });
  if (!saved) return putOver(listening, turn, activity, uploadFailedNotice);
  const done = exportDoneMessage({ fileName: file.name, bytes: file.bytes.byteLength, pages: null }, reader);
  await replaceOrPost(listening, turn.place, activity.replyToId, {
    summary: done.summary,
    attachments: [
      {
        contentType: "application/vnd.microsoft.teams.card.file.info",
        name: uploadInfo.name,
        contentUrl: uploadInfo.contentUrl,
        content: { uniqueId: uploadInfo.uniqueId, fileType: uploadInfo.fileType },
      },
    ],
  });
}

async function upload(file: ExportFile, address: string, oneDrive: Destination): Promise<boolean> {
  const { byteLength } = file.bytes;
  const response = await fetchFrom(
    address,
    oneDrive,
    {
      method: "PUT",
      headers: {
        "content-type": file.contentType,
        "content-length": String(byteLength),
        "content-range": `bytes 0-${byteLength - 1}/${byteLength}`,
      },
      body: file.bytes,
    },
    uploadTimeoutMs,
  );
  return response.ok;
}

async function putOver(
  listening: Listening,
  turn: Turn,
  { replyToId }: InboundActivity,
  message: Message,
): Promise<void> {
  const { tenantId } = listening;
  const { memberId } = turn.context.actor;
  const { outgoing } = await layOut(listening.deliverer, {
    tenantId,
    memberId,
    message,
    userId: turn.userId,
  });
  await replaceOrPost(listening, turn.place, replyToId, outgoing);
}

/** Over the question, where it can be. */
async function replaceOrPost(
  { deliverer }: Listening,
  where: Whereabouts,
  asked: string | undefined,
  outgoing: Outgoing,
): Promise<void> {
  if (asked !== undefined) {
    const replaced = await deliverer.api.update(where, asked, outgoing).then(
      () => true,
      () => false,
    );
    if (replaced) return;
  }
  await deliverer.api.post(where, outgoing);
}
