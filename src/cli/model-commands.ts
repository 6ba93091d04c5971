import { readFile } from "node:fs/promises";
import { readFactGroups } from "../db/accounts/segment-facts.ts";
import { readMetrics } from "../db/metrics/metrics.ts";
import { readTenantRules } from "../db/people/tenants.ts";
import { readDataState } from "../db/scores/data-state.ts";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { ModelPreview } from "../results/models.ts";
import type { ModelDocument } from "../scoring/models/model.ts";
import { modelChanges } from "../scoring/models/model-changes.ts";
import { calibrateModel } from "../usecases/models/calibrate-model.ts";
import { discardDraft, publishModel, restoreModel, saveDraft } from "../usecases/models/change-model.ts";
import type { OnAccounts } from "../usecases/models/each-account.ts";
import { getModels, publishedPair, versionNumbered } from "../usecases/models/get-models.ts";
import { auditPreview } from "../usecases/models/model-previews.ts";
import { compareVersions, previewModel } from "../usecases/models/preview-model.ts";
import { readDocument } from "../usecases/models/read-document.ts";
import { readUnvalued } from "../usecases/models/read-unvalued.ts";
import { putBands } from "../usecases/models/take-bands.ts";
import { scoresFromWords, unvaluedWords } from "../words/model-preview.ts";
import { dayIn } from "../zones.ts";
import type { Command, CommandRun } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { calibrationText, changesText, modelText, previewText, segmentsText } from "./model-text.ts";
import { say, text } from "./tenant-commands.ts";

/** `bellwether model show`. */
export const modelShowCommand: Command = {
  name: "model show",
  summary: "Show how a tenant's accounts are scored: the live model, or another version",
  usage: "[VERSION]",
  positionals: [0, 1],
  tenant: true,
  run: async (run) => {
    const { models, zone } = await inTenant(run, async (tx) => ({
      models: await getModels(tx),
      zone: (await readTenantRules(tx)).zone,
    }));
    const asked = run.positionals[0];
    const shown = asked === undefined ? models.live : versionNumbered(models, versionOf(asked));
    for (const line of modelText(models, shown, zone)) say(run, line);
    await saySegments(run, shown.document);
    return { ...shown, history: models.history.map(({ document: _, ...version }) => version) };
  },
};

/** `bellwether model draft`. */
export const modelDraftCommand: Command = {
  name: "model draft",
  summary: "Save a model as the draft; without a file, print the draft",
  usage: "[FILE.json]",
  positionals: [0, 1],
  tenant: true,
  timed: true,
  options: { discard: { type: "boolean", help: "Throw the draft away" } },
  run: async (run) => {
    if (run.values.discard === true) {
      await inTenant(run, (tx) => discardDraft(tx, { now: run.now }));
      say(run, "The draft is gone.");
      return null;
    }
    const file = run.positionals[0];
    const document = file === undefined ? undefined : await readJson(file);
    const { models, metrics } = await inTenant(run, async (tx) => {
      if (document !== undefined) await saveDraft(tx, { document, now: run.now });
      return { models: await getModels(tx), metrics: await readMetrics(tx) };
    });
    if (!models.draft)
      throw new AppError("not-found", "There is no draft. Save one: bellwether model draft FILE.json");
    if (file === undefined) say(run, JSON.stringify(models.draft.document, null, 2));
    else {
      say(run, `Version ${models.draft.version} is the draft. Against version ${models.live.version}:`);
      for (const line of changesText(models.live, models.draft, metrics)) say(run, `  ${line}`);
      await saySegments(run, models.draft.document);
      await sayUnvalued(run, models.draft.document);
      say(run, "Next: bellwether model preview");
    }
    return models.draft;
  },
};

/** `bellwether model preview`. */
export const modelPreviewCommand: Command = {
  name: "model preview",
  summary: "Hold the draft, or a file, against the live model over the tenant's last year",
  usage: "[FILE.json]",
  positionals: [0, 1],
  tenant: true,
  timed: true,
  long: true,
  run: async (run) => {
    const file = run.positionals[0];
    const given = file === undefined ? undefined : await readJson(file);
    const document =
      given === undefined ? await draftOf(run) : await inTenant(run, (tx) => readDocument(tx, given));
    const { db } = await run.database();
    const preview = await previewModel(db, await run.tenantId(), {
      document,
      asOf: run.now,
      requestId: newId(),
      onProgress: onAccounts(run, "Replaying both models"),
    });
    const said = await sayPreview(run, preview);
    if (said !== null) await saySegments(run, document);
    return said;
  },
};

/** `bellwether model compare`. */
export const modelCompareCommand: Command = {
  name: "model compare",
  summary: "Hold two published versions against each other, field by field and over the last year",
  usage: "VERSION VERSION",
  positionals: [2, 2],
  tenant: true,
  timed: true,
  long: true,
  run: async (run) => {
    const [oldVersion = 0, nextVersion = 0] = run.positionals.map(versionOf);
    const { models, metrics } = await inTenant(run, async (tx) => ({
      models: await getModels(tx),
      metrics: await readMetrics(tx),
    }));
    const { old, next } = publishedPair(models, { oldVersion, nextVersion });
    say(run, `Version ${nextVersion} against version ${oldVersion}:`);
    for (const line of changesText(old, next, metrics)) say(run, `  ${line}`);
    say(run, "");
    const { db } = await run.database();
    const preview = await compareVersions(db, await run.tenantId(), {
      oldVersion,
      nextVersion,
      asOf: run.now,
      requestId: newId(),
      onProgress: onAccounts(run, "Replaying both models"),
    });
    const changes = modelChanges(old.document, next.document);
    return { changes, preview: await sayPreview(run, preview) };
  },
};

/** `bellwether model publish`. */
export const modelPublishCommand: Command = {
  name: "model publish",
  summary: "Make the draft the live model: scores change from the next day's run",
  tenant: true,
  timed: true,
  options: { note: { type: "string", value: "WHY", help: "Why; it stands in the history (required)" } },
  run: async (run) => {
    const note = text(run, "note") ?? "";
    const published = await inTenant(run, (tx) => publishModel(tx, { note, now: run.now }));
    const scores = await scoresWords(run);
    say(run, `Version ${published.version} ${scores}. History is not rewritten, charts mark the day.`);
    await sayUnvalued(run, published.document);
    return published;
  },
};

/** `bellwether model restore`. */
export const modelRestoreCommand: Command = {
  name: "model restore",
  summary: "Go back to an earlier version: its document is published again",
  usage: "VERSION",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  options: { note: { type: "string", value: "WHY", help: "Why; it stands in the history (required)" } },
  run: async (run) => {
    const version = versionOf(run.positionals[0] ?? "");
    const note = text(run, "note") ?? "";
    const published = await inTenant(run, (tx) => restoreModel(tx, { version, note, now: run.now }));
    const scores = await scoresWords(run);
    say(run, `Version ${published.version}, which is version ${version} again, ${scores}.`);
    return published;
  },
};

/** `bellwether model calibrate`. */
export const modelCalibrateCommand: Command = {
  name: "model calibrate",
  summary: "Find bands in the tenant's own history, with the table that justifies them",
  tenant: true,
  long: true,
  timed: true,
  options: {
    draft: {
      type: "boolean",
      help: "Find them for the draft, and put them into it; without a draft, make one of the live model",
    },
  },
  run: async (run) => {
    const { db } = await run.database();
    const isForDraft = run.values.draft === true;
    const { live, draft } = await inTenant(run, getModels);
    const model = isForDraft ? (draft ?? live) : live;
    const found = await calibrateModel(db, await run.tenantId(), {
      document: model.document,
      asOf: run.now,
      requestId: newId(),
      onProgress: onAccounts(run, "Replaying the history"),
    });
    if (found === null) return null;
    await inTenant(run, (tx) => auditPreview(tx, { kind: "bands", now: run.now }));
    say(run, `Version ${model.version}, ${model.state === "draft" ? "the draft" : "live"}:`);
    for (const line of calibrationText(found)) say(run, line);
    const { bands } = found;
    if (!isForDraft || bands === null) return found;
    const saved = await inTenant(run, (tx) => putBands(tx, { model, bands, now: run.now }));
    const into =
      model.state === "draft"
        ? `Version ${saved.version}, the draft, has these bands now; all else in it is as it was.`
        : `Version ${saved.version} is the draft: version ${model.version}, which is live, with these bands.`;
    say(run, `${into} Next: bellwether model preview`);
    return found;
  },
};

function onAccounts(run: CommandRun, label: string): OnAccounts {
  return (done, total) => {
    run.progress(done, total, label);
    return true;
  };
}

async function sayPreview(run: CommandRun, preview: ModelPreview | null): Promise<ModelPreview | null> {
  if (preview === null) return null;
  for (const line of previewText(preview)) say(run, line);
  await inTenant(run, (tx) => auditPreview(tx, { kind: preview.of, now: run.now }));
  return preview;
}

/** How many accounts each segment of a model has today. */
async function saySegments(run: CommandRun, document: ModelDocument): Promise<void> {
  const groups = await inTenant(run, async (tx) => {
    const { zone } = await readTenantRules(tx);
    return readFactGroups(tx, dayIn(run.now, zone));
  });
  for (const line of segmentsText(document, groups)) say(run, line);
}

/** From which day on the live version scores. */
async function scoresWords(run: CommandRun): Promise<string> {
  return inTenant(run, async (tx) => {
    const { zone } = await readTenantRules(tx);
    const { scoresFrom } = await getModels(tx);
    return scoresFromWords(scoresFrom, dayIn(run.now, zone));
  });
}

/** Which parts of a model have no value for anybody. */
async function sayUnvalued(run: CommandRun, document: ModelDocument): Promise<void> {
  const unvalued = await inTenant(run, async (tx) => {
    const { dataDay } = await readDataState(tx, run.now);
    return dataDay === null ? [] : readUnvalued(tx, document, dataDay);
  });
  for (const part of unvalued) say(run, unvaluedWords(part));
}

async function draftOf(run: CommandRun): Promise<ModelDocument> {
  const { draft } = await inTenant(run, getModels);
  if (draft) return draft.document;
  throw new AppError(
    "not-found",
    "There is no draft. Give a file, or save one: bellwether model draft FILE.json",
  );
}

function versionOf(given: string): number {
  const version = Number(given.replace(/^v/, ""));
  if (Number.isInteger(version) && version > 0) return version;
  throw new AppError("bad-input", `“${given}” is no version. Write a number, such as 2.`);
}

async function readJson(path: string): Promise<unknown> {
  const written = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new AppError("bad-input", `${path} cannot be read.`, { cause });
  });
  try {
    return JSON.parse(written);
  } catch (cause) {
    throw new AppError("bad-input", `${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
}
