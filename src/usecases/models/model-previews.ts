import { systemContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { enqueue } from "../../db/queue.ts";
import {
  findPreview,
  insertPreview,
  noteSeen,
  type PreviewKind,
  type PreviewRow,
  updatePreview,
} from "../../db/scores/model-previews.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { ModelCalibration, ModelPreview } from "../../results/models.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import { requireAdmin } from "../require-role.ts";
import { calibrateModel } from "./calibrate-model.ts";
import type { OnAccounts } from "./each-account.ts";
import { getModels, type Models, publishedPair } from "./get-models.ts";
import { compareVersions, previewModel } from "./preview-model.ts";
import { readDocument } from "./read-document.ts";

/** How far a preview is, and what it found. */
export type PreviewState<Found> =
  | { readonly state: "waiting" | "running"; readonly done: number; readonly total: number }
  | { readonly state: "done"; readonly found: Found }
  | { readonly state: "failed"; readonly sentence: string }
  | { readonly state: "superseded" };

/** A preview that was asked for: two models over the same history, or the bands that it suggests for one. */
export type AskedPreview = {
  readonly id: string;
  /** The draft, the later version, or the model that bands are for. */
  readonly document: ModelDocument;
  /** Of two versions: the one it is held against, and this one. */
  readonly oldVersion: number;
  readonly nextVersion: number | null;
} & (
  | ({ readonly kind: "draft" | "versions" } & PreviewState<ModelPreview>)
  | ({ readonly kind: "bands" } & PreviewState<ModelCalibration>)
);

/** What a preview is asked of: JSON that somebody wrote, or two versions. */
export type PreviewQuestion =
  | { readonly kind: "draft" | "bands"; readonly document: unknown }
  | { readonly kind: "versions"; readonly oldVersion: number; readonly nextVersion: number };

/**
 * Asks for a preview, which a job works out; an older one of its kind that is not done yet is dropped.
 * @throws AppError `not-allowed`; `bad-input` with every fault in words; as `publishedPair` of two versions
 * @returns the preview's id
 */
export async function askPreview(
  tx: TenantTx,
  input: { readonly question: PreviewQuestion; readonly now: Date },
): Promise<string> {
  requireAdmin(tx, "scoring");
  const { question, now } = input;
  const { actor } = tx.context;
  const id = newId(now.getTime());
  await insertPreview(tx, {
    id,
    kind: question.kind,
    ...(await askedOf(tx, question, await getModels(tx))),
    memberId: actor.kind === "member" ? actor.memberId : null,
    now,
  });
  await enqueue(tx, "preview-model", { previewId: id });
  return id;
}

async function askedOf(
  tx: TenantTx,
  question: PreviewQuestion,
  models: Models,
): Promise<Pick<PreviewRow, "document" | "oldVersion" | "nextVersion">> {
  if (question.kind !== "versions") {
    const document = await readDocument(tx, question.document);
    return { document, oldVersion: models.live.version, nextVersion: null };
  }
  const { old, next } = publishedPair(models, question);
  return { document: next.document, oldVersion: old.version, nextVersion: next.version };
}

/**
 * A preview by id, or the newest of a kind; undefined when there is none. Who is the first to see what was found is in the audit
 * log: what nobody waited for, such as one between two keystrokes, is not.
 * @throws AppError `not-allowed`
 */
export async function lookAtPreview(
  tx: TenantTx,
  which: { readonly id: string } | { readonly kind: PreviewKind },
  input: { readonly now: Date },
): Promise<AskedPreview | undefined> {
  requireAdmin(tx, "scoring");
  const row = await findPreview(tx, which);
  if (row === undefined) return undefined;
  if (row.state === "done" && (await noteSeen(tx, row.id, input.now)))
    await auditPreview(tx, { kind: row.kind, previewId: row.id, now: input.now });
  return askedPreview(row);
}

/** Notes that somebody saw what a preview found. */
export async function auditPreview(
  tx: TenantTx,
  input: { readonly kind: PreviewKind; readonly previewId?: string; readonly now: Date },
): Promise<void> {
  const { kind, previewId, now } = input;
  await writeAudit(tx, { verb: verbs[kind], detail: previewId === undefined ? {} : { previewId }, now });
}

const verbs = {
  draft: "previewed model",
  versions: "compared models",
  bands: "calibrated model",
} as const satisfies Record<PreviewKind, string>;

/** Works out a preview that was asked for: the job. One that a newer took the place of is left. */
export async function runPreview(
  db: Db,
  payload: { readonly tenantId: string; readonly previewId: string },
  input: { now: () => Date; requestId: string },
): Promise<void> {
  const { tenantId, previewId } = payload;
  const note = <T>(work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, systemContext(tenantId, input.requestId), work);
  const row = await note((tx) => findPreview(tx, { id: previewId }));
  if (row === undefined || (row.state !== "waiting" && row.state !== "running")) return;
  const onProgress = (done: number, total: number) =>
    note((tx) => updatePreview(tx, previewId, { state: "running", done, total }));
  try {
    const result = await findOut(db, tenantId, row, { requestId: input.requestId, onProgress });
    if (result === null) return;
    await note((tx) => updatePreview(tx, previewId, { state: "done", result, endedAt: input.now() }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const failed = { state: "failed", error: error.message, endedAt: input.now() } as const;
    await note((tx) => updatePreview(tx, previewId, failed));
  }
}

function findOut(
  db: Db,
  tenantId: string,
  { kind, document, oldVersion, nextVersion }: PreviewRow,
  input: { readonly requestId: string; readonly onProgress: OnAccounts },
): Promise<ModelPreview | ModelCalibration | null> {
  if (kind === "bands") return calibrateModel(db, tenantId, { document, ...input });
  if (nextVersion === null) return previewModel(db, tenantId, { document, ...input });
  return compareVersions(db, tenantId, { oldVersion, nextVersion, ...input });
}

function askedPreview(row: PreviewRow): AskedPreview {
  const { id, kind, document, oldVersion, nextVersion } = row;
  const asked = { id, document, oldVersion, nextVersion };
  // What a row of a kind holds, its job wrote.
  return kind === "bands"
    ? { ...asked, kind, ...stateOf<ModelCalibration>(row) }
    : { ...asked, kind, ...stateOf<ModelPreview>(row) };
}

const ofBefore = {
  state: "failed",
  sentence: "This was worked out before Bellwether was last updated. Preview it again.",
} as const;

/** What an earlier release found lacks figures that are shown by now. */
function isOfBefore(kind: PreviewKind, result: unknown): boolean {
  if (kind === "bands") return (result as Partial<ModelCalibration> | null)?.standing === undefined;
  return (result as Partial<ModelPreview> | null)?.figures?.old.again === undefined;
}

function stateOf<Found>(row: PreviewRow): PreviewState<Found> {
  switch (row.state) {
    case "waiting":
    case "running":
      return { state: row.state, done: row.done, total: row.total };
    case "done":
      return isOfBefore(row.kind, row.result) ? ofBefore : { state: "done", found: row.result as Found };
    case "failed":
      return { state: "failed", sentence: row.error ?? "" };
    case "superseded":
      return { state: "superseded" };
    default:
      return row.state satisfies never;
  }
}
