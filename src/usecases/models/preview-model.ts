import { systemContext } from "../../context.ts";
import type { Db } from "../../db/connection.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import type { ModelPreview } from "../../results/models.ts";
import { addDays, later } from "../../scoring/days.ts";
import { compileModel, type ScoringModel } from "../../scoring/models/compile-model.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import { ModelTrial } from "../../scoring/models/model-trial.ts";
import { eachAccount, type OnAccounts } from "./each-account.ts";
import { getModels, type Models, publishedPair } from "./get-models.ts";
import { calendarOfHistory, readHistory } from "./read-history.ts";
import { readModelRules } from "./read-model-rules.ts";
import { readUnvalued } from "./read-unvalued.ts";

/** Days of history that a preview looks at: a year, or what there is. */
const periodDays = 365;

interface PreviewInput {
  readonly requestId: string;
  /** Over the history as it stood then; left out: all that there is. */
  readonly asOf?: Date;
  readonly onProgress?: OnAccounts | undefined;
}

/**
 * Holds a model against the live one over the tenant's history, here and now.
 * @returns null when `onProgress` said to stop
 * @throws AppError `not-found` when nothing was scored yet
 */
export function previewModel(
  db: Db,
  tenantId: string,
  input: PreviewInput & { readonly document: ModelDocument },
): Promise<ModelPreview | null> {
  return replayBoth(db, tenantId, input, "draft", ({ live }) => {
    const version = live.version + 1;
    return [compileModel(live.document, live.version), compileModel(input.document, version)];
  });
}

/**
 * Holds two published versions against each other, by the same replay as a preview.
 * @returns null when `onProgress` said to stop
 * @throws AppError as `publishedPair`, and `not-found` when nothing was scored yet
 */
export function compareVersions(
  db: Db,
  tenantId: string,
  input: PreviewInput & { readonly oldVersion: number; readonly nextVersion: number },
): Promise<ModelPreview | null> {
  return replayBoth(db, tenantId, input, "versions", (models) => {
    const { old, next } = publishedPair(models, input);
    return [compileModel(old.document, old.version), compileModel(next.document, next.version)];
  });
}

async function replayBoth(
  db: Db,
  tenantId: string,
  input: PreviewInput,
  of: ModelPreview["of"],
  choose: (models: Models) => readonly [ScoringModel, ScoringModel],
): Promise<ModelPreview | null> {
  const started = performance.now();
  const context = systemContext(tenantId, input.requestId);
  const { history, models, rules, from, unvalued } = await withTenant(db, context, (tx) =>
    readTrial(tx, choose, input.asOf),
  );
  const trial = new ModelTrial(rules, await calendarOfHistory(history, models.old.established), from);
  if (!(await eachAccount(history, input.onProgress, (account) => trial.add(account)))) return null;
  return {
    ...trial.result(),
    of,
    oldVersion: models.old.version,
    nextVersion: models.next.version,
    unvalued,
    tookMs: Math.round(performance.now() - started),
  };
}

/** All that a trial is made of. */
async function readTrial(
  tx: TenantTx,
  choose: (models: Models) => readonly [ScoringModel, ScoringModel],
  asOf: Date | undefined,
) {
  const [old, next] = choose(await getModels(tx));
  const history = await readHistory(tx, asOf);
  const from = later(history.firstDay, addDays(history.lastDay, 1 - periodDays));
  const range = { from, to: history.lastDay };
  const rules = { old: await readModelRules(tx, old, range), next: await readModelRules(tx, next, range) };
  const unvalued = await readUnvalued(tx, next.document, history.lastDay);
  return { history, models: { old, next }, rules, from, unvalued };
}
