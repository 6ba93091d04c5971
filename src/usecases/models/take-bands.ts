import { findPreview } from "../../db/scores/model-previews.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { ModelCalibration } from "../../results/models.ts";
import { requireAdmin } from "../require-role.ts";
import { saveDraft } from "./change-model.ts";
import type { ModelVersion } from "./get-models.ts";

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
