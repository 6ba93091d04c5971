import { afterAll, beforeAll, expect, test } from "vitest";
import { as, type Cast, dataDay, makeCast } from "../../../test/fixture.ts";
import { openOwner } from "../../../test/owner.ts";
import { tellMany } from "../../../test/story.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { addDays } from "../../scoring/days.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import {
  calibrationHeading,
  calibrationLines,
  calibrationStanding,
  calibrationVerdict,
} from "../../words/calibration.ts";
import { calibrateModel } from "./calibrate-model.ts";
import { getModels } from "./get-models.ts";
import { askPreview, lookAtPreview, runPreview } from "./model-previews.ts";
import { previewModel } from "./preview-model.ts";
import { putBands, takeBands } from "./take-bands.ts";

const start = startModel("b2b");
const now = new Date(`${addDays(dataDay, 1)}T08:00:00Z`);
let db: TestDb;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  const owner = await openOwner(db);
  cast = await makeCast(db, "orrery");
  await tellMany(owner, cast, 48);
  await owner.close();
});
afterAll(() => db.close());

const admin = <T>(work: (tx: TenantTx) => Promise<T>) => withTenant(db, as(cast.tenantId, cast.tomas), work);

test("a history suggests bands for the model that is asked about, with the table they stand on", async () => {
  const found = await calibrateModel(db, cast.tenantId, { requestId: "t" });
  if (!found?.bands) throw new Error("This history sets bands.");
  const { atRisk, watch } = found.bands;
  expect(calibrationVerdict(found)).toBe(
    `At risk below ${atRisk} (now 60): 37.1% or more goes bad, twice the usual 18.5%. Watch below ${watch} (now 70): 5 points further.`,
  );
  expect(calibrationHeading(found)).toBe(
    "1,187 weekly scores of 48 accounts, 17 Mar – 24 Sep 2026: 18.5% stopped or fell within 56 days (24 accounts)",
  );
  const lines = calibrationLines(found);
  expect(lines.reduce((sum, { rows }) => sum + Number(rows.replace(",", "")), 0)).toBe(found.rows);
  for (const { scores, rows, bad, share } of lines) {
    expect(scores).toMatch(/^\d+ to \d+$/);
    // What is shown in per cent is bad of rows.
    expect(share).toBe(`${((100 * Number(bad)) / Number(rows.replace(",", ""))).toFixed(1)}%`);
  }
  const { standing } = found;
  const document = { ...start, bands: found.bands };
  const preview = await previewModel(db, cast.tenantId, { document, requestId: "t" });
  expect(standing).toEqual({ old: preview?.figures.old.bands, next: preview?.figures.next.bands });
  expect(calibrationStanding(found)).toMatch(
    /^Today: \d+ at risk, \d+ watch, \d+ healthy\. With these bands: \d+ at risk, \d+ watch, \d+ healthy\.$/,
  );
  // Weights that leave out People score lower or higher: the bands are those of the scores.
  const weights = { recent: 50, habit: 40, trend: 10, people: 0 };
  const other = await calibrateModel(db, cast.tenantId, { document: { ...start, weights }, requestId: "t" });
  expect(other?.rows).toBe(found.rows);
  expect(other?.bins).not.toEqual(found.bins);
});

test("what was suggested is taken into the draft, beside whatever else was typed, and nothing else is", async () => {
  const question = { kind: "bands", document: start } as const;
  const previewId = await admin((tx) => askPreview(tx, { question, now }));
  const typed = { ...start, silenceDays: 21 };
  const take = (id: string) => admin((tx) => takeBands(tx, { document: typed, previewId: id, now }));
  await expect(take(previewId)).rejects.toThrow("suggestion");
  await runPreview(db, { tenantId: cast.tenantId, previewId }, { now: () => now, requestId: "t" });
  const looked = await admin((tx) => lookAtPreview(tx, { kind: "bands" }, { now }));
  if (looked?.kind !== "bands" || looked.state !== "done" || !looked.found.bands)
    throw new Error("This history sets bands.");
  const draft = await take(previewId);
  expect(draft).toMatchObject({ state: "draft", version: 2 });
  expect(draft.document).toEqual({ ...typed, bands: looked.found.bands });
  await expect(take(newId())).rejects.toThrow("suggestion");
  const asManager = withTenant(db, as(cast.tenantId, cast.priya), (tx) =>
    takeBands(tx, { document: typed, previewId, now }),
  );
  await expect(asManager).rejects.toThrow("Only an admin");
});

test("bands are put into no draft that somebody changed while they were looked for", async () => {
  const bands = { atRisk: 50, watch: 80, leave: 3 };
  const { draft: model } = await admin(getModels);
  if (model === null) throw new Error("There is a draft.");
  const put = (at: Date) => admin((tx) => putBands(tx, { model, bands, now: at }));
  const later = new Date(now.getTime() + 1000);
  expect((await put(later)).document).toEqual({ ...model.document, bands });
  await expect(put(later)).rejects.toThrow("The draft was changed while the bands were looked for");
});
