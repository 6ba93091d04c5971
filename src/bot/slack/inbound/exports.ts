import type { Db } from "../../../db/connection.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import type { ChartPainter } from "../../../render/png.ts";
import { type ExportFile, makeExportFile } from "../../../usecases/exports/make-export-file.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import type { Answer } from "../../answers.ts";
import { errorMessage } from "../../views/errors.ts";
import { exportDoneMessage, exportFailedMessage } from "../../views/export.ts";
import { createSlackClient, type SlackApi } from "../client.ts";
import type { SlackLog } from "../log.ts";
import type { Deliverer } from "../outbound/deliver.ts";
import { outcomeOf } from "../outbound/outcome.ts";
import { atOnce } from "../outbound/pacer.ts";
import { uploadInTurn } from "../outbound/upload.ts";
import { slackBusyNotice, slackSilentNotice, stillWorkingNotice } from "./notices.ts";
import type { Turn } from "./turn.ts";

/** A file may take longer than a call's usual time. */
const uploadTimeoutMs = 60_000;
/** How long somebody who waits for a file is asked to wait until Slack takes one more: `slackBusyNotice` says so. */
const busyPatienceMs = 120_000;
/** After this long, somebody who waits is told that work goes on. */
const stillWorkingAfterMs = 20_000;

/** What it takes to make a file and hand it over. */
export interface Exporting {
  readonly db: Db;
  readonly painter: Pick<ChartPainter, "print">;
  readonly api: SlackApi;
  readonly log: SlackLog;
  readonly deliverer: Pick<Deliverer, "pacer" | "sleep">;
}

/** Makes a file and gives it to the asker alone, in their direct messages: says what is being made, then what was made. */
export async function giveFile(
  exporting: Exporting,
  turn: Turn,
  answer: Extract<Answer, { kind: "export" }>,
): Promise<void> {
  const { log } = exporting;
  const { requestId } = turn.context;
  const reader = await withTenant(exporting.db, turn.context, getReader);
  const told = await turn.tell(answer.making);
  const timer = setTimeout(
    () => void turn.tell(stillWorkingNotice).catch(() => undefined),
    stillWorkingAfterMs,
  );
  let file: ExportFile;
  try {
    file = await makeExportFile(answer.request, exporting.painter);
  } catch (error) {
    log.error({ err: error, requestId }, "An export could not be made");
    return await told.replace(exportFailedMessage(answer, reader));
  } finally {
    clearTimeout(timer);
  }
  try {
    const later = await handOver(exporting, turn, file);
    if (later && later.afterMs > busyPatienceMs) return await told.replace(slackSilentNotice);
    if (later) {
      await told.replace(slackBusyNotice);
      await exporting.deliverer.sleep(later.afterMs);
      if (await handOver(exporting, turn, file)) return await told.replace(slackSilentNotice);
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

/** @returns how long Slack asks to be left alone, where it takes no file now */
async function handOver(
  { api, deliverer }: Pick<Exporting, "api" | "deliverer">,
  turn: Turn,
  file: ExportFile,
): Promise<{ readonly afterMs: number } | undefined> {
  const client = createSlackClient(turn.connection.token, { ...api, timeoutMs: uploadTimeoutMs });
  // Always their own conversation with the app: a command may come from one of two others.
  const { channel } = await client.conversations.open({ users: turn.place.slackUserId });
  if (!channel?.id) throw new Error("Slack opened no direct message");
  const way = { workspace: turn.context.tenantId, urgency: atOnce };
  const upload = async () => ({ name: file.name, bytes: file.bytes });
  const uploaded = await uploadInTurn(deliverer.pacer, way, client, upload, channel.id);
  return uploaded.ok ? undefined : uploaded;
}

/** Page objects of a PDF, which stand outside its compressed streams; null when there is none to be seen. */
function countPages(bytes: Uint8Array): number | null {
  return (
    Buffer.from(bytes)
      .toString("latin1")
      .match(/\/Type\s*\/Page\b/g)?.length ?? null
  );
}
