import { writeAudit } from "../../db/audit.ts";
import { setScoredMetrics } from "../../db/metrics/metrics.ts";
import { lockTenantClock } from "../../db/people/tenants.ts";
import { deleteDraft, publishDraft, writeDraft } from "../../db/scores/models.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { compileModel } from "../../scoring/models/compile-model.ts";
import { isStorable, notStorable } from "../../storable-text.ts";
import { requireAdmin } from "../require-role.ts";
import { getModels, type ModelVersion, versionNumbered } from "./get-models.ts";
import { readDocument } from "./read-document.ts";

/** The longest note, in characters. */
export const maxNote = 500;

/**
 * Saves a model as the draft: the version that would come next. There is one; what it held before is replaced.
 * @param input.document JSON that somebody wrote
 * @throws AppError `not-allowed`, `bad-input` with every fault in words
 */
export async function saveDraft(
  tx: TenantTx,
  input: { document: unknown; now: Date },
): Promise<ModelVersion> {
  requireAdmin(tx, "scoring");
  const document = await readDocument(tx, input.document);
  const saved = await writeNext(tx, { document, restores: null, now: input.now });
  await writeAudit(tx, { verb: "drafted model", detail: { version: saved.version }, now: input.now });
  return saved;
}

/** Throws the draft away. @throws AppError `not-allowed`, `not-found` when there is none */
export async function discardDraft(tx: TenantTx, input: { now: Date }): Promise<void> {
  requireAdmin(tx, "scoring");
  if (!(await deleteDraft(tx))) throw new AppError("not-found", "There is no draft.");
  await writeAudit(tx, { verb: "discarded model", now: input.now });
}

/**
 * Makes the draft the live model. Scores change from the next day's run; no past score does.
 * @param input.note why; required
 * @param input.version the draft that was looked at; another one by now is a conflict
 * @param input.savedAt when what was looked at had been saved; a draft that was saved since is a conflict
 * @throws AppError `not-allowed`, `not-found` without a draft, `bad-input` without a note, `conflict`
 */
export async function publishModel(
  tx: TenantTx,
  input: { note: string; version?: number; savedAt?: Date; now: Date },
): Promise<ModelVersion> {
  requireAdmin(tx, "scoring");
  // A pass that runs ends first: it scores all its days by one model.
  await lockTenantClock(tx, { wait: true });
  const { draft, history } = await getModels(tx);
  const published = history.find(({ version }) => version === input.version);
  if (published) {
    const who = published.by === null ? "" : ` by ${published.by}`;
    throw new AppError("conflict", `Version ${published.version} is published already${who}.`);
  }
  if (!draft) throw new AppError("not-found", "There is no draft to publish. Save one first.");
  const note = checkedNote(input.note);
  const isOther =
    (input.version !== undefined && input.version !== draft.version) ||
    (input.savedAt !== undefined && input.savedAt.getTime() !== draft.at?.getTime());
  if (isOther) {
    const who = draft.by === null ? "" : ` by ${draft.by}`;
    throw new AppError("conflict", `The draft was changed${who} since you looked. Look at it again.`);
  }
  const memberId = memberOf(tx);
  if (!(await publishDraft(tx, { version: draft.version, note, memberId, now: input.now })))
    throw new AppError("conflict", "The draft was published or thrown away just now. Look again.");
  const { windows } = compileModel(draft.document, draft.version);
  await setScoredMetrics(
    tx,
    windows.map(({ metric }) => metric),
  );
  await writeAudit(tx, {
    verb: draft.restores === null ? "published model" : "restored model",
    detail: {
      version: draft.version,
      note,
      ...(draft.restores === null ? {} : { restores: draft.restores }),
    },
    now: input.now,
  });
  return versionNumbered(await getModels(tx), draft.version);
}

/**
 * Goes back to a version of the past: its document becomes the next version, at once.
 * @throws AppError `not-allowed`, `not-found`, `bad-input` without a note, `conflict` while there is a draft of something else
 */
export async function restoreModel(
  tx: TenantTx,
  input: { version: number; note: string; now: Date },
): Promise<ModelVersion> {
  const models = await getModels(tx);
  const { state, document } = versionNumbered(models, input.version);
  checkedNote(input.note);
  if (state === "live") throw new AppError("conflict", `Version ${input.version} is live already.`);
  if (models.draft !== null && models.draft.restores !== input.version) {
    throw new AppError(
      "conflict",
      `There is a draft (version ${models.draft.version}). Publish it or throw it away first.`,
    );
  }
  await writeNext(tx, { document, restores: input.version, now: input.now });
  return publishModel(tx, { note: input.note, now: input.now });
}

async function writeNext(
  tx: TenantTx,
  draft: { document: ModelVersion["document"]; restores: number | null; now: Date },
): Promise<ModelVersion> {
  // Two who save their first draft at once: one after the other.
  await lockTenantClock(tx, { wait: true });
  const { live } = await getModels(tx);
  const version = live.version + 1;
  await writeDraft(tx, { ...draft, version, memberId: memberOf(tx) });
  return versionNumbered(await getModels(tx), version);
}

function memberOf(tx: TenantTx): string | null {
  const { actor } = tx.context;
  return actor.kind === "member" ? actor.memberId : null;
}

function checkedNote(given: string): string {
  const note = given.trim();
  if (note === "" || note.length > maxNote) {
    throw new AppError("bad-input", `Say why in a note of 1 to ${maxNote} characters.`, {
      detail: { field: "note" },
    });
  }
  if (!isStorable(note)) throw new AppError("bad-input", notStorable, { detail: { field: "note" } });
  return note;
}
