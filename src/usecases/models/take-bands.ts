import { findPreview } from "../../db/scores/model-previews.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { ModelCalibration } from "../../results/models.ts";
import type { BandThresholds } from "../../scoring/types.ts";
import { requireAdmin } from "../require-role.ts";
import { saveDraft } from "./change-model.ts";
import { getModels, type ModelVersion } from "./get-models.ts";

/**
 * Saves a model as the draft, with the bands that the tenant's history was found to suggest.
 * @param input.document JSON that somebody wrote; its own bands give way
 * @param input.previewId of the preview that found them
 * @throws AppError `not-allowed`, `not-found` for a preview that found no bands, `bad-input` with every fault in words
 */
export async function takeBands(
  tx: TenantTx,
  input: { readonly document: unknown; readonly previewId: string; readonly now: Date },
): Promise<ModelVersion> {
  requireAdmin(tx, "scoring");
  const { document, previewId, now } = input;
  const row = isId(previewId) ? await findPreview(tx, { id: previewId }) : undefined;
  const found = row?.kind === "bands" && row.state === "done" ? (row.result as ModelCalibration) : undefined;
  if (!found?.bands) throw notFound("suggestion");
  return saveDraft(tx, { document: { ...Object(document), bands: found.bands }, now });
}

/**
 * Puts bands into the draft that they were found for; where they were found for the live model, makes a draft of it.
 * @param input.model the draft, or the live model where there was none, as it was when the bands were looked for
 * @throws AppError `not-allowed`, `bad-input` with every fault in words, `conflict` where it was changed since
 */
export async function putBands(
  tx: TenantTx,
  input: { readonly model: ModelVersion; readonly bands: BandThresholds; readonly now: Date },
): Promise<ModelVersion> {
  const { model, bands, now } = input;
  const { draft, live } = await getModels(tx);
  const stored = draft ?? live;
  if (stored.version !== model.version || stored.at?.getTime() !== model.at?.getTime()) {
    throw new AppError(
      "conflict",
      "The draft was changed while the bands were looked for: it stays as it is. Look for them again.",
    );
  }
  return saveDraft(tx, { document: { ...stored.document, bands }, now });
}
