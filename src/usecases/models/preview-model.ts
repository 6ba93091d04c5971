import { setImmediate as nextTurn } from "node:timers/promises";
import { systemContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { enqueue } from "../../db/queue.ts";
import {
  findPreview,
  insertPreview,
  type PreviewRow,
  updatePreview,
} from "../../db/scores/model-previews.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { BacktestRules } from "../../scoring/backtest/backtest.ts";
import type { UsageLog } from "../../scoring/backtest/usage-log.ts";
import { addDays, later } from "../../scoring/days.ts";
import { compileModel, type ScoringModel } from "../../scoring/models/compile-model.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import {
  ModelTrial,
  type TrialAccount,
  type TrialResult,
  type TrialSide,
} from "../../scoring/models/model-trial.ts";
import { Markets } from "../../scoring/replay/replay.ts";
import type { Day } from "../../scoring/types.ts";
import { readTenantLog } from "../backtest/read-tenant-log.ts";
import { readDocument } from "./read-document.ts";
import { readModelRules } from "./read-model-rules.ts";
import { requireAdmin } from "./require-admin.ts";

/** Days of history that a preview looks at: a year, or what there is. */
const periodDays = 365;
/** Accounts between two looks at whether anybody still wants to know; others have their turn after each. */
const accountsPerLook = 25;

/** What a preview found, and of which versions. */
export interface ModelPreview extends TrialResult {
  readonly liveVersion: number;
  readonly draftVersion: number;
  readonly tookMs: number;
}

/** How far a preview is. */
export type PreviewState =
  | { readonly state: "waiting" | "running"; readonly done: number; readonly total: number }
  | { readonly state: "done"; readonly preview: ModelPreview }
  | { readonly state: "failed"; readonly sentence: string }
  | { readonly state: "superseded" };

/**
 * Holds a model against the live one over the tenant's history, here and now.
 * @param input.onProgress told after every few accounts; its answer says whether to go on
 * @throws AppError `not-found` when nothing was scored yet
 */
export async function previewModel(
  db: Db,
  tenantId: string,
  input: {
    document: ModelDocument;
    requestId: string;
    onProgress?: (done: number, total: number) => boolean | Promise<boolean>;
  },
): Promise<ModelPreview | null> {
  const started = performance.now();
  const context = systemContext(tenantId, input.requestId);
  const { log, rules, from, accounts, live } = await withTenant(db, context, (tx) =>
    readTrial(tx, input.document),
  );
  const markets = new Markets(log, live.established);
  for (const series of log.accounts.values()) {
    markets.add(series);
    await nextTurn();
  }
  const trial = new ModelTrial(rules, markets.calendar(), from);
  for (const [at, account] of accounts.entries()) {
    if (at % accountsPerLook === 0 && (await input.onProgress?.(at, accounts.length)) === false) return null;
    trial.add(account);
    await nextTurn();
  }
  const tookMs = Math.round(performance.now() - started);
  return { ...trial.result(), liveVersion: live.version, draftVersion: live.version + 1, tookMs };
}

/**
 * Asks for a preview, which a job computes; an older one that is not done yet is dropped.
 * @param input.document JSON that somebody wrote
 * @throws AppError `not-allowed`, `bad-input` with every fault in words
 * @returns the preview's id
 */
export async function askPreview(tx: TenantTx, input: { document: unknown; now: Date }): Promise<string> {
  requireAdmin(tx);
  const document = await readDocument(tx, input.document);
  const { models } = await readTenantRules(tx);
  const { actor } = tx.context;
  const id = newId(input.now.getTime());
  await insertPreview(tx, {
    id,
    document,
    liveVersion: models.live.version,
    memberId: actor.kind === "member" ? actor.memberId : null,
    now: input.now,
  });
  await enqueue(tx, "preview-model", { previewId: id });
  await writeAudit(tx, { verb: "previewed model", detail: { previewId: id }, now: input.now });
  return id;
}

/** A preview by id, or the newest with what it is of; undefined when there is none. @throws AppError `not-allowed` */
export async function findModelPreview(
  tx: TenantTx,
  id?: string,
): Promise<(PreviewState & { readonly id: string; readonly document: ModelDocument }) | undefined> {
  requireAdmin(tx);
  const row = await findPreview(tx, id);
  return row && { id: row.id, document: row.document, ...stateOf(row) };
}

/** Computes a preview that was asked for: the job. One that a newer took the place of is left. */
export async function runPreview(
  db: Db,
  payload: { readonly tenantId: string; readonly previewId: string },
  input: { now: () => Date; requestId: string },
): Promise<void> {
  const { tenantId, previewId } = payload;
  const note = <T>(work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, systemContext(tenantId, input.requestId), work);
  const row = await note((tx) => findPreview(tx, previewId));
  if (row === undefined || (row.state !== "waiting" && row.state !== "running")) return;
  const onProgress = (done: number, total: number) =>
    note((tx) => updatePreview(tx, previewId, { state: "running", done, total }));
  try {
    const { document } = row;
    const result = await previewModel(db, tenantId, { document, requestId: input.requestId, onProgress });
    if (result === null) return;
    await note((tx) => updatePreview(tx, previewId, { state: "done", result, endedAt: input.now() }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const failed = { state: "failed", error: error.message, endedAt: input.now() } as const;
    await note((tx) => updatePreview(tx, previewId, failed));
  }
}

/** All that a trial is made of. */
interface TrialParts {
  readonly log: UsageLog;
  readonly rules: Readonly<Record<TrialSide, BacktestRules>>;
  readonly from: Day;
  readonly accounts: readonly TrialAccount[];
  readonly live: ScoringModel;
}

async function readTrial(tx: TenantTx, document: ModelDocument): Promise<TrialParts> {
  const { models } = await readTenantRules(tx);
  const { live } = models;
  const draft = compileModel(document, live.version + 1);
  const log = await readTenantLog(tx);
  const from = later(log.firstDay, addDays(log.lastDay, 1 - periodDays));
  const range = { from, to: log.lastDay };
  const rules = {
    live: await readModelRules(tx, live, range),
    draft: await readModelRules(tx, draft, range),
  };
  const known = await tx.db
    .selectFrom("app.account")
    .select(["id", "external_id", "name", "churned_on"])
    .where("tenant_id", "=", tx.tenantId)
    .orderBy("name")
    .orderBy("id")
    .execute();
  const accounts = known.flatMap(({ id, external_id, name, churned_on }): TrialAccount[] => {
    const series = log.accounts.get(external_id);
    return series === undefined ? [] : [{ id, name, series, churnedOn: churned_on }];
  });
  return { log, rules, from, accounts, live };
}

function stateOf(row: PreviewRow): PreviewState {
  switch (row.state) {
    case "waiting":
    case "running":
      return { state: row.state, done: row.done, total: row.total };
    case "done":
      return { state: "done", preview: row.result as ModelPreview };
    case "failed":
      return { state: "failed", sentence: row.error ?? "" };
    case "superseded":
      return { state: "superseded" };
    default:
      return row.state satisfies never;
  }
}
