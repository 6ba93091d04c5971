import { readTenantRules } from "../../db/people/tenants.ts";
import { type ModelRow, readModels, readScoresFrom } from "../../db/scores/models.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { inOrder, type ModelDocument } from "../../scoring/models/model.ts";
import type { Day } from "../../scoring/types.ts";
import { requireAdmin } from "../require-role.ts";

/** A version of the tenant's model as its history tells it. */
export interface ModelVersion {
  readonly version: number;
  readonly document: ModelDocument;
  readonly state: "live" | "past" | "draft";
  /** Why it was published; null: the start, or a draft. */
  readonly note: string | null;
  /** The version whose document this is again. */
  readonly restores: number | null;
  /** Who published it, or saved the draft; null: the command line, or the start. */
  readonly by: string | null;
  readonly at: Date | null;
}

/** A tenant's model and what it was before. */
export interface Models {
  readonly live: ModelVersion;
  readonly draft: ModelVersion | null;
  /** The first day that the live version scores or will: null for the start, and before there is a score. */
  readonly scoresFrom: Day | null;
  /** What was and is live, the newest first; the last is version 1, the start. */
  readonly history: readonly ModelVersion[];
  /** The product's own model of this kind, with the defaults of every field. */
  readonly start: ModelDocument;
}

/**
 * Every version of the tenant's model.
 * @throws AppError `not-allowed` for anybody but admins
 */
export async function getModels(tx: TenantTx): Promise<Models> {
  requireAdmin(tx, "scoring");
  const { models } = await readTenantRules(tx);
  const rows = await readModels(tx);
  const live = models.live.version;
  const start = inOrder(models.version(1).document);
  const first: ModelVersion = {
    version: 1,
    document: start,
    state: live === 1 ? "live" : "past",
    ...{ note: null, restores: null, by: null, at: null },
  };
  const published = rows.filter(({ state }) => state === "published").map((row) => versionOf(row, live));
  const draft = rows.find(({ state }) => state === "draft");
  const history = [...published, first];
  return {
    live: history[0] ?? first,
    draft: draft === undefined ? null : versionOf(draft, live),
    scoresFrom: live === 1 ? null : await readScoresFrom(tx, live),
    history,
    start,
  };
}

/** A version by its number. @throws AppError `bad-input` for what is no number, `not-found` for one that is no version's */
export function versionNumbered(models: Models, version: number): ModelVersion {
  if (!Number.isSafeInteger(version) || version < 1)
    throw new AppError("bad-input", "Say which version by its number, such as 3.", {
      detail: { field: "version" },
    });
  const found = [models.draft, ...models.history].find((one) => one?.version === version);
  if (!found) throw notFound(`version (${version})`);
  return found;
}

/**
 * Two published versions by their numbers.
 * @throws AppError `bad-input` for one version twice, `not-found` for a number that is none, or of a draft
 */
export function publishedPair(
  models: Models,
  numbers: { readonly oldVersion: number; readonly nextVersion: number },
): { readonly old: ModelVersion; readonly next: ModelVersion } {
  const { oldVersion, nextVersion } = numbers;
  const published = { ...models, draft: null };
  const pair = {
    old: versionNumbered(published, oldVersion),
    next: versionNumbered(published, nextVersion),
  };
  if (oldVersion === nextVersion) throw new AppError("bad-input", "Pick two versions, not one twice.");
  return pair;
}

function versionOf(row: ModelRow, live: number): ModelVersion {
  const { version, note, restores } = row;
  const document = inOrder(row.document);
  if (row.state === "draft") {
    return { version, document, state: "draft", note, restores, by: row.savedBy, at: row.savedAt };
  }
  const state = version === live ? "live" : "past";
  return { version, document, state, note, restores, by: row.publishedBy, at: row.publishedAt };
}
