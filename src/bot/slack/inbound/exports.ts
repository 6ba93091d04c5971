import { withTenant } from "../../../db/with-tenant.ts";
import { type ExportFile, makeExportFile } from "../../../usecases/exports/make-export-file.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import type { Answer } from "../../answers/answer-kinds.ts";
import { errorMessage } from "../../views/errors.ts";
import { exportDoneMessage, exportFailedMessage } from "../../views/export.ts";
import { createSlackClient } from "../client.ts";
import { outcomeOf, platformCode } from "../outbound/outcome.ts";
import { atOnce } from "../outbound/pacer.ts";
import { uploadInTurn } from "../outbound/upload.ts";
import type { Listening } from "./listening.ts";
import { slackBusyNotice, slackSilentNotice, stillWorkingNotice } from "./notices.ts";
import type { Turn } from "./turn.ts";

/** A file may take longer than a call's usual time. */
const uploadTimeoutMs = 60_000;
/** How long somebody who waits for a file is asked to wait until Slack takes one more: `slackBusyNotice` says so. */
const busyPatienceMs = 120_000;
/** After this long, somebody who waits is told that work goes on. */
const stillWorkingAfterMs = 20_000;

/** Makes a file and gives it to the asker alone, in their direct messages: says what is being made, then what was made. */
export async function giveFile(
  listening: Listening,
  turn: Turn,
  answer: Extract<Answer, { kind: "export" }>,
): Promise<void> {
  const { log } = listening;
  const { requestId } = turn.context;
  const reader = await withTenant(listening.db, turn.context, getReader);
  const told = await turn.tell(answer.making);
  const timer = setTimeout(
    () => void turn.tell(stillWorkingNotice).catch(() => undefined),
    stillWorkingAfterMs,
  );
  let file: ExportFile;
  try {
    file = await makeExportFile(answer.request, listening.painter);
  } catch (error) {
    log.error({ err: error, requestId }, "An export could not be made");
    return await told.replace(exportFailedMessage(answer, reader));
  } finally {
    clearTimeout(timer);
  }
  try {
    const later = await handOver(listening, turn, reader.memberId, file);
    if (later && later.afterMs > busyPatienceMs) return await told.replace(slackSilentNotice);
    if (later) {
      await told.replace(slackBusyNotice);
      await listening.deliverer.sleep(later.afterMs);
      if (await handOver(listening, turn, reader.memberId, file))
        return await told.replace(slackSilentNotice);
    }
  } catch (error) {
    const outcome = outcomeOf(error, true);
    log.warn({ code: outcome.code, requestId }, "An export could not be uploaded");
    return await told.replace(
      outcome.kind === "failed" ? errorMessage(outcome.sentence, null) : slackSilentNotice,
    );
  }
  const pages = answer.format === "pdf" ? countPages(file.bytes) : null;
  await told.replace(exportDoneMessage({ fileName: file.name, bytes: file.bytes.byteLength, pages }, reader));
}

/**
 * Always into their own conversation with the app: a command may come from one of two others.
 * @returns how long Slack asks to be left alone, where it takes no file now
 */
async function handOver(
  listening: Listening,
  turn: Turn,
  memberId: string,
  file: ExportFile,
): Promise<{ readonly afterMs: number } | undefined> {
  const { api, deliverer, directMessages } = listening;
  const { connection, context } = turn;
  const client = createSlackClient(connection.token, { ...api, timeoutMs: uploadTimeoutMs });
  const found = await directMessages.find(client, connection, memberId, atOnce);
  if (found.kind === "later") return found;
  if (found.kind === "nobody") throw new Error("Slack opened no direct message");
  const way = { workspace: context.tenantId, urgency: atOnce };
  const upload = async () => ({ name: file.name, bytes: file.bytes });
  try {
    const uploaded = await uploadInTurn(deliverer.pacer, way, client, upload, found.conversation);
    return uploaded.ok ? undefined : uploaded;
  } catch (error) {
    // It is not what it was: it is opened anew.
    if (found.isFresh || platformCode(error) !== "channel_not_found") throw error;
    await directMessages.forget(connection, memberId);
    return handOver(listening, turn, memberId, file);
  }
}

/** Page objects of a PDF, which stand outside its compressed streams; null when there is none to be seen. */
function countPages(bytes: Uint8Array): number | null {
  return (
    Buffer.from(bytes)
      .toString("latin1")
      .match(/\/Type\s*\/Page\b/g)?.length ?? null
  );
}
