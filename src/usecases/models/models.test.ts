import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, asSystem, type Cast, dataDay, makeCast } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { tellStory } from "../../../test/story.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { storeMetricValues } from "../../db/metrics/metric-values.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { addDays } from "../../scoring/days.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import type { Day } from "../../scoring/types.ts";
import { getAccount } from "../accounts/get-account.ts";
import { explainScore } from "../explain/explain-score.ts";
import { runPass } from "../scoring/run-pass.ts";
import { calibrateModel } from "./calibrate-model.ts";
import { discardDraft, publishModel, restoreModel, saveDraft } from "./change-model.ts";
import { getModels } from "./get-models.ts";
import { askPreview, lookAtPreview, runPreview } from "./model-previews.ts";
import { compareVersions, previewModel } from "./preview-model.ts";

/* A tenant's own models: what publishing changes, and above all what it does not. */

const start = startModel("b2b");
/** Half as long a memory, other weights, and rules of their own for large customers. */
const other: ModelDocument = {
  ...start,
  weights: { recent: 30, habit: 20, trend: 30, people: 20 },
  memory: { ...start.memory, habit: { halfLifeDays: 42, fullDays: 30 } },
  segments: [{ name: "Large", when: { seats: { from: 100 } }, bands: { atRisk: 40, watch: 50, leave: 2 } }],
};
const morningAfter = (day: Day) => new Date(`${addDays(day, 1)}T08:00:00Z`);

let db: TestDb;
let owner: Owner;
let cast: Cast;
const accounts = new Map<string, string>();

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery", { zone: "UTC" });
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [cast.tenantId]);
  for (const [at, name] of ["Acme", "Borealis", "Cobalt", "Dune", "Elm", "Fjord"].entries()) {
    const level = (ago: number) => (at === 1 && ago < 70 ? 0 : (ago + at) % (at + 1) === 0 ? 1 + at : 0);
    const story = { tenantId: cast.tenantId, name, ownerId: cast.priya, lastDay: dataDay, days: 220, level };
    accounts.set(name, await tellStory(owner, story));
  }
  await owner.rows("update app.account set seats = 250 where name = 'Fjord'");
  await pass(addDays(dataDay, -4));
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const system = <T>(work: (tx: TenantTx) => Promise<T>) => asSystem(db, cast.tenantId, work);
const admin = <T>(work: (tx: TenantTx) => Promise<T>) => withTenant(db, as(cast.tenantId, cast.tomas), work);
const pass = (day: Day) =>
  runPass(db, cast.tenantId, { now: morningAfter(day), requestId: "t", full: false });
const now = morningAfter(dataDay);

const scoresOf = (name: string) =>
  owner.rows<{
    day: Day;
    model: number;
    segment: string | null;
    score: number;
    habit_sum: number;
    band: string;
  }>(
    `select to_jsonb(s) ->> 'day' as day, model, segment, score, habit_sum, band from app.score s
      where account_id = $1 order by day`,
    [accounts.get(name)],
  );

describe("a tenant's scoring model", () => {
  test("is the product's own at first, version 1, and nothing of it is stored", async () => {
    const models = await admin(getModels);
    expect(models.live).toMatchObject({ version: 1, state: "live", document: start });
    expect(models.history).toHaveLength(1);
    expect(await owner.rows("select version from app.scoring_model")).toEqual([]);
  });

  test("is changed by admins alone, and only to what makes sense", async () => {
    const asManager = withTenant(db, as(cast.tenantId, cast.priya), (tx) =>
      saveDraft(tx, { document: other, now }),
    );
    await expect(asManager).rejects.toThrow("Only an admin");
    const wrong = { ...other, weights: { ...other.weights, trend: 25 } };
    await expect(admin((tx) => saveDraft(tx, { document: wrong, now }))).rejects.toThrow(
      "weights: The weights add up to 95 and must add up to 100: add 5.",
    );
  });

  test("holds texts that can be kept, and says field by field which cannot", async () => {
    const segment = { name: "Large\0", when: { plan: ["Scale", "\ud800"], stage: ["live\0"] } };
    const wrong = { ...other, segments: [segment] };
    const said = ["segments.0.name", "segments.0.when.plan.1", "segments.0.when.stage.0"].map(
      (field) => `${field}: There is a character in this that can't be kept. Type it again.`,
    );
    await expect(admin((tx) => saveDraft(tx, { document: wrong, now }))).rejects.toThrow(said.join("\n"));
  });

  test("is told apart by numbers; what is none is refused in words", async () => {
    for (const version of [Number.NaN, 0, 1.5]) {
      const refused = admin((tx) => restoreModel(tx, { version, note: "Back", now }));
      await expect(refused).rejects.toThrow("Say which version by its number, such as 3.");
    }
  });

  test("waits as a draft that scores nothing, until it is published with a note", async () => {
    await admin((tx) => saveDraft(tx, { document: other, now }));
    await pass(addDays(dataDay, -3));
    expect((await scoresOf("Acme")).at(-1)).toMatchObject({ day: addDays(dataDay, -3), model: 1 });
    await expect(admin((tx) => publishModel(tx, { note: " ", now }))).rejects.toThrow("Say why");
    for (const note of ["Too slow\0", "Too slow\ud800"])
      await expect(admin((tx) => publishModel(tx, { note, now }))).rejects.toThrow("can't be kept");
    const stale = { note: "Try", savedAt: new Date(0), now };
    await expect(admin((tx) => publishModel(tx, stale))).rejects.toThrow("changed by Tomás Reyes");
    const published = await admin((tx) => publishModel(tx, { note: "Habit was too slow", now }));
    expect(published).toMatchObject({
      version: 2,
      state: "live",
      by: "Tomás Reyes",
      note: "Habit was too slow",
    });
    // Who looked at the same draft in another tab is told what became of it.
    const late = { note: "Mine", version: 2, savedAt: now, now };
    await expect(admin((tx) => publishModel(tx, late))).rejects.toThrow(
      "Version 2 is published already by Tomás Reyes.",
    );
  });

  test("scores the days after it was published, and leaves the days before as they were", async () => {
    const before = await scoresOf("Acme");
    await pass(addDays(dataDay, -2));
    const after = await scoresOf("Acme");
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1)).toMatchObject({ day: addDays(dataDay, -2), model: 2, segment: null });
    expect((await scoresOf("Fjord")).at(-1)).toMatchObject({ model: 2, segment: "Large" });
  });

  test("with another memory starts from the history itself, not from sums of the old one", async () => {
    const last = (await scoresOf("Acme")).at(-1);
    const days = await owner.rows<{ ago: number }>(
      "select $2::date - day as ago from app.account_day where account_id = $1 and day <= $2::date",
      [accounts.get("Acme"), last?.day],
    );
    const sum = days.reduce((total, { ago }) => total + 0.5 ** (ago / 42), 0);
    expect(last?.habit_sum).toBeCloseTo(sum, 9);
  });

  test("is told apart from what use did, by one explanation: on the card and wherever one asks why", async () => {
    for (const name of ["Acme", "Fjord"]) {
      const id = accounts.get(name) ?? "";
      const asked = { now: morningAfter(addDays(dataDay, -2)) };
      const [card, why] = await admin(async (tx) => [
        await getAccount(tx, id, asked),
        await explainScore(tx, id, asked),
      ]);
      const changes = Object.fromEntries(why.parts.map(({ part, change }) => [part, change]));
      expect(Object.fromEntries(card.parts.map(({ part, change28d }) => [part, change28d]))).toEqual(changes);
      expect(card.rulesChange).toEqual(why.rules);
      expect(why.rules?.points).not.toBe(null);
      expect(card.change28d).toBe(why.to.score - why.from.score);
    }
  });

  test("stays with each day: a late event scores a past day by the version and segment that it had", async () => {
    // What the account is by now is another segment; the scored days keep theirs.
    await owner.rows("update app.account set seats = 5 where name = 'Fjord'");
    const day = addDays(dataDay, -5);
    const id = accounts.get("Fjord");
    await owner.rows(
      `insert into app.user_day (tenant_id, account_id, day, user_key, events) values ($1, $2, $3, 'u:late', 1) on conflict do nothing`,
      [cast.tenantId, id, day],
    );
    await owner.rows(
      `insert into app.account_day (tenant_id, account_id, day, user_days, events) values ($1, $2, $3, 1, 1)
       on conflict (tenant_id, account_id, day) do update set user_days = app.account_day.user_days + 1`,
      [cast.tenantId, id, day],
    );
    await owner.rows("insert into app.rescore_due (tenant_id, account_id, from_day) values ($1, $2, $3)", [
      cast.tenantId,
      id,
      day,
    ]);
    const before = await scoresOf("Fjord");
    const acme = await scoresOf("Acme");
    await pass(addDays(dataDay, -2));
    const after = await scoresOf("Fjord");
    const made = (rows: typeof before) => rows.map(({ model, segment }) => ({ model, segment }));
    expect(made(after)).toEqual(made(before));
    const changed = after.filter((row, at) => row.score !== before[at]?.score).map((row) => row.day);
    expect(changed[0]).toBe(day);
    expect(after.filter((row) => row.day < day)).toEqual(before.filter((row) => row.day < day));
    expect(await scoresOf("Acme")).toEqual(acme);
    await pass(addDays(dataDay, -1));
    expect((await scoresOf("Fjord")).at(-1)).toMatchObject({ model: 2, segment: null });
  });

  test("goes back to an earlier version as a new one, and no published one ever changes", async () => {
    const restored = await admin((tx) => restoreModel(tx, { version: 1, note: "Back to the start", now }));
    expect(restored).toMatchObject({ version: 3, state: "live", restores: 1, document: start });
    await pass(dataDay);
    expect((await scoresOf("Acme")).at(-1)).toMatchObject({ day: dataDay, model: 3 });
    await expect(admin((tx) => restoreModel(tx, { version: 3, note: "Again", now }))).rejects.toThrow(
      "live already",
    );
    await system(async (tx) => {
      const untouched = await tx.db
        .updateTable("app.scoring_model")
        .set({ note: "Rewritten" })
        .where("version", "=", 2)
        .executeTakeFirst();
      expect(untouched.numUpdatedRows).toBe(0n);
      const kept = await tx.db.deleteFrom("app.scoring_model").where("version", "=", 2).executeTakeFirst();
      expect(kept.numDeletedRows).toBe(0n);
    });
    const verbs = await owner.rows<{ verb: string }>(
      "select verb from app.audit_log where verb like '%model' order by at, id",
    );
    expect(new Set(verbs.map(({ verb }) => verb))).toEqual(
      new Set(["drafted model", "published model", "restored model"]),
    );
    // Going back is one act: version 3 was never a draft of anybody's.
    const of3 = await owner.rows<{ verb: string }>(
      "select verb from app.audit_log where detail ->> 'version' = '3' order by at, id",
    );
    expect(of3.map(({ verb }) => verb)).toEqual(["restored model"]);
  });
});

describe("a preview", () => {
  const look = (which: Parameters<typeof lookAtPreview>[1]) =>
    admin((tx) => lookAtPreview(tx, which, { now }));
  const strict: ModelDocument = { ...start, bands: { atRisk: 90, watch: 98, leave: 1 } };

  test("says who would stand elsewhere, by the code that scores at night", async () => {
    const preview = await previewModel(db, cast.tenantId, { document: strict, requestId: "t" });
    expect(preview).toMatchObject({ of: "draft", oldVersion: 3, nextVersion: 4, accounts: 6, lost: [] });
    const stored = await owner.rows<{ name: string; score: number; band: string }>(
      "select a.name, round(l.score)::int as score, l.band from app.score_latest l join app.account a on a.id = l.account_id",
    );
    const bands = preview?.figures.old.bands;
    for (const band of ["healthy", "watch", "at-risk"] as const)
      expect(bands?.[band]).toBe(stored.filter((row) => row.band === band).length);
    expect(preview?.moves.length).toBeGreaterThan(0);
    for (const move of preview?.moves ?? []) {
      const then = stored.find((row) => row.name === move.name);
      expect(move.old).toEqual({ score: then?.score, band: then?.band });
      expect(move.next.score).toBe(then?.score);
    }
  });

  test("says where each model had a customer who left", async () => {
    await owner.rows("update app.account set churned_on = $1 where name = 'Borealis'", [
      addDays(dataDay, -5),
    ]);
    const preview = await previewModel(db, cast.tenantId, { document: strict, requestId: "t" });
    const [lost] = preview?.lost ?? [];
    expect(lost).toMatchObject({ name: "Borealis", before: [{ days: 90 }, { days: 60 }, { days: 30 }] });
    // Silent since 70 days ago: at risk under both at the end, and its silence was told after 30.
    expect(lost?.before[2]).toMatchObject({ old: { band: "at-risk" }, next: { band: "at-risk" } });
    expect(lost?.warned.old).toBeGreaterThan(0);
    expect(preview?.figures.old.bands["at-risk"]).toBe(
      preview?.moves.filter((move) => move.old.band === "at-risk").length,
    );
  });

  test("is computed by a job, and one that a newer took the place of is left", async () => {
    const ask = (document: ModelDocument) =>
      admin((tx) => askPreview(tx, { question: { kind: "draft", document }, now }));
    const first = await ask(other);
    const second = await ask(strict);
    const jobs = await owner.rows<{ data: { previewId: string; tenantId: string } }>(
      "select data from pgboss.job where name = 'preview-model' order by created_on",
    );
    expect(jobs.map(({ data }) => data.previewId)).toEqual([first, second]);
    for (const { data } of jobs) await runPreview(db, data, { now: () => now, requestId: "t" });
    expect(await look({ id: first })).toMatchObject({ state: "superseded" });
    expect(await look({ kind: "draft" })).toMatchObject({
      id: second,
      state: "done",
      oldVersion: 3,
      found: { accounts: 6 },
    });
  });

  test("is in the audit log once somebody saw it, once, and not before", async () => {
    const seen = () =>
      owner.rows<{ verb: string; detail: { previewId: string } }>(
        "select verb, detail from app.audit_log where verb in ('previewed model', 'compared models')",
      );
    const [before] = await seen();
    expect(before).toMatchObject({ verb: "previewed model" });
    await look({ kind: "draft" });
    expect(await seen()).toHaveLength(1);
    const question = { kind: "versions", oldVersion: 1, nextVersion: 2 } as const;
    const id = await admin((tx) => askPreview(tx, { question, now }));
    expect(await look({ id })).toMatchObject({ state: "waiting" });
    expect(await seen()).toHaveLength(1);
    await runPreview(db, { tenantId: cast.tenantId, previewId: id }, { now: () => now, requestId: "t" });
    await look({ kind: "versions" });
    await look({ id });
    const compared = (await seen()).filter(({ verb }) => verb === "compared models");
    expect(compared.map(({ detail }) => detail)).toEqual([{ previewId: id }]);
    expect(await seen()).toHaveLength(2);
  });

  test("of an earlier release, whose figures are not those that are shown, asks to be done again", async () => {
    const id = await admin((tx) => askPreview(tx, { question: { kind: "draft", document: strict }, now }));
    await owner.rows("update app.model_preview set state = 'done', result = $2 where id = $1", [
      id,
      JSON.stringify({ figures: { old: { falsePerYear: 1.3 }, next: { falsePerYear: 1.3 } } }),
    ]);
    expect(await admin((tx) => lookAtPreview(tx, { id }, { now }))).toMatchObject({
      state: "failed",
      sentence: "This was worked out before Bellwether was last updated. Preview it again.",
    });
    await owner.rows("delete from app.model_preview where id = $1", [id]);
    await owner.rows("delete from pgboss.job where name = 'preview-model'");
  });

  test("of two published versions holds the one against the other, and takes no draft and none twice", async () => {
    const asked = { requestId: "t", oldVersion: 1, nextVersion: 2 };
    const found = await compareVersions(db, cast.tenantId, asked);
    expect(found).toMatchObject({ of: "versions", oldVersion: 1, nextVersion: 2, accounts: 6 });
    const back = await compareVersions(db, cast.tenantId, { ...asked, oldVersion: 2, nextVersion: 1 });
    expect(back?.figures).toEqual({ old: found?.figures.next, next: found?.figures.old });
    // Version 3 is version 1 again.
    const same = await compareVersions(db, cast.tenantId, { ...asked, oldVersion: 1, nextVersion: 3 });
    expect(same?.moves).toEqual([]);
    expect(same?.figures.old).toEqual(same?.figures.next);
    const refused = (oldVersion: number, nextVersion: number) =>
      compareVersions(db, cast.tenantId, { requestId: "t", oldVersion, nextVersion });
    await expect(refused(2, 2)).rejects.toThrow("Pick two versions, not one twice.");
    await expect(refused(1, 4)).rejects.toThrow("This version (4) doesn't exist");
  });
});

describe("a part from the tenant's own metric", () => {
  const support: ModelDocument = {
    ...start,
    weights: { recent: 20, habit: 30, trend: 20, people: 10, support: 20 },
    metrics: { support: { metric: "tickets", windowDays: 7, better: "less", all: 0, none: 10 } },
  };
  const next = addDays(dataDay, 1);

  test("needs a metric that is there", async () => {
    await expect(admin((tx) => saveDraft(tx, { document: support, now }))).rejects.toThrow(
      "metrics.support.metric: There is no metric “tickets”. Define it first: bellwether metric create.",
    );
  });

  test("earns points by its window", async () => {
    const metric = newId();
    await owner.rows(
      `insert into app.metric (tenant_id, id, name, label, unit, kind, good, source, covered_from, covered_to, created_at)
       values ($1, $2, 'tickets', 'Tickets', '', 'counter', 'down', 'supplied', $3, $4, now())`,
      [cast.tenantId, metric, addDays(dataDay, -30), next],
    );
    await owner.rows(
      "insert into app.metric_day (tenant_id, metric_id, day, account_id, value) values ($1, $2, $3, $4, 4)",
      [cast.tenantId, metric, dataDay, accounts.get("Acme")],
    );
    await admin((tx) => saveDraft(tx, { document: support, now }));
    await admin((tx) => publishModel(tx, { note: "Tickets count", now }));
    expect(await owner.rows("select scored from app.metric where name = 'tickets'")).toEqual([
      { scored: true },
    ]);
    const parts = () =>
      owner.rows<{ name: string; score: number; sum: number; support: number | null }>(
        `select a.name, l.score, l.recent + l.habit + l.trend + l.people + coalesce((l.metric_parts ->> 'support')::float8, 0) as sum,
                (l.metric_parts ->> 'support')::float8 as support
           from app.score_latest l join app.account a on a.id = l.account_id where a.churned_on is null order by a.name`,
      );
    await pass(next);
    for (const { name, score, sum, support: points } of await parts()) {
      expect(points).toBeCloseTo(name === "Acme" ? 12 : 20, 9);
      expect(sum).toBeCloseTo(score, 9);
    }
    const card = await admin((tx) => getAccount(tx, accounts.get("Acme") ?? "", { now: morningAfter(next) }));
    expect(card.parts.at(-1)).toMatchObject({ part: "support", points: 12, max: 20 });
  });

  const supportOn = (day: Day) =>
    owner.rows<{ name: string; score: number; support: number | null }>(
      `select a.name, s.score, (s.metric_parts ->> 'support')::float8 as support
         from app.score s join app.account a on a.id = s.account_id where s.day = $1 and a.churned_on is null order by a.name`,
      [day],
    );
  const cardOn = (day: Day) =>
    admin((tx) => getAccount(tx, accounts.get("Acme") ?? "", { now: morningAfter(day) }));

  test("keeps its points while its feed is late, and says to which day it is known", async () => {
    const late = addDays(next, 3);
    await pass(late);
    const before = new Map((await supportOn(next)).map(({ name, support: points }) => [name, points]));
    for (const day of [addDays(next, 1), late])
      expect(new Map((await supportOn(day)).map(({ name, support: points }) => [name, points]))).toEqual(
        before,
      );
    const card = await cardOn(late);
    expect(card.parts.at(-1)).toMatchObject({ part: "support", points: 12, max: 20, knownTo: next });
  });

  test("is scored with its values once they are there, as if they had never been late", async () => {
    const late = addDays(next, 3);
    const came = addDays(next, 1);
    // Acme's values alone; that the feed covers the days is said of all.
    await system((tx) =>
      storeMetricValues(tx, {
        values: [{ i: 0, m: "tickets", a: "Acme", d: came, v: 3 }],
        covered: [{ m: "tickets", d: late }],
        today: addDays(late, 1),
      }),
    );
    await pass(late);
    const days = [came, addDays(next, 2), late];
    const rescored = await Promise.all(days.map(supportOn));
    for (const rows of rescored)
      for (const { name, support: points } of rows) expect(points).toBeCloseTo(name === "Acme" ? 6 : 20, 9);
    // The same days, scored for the first time with all values there.
    await owner.rows("delete from app.score where tenant_id = $1 and day > $2", [cast.tenantId, next]);
    await owner.rows("delete from app.market_day where tenant_id = $1 and day > $2", [cast.tenantId, next]);
    await owner.rows("update app.tenant_clock set last_final_day = $2 where tenant_id = $1", [
      cast.tenantId,
      next,
    ]);
    await pass(late);
    expect(await Promise.all(days.map(supportOn))).toEqual(rescored);
  });

  test("is shared out after two weeks without a value", async () => {
    const shared = addDays(next, 18);
    await pass(shared);
    for (const { support: points } of await supportOn(shared)) expect(points).toBe(null);
    const card = await cardOn(shared);
    expect(card.parts.map(({ part, points, max }) => [part, points === null, max])).toEqual([
      ["recent", false, 25],
      ["habit", false, 37],
      ["trend", false, 25],
      ["people", false, 13],
      ["support", true, 20],
    ]);
    expect(card.parts.reduce((sum, { points }) => sum + (points ?? 0), 0)).toBe(card.score);
    expect(card.parts.at(-1)).toMatchObject({ knownTo: addDays(next, 3) });
  });
});

test("bands are not calibrated on too little, and it says how much is needed", async () => {
  const asked = calibrateModel(db, cast.tenantId, { requestId: "t" });
  await expect(asked).rejects.toThrow(
    /accounts can be judged and \d+ of them stopped or fell; bands need 40 and 20 at the least/,
  );
});

test("a draft can be thrown away, once", async () => {
  await admin((tx) => saveDraft(tx, { document: other, now }));
  await admin((tx) => discardDraft(tx, { now }));
  await expect(admin((tx) => discardDraft(tx, { now }))).rejects.toThrow("no draft");
});
