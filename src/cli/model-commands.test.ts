import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataDay, makeCast } from "../../test/fixture.ts";
import { openOwner } from "../../test/owner.ts";
import { tellStory } from "../../test/story.ts";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { startModel } from "../scoring/models/compile-model.ts";
import { modelSchema } from "../scoring/models/model-schema.ts";
import { runCli } from "./run-cli.ts";

const now = ["--now", "2026-11-20T09:00:00Z"];
let db: TestDb;
let folder: string;

beforeAll(async () => {
  db = await openTestDb();
  const owner = await openOwner(db);
  const { tenantId, priya } = await makeCast(db, "orrery", { zone: "UTC" });
  for (const [at, name] of ["Acme", "Borealis", "Cobalt"].entries()) {
    const level = (ago: number) => (ago % (at + 1) === 0 ? 1 + at : 0);
    await tellStory(owner, { tenantId, name, ownerId: priya, lastDay: dataDay, days: 150, level });
  }
  await owner.rows("update app.account set plan = 'Enterprise' where name = 'Acme'");
  await owner.close();
  folder = await mkdtemp(join(tmpdir(), "bellwether-models-"));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function bellwether(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const code = await runCli(
    args,
    { DATABASE_URL: db.ownerUrl, SECRET_KEY: "ab".repeat(32) },
    {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      interactive: false,
    },
  );
  return { code, ...said };
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("bellwether model", () => {
  const strict = { ...startModel("b2b"), bands: { atRisk: 90, watch: 97, leave: 1 } };

  test("shows the start, takes a draft, previews it and publishes it, and goes back", async () => {
    const start = await bellwether("model", "show");
    expect(start.out).toContain("v1   live");
    expect(start.out).toContain('"halfLifeDays": 84');
    const drafted = await bellwether("model", "draft", await file("strict.json", strict));
    expect(drafted.out).toContain("Version 2 is the draft. Against version 1:");
    expect(drafted.out).toMatch(/At risk below +60 → 90/);
    const preview = await bellwether("model", "preview", ...now);
    expect(preview.out).toContain("v2 on your history, 23 Jun – 19 Nov 2026: 3 accounts, none lost");
    expect(preview.out).toContain("Too few losses to judge; showing what would change today.");
    expect(preview.out).toMatch(/At risk today +0 +\d/);
    expect(preview.out).not.toContain("False alerts");
    const json = JSON.parse((await bellwether("model", "preview", "--json", ...now)).out);
    expect(json).toMatchObject({
      of: "draft",
      oldVersion: 1,
      nextVersion: 2,
      accounts: 3,
      figures: { old: {}, next: {} },
    });
    expect(await bellwether("model", "publish")).toMatchObject({
      code: 1,
      err: "bellwether: Say why in a note of 1 to 500 characters.\n",
    });
    const published = await bellwether("model", "publish", "--note", "Stricter", ...now);
    expect(published.out).toContain("Version 2 scores the days from Fri 20 Nov on. History is not rewritten");
    const restored = await bellwether("model", "restore", "1", "--note", "Too strict", ...now);
    expect(restored.out).toContain(
      "Version 3, which is version 1 again, scores the days from Fri 20 Nov on.",
    );
    // What is stored as JSON has no order of its own.
    for (const version of ["1", "2", "3"]) {
      const { document } = JSON.parse((await bellwether("model", "show", version, "--json")).out);
      expect(Object.keys(document)).toEqual(Object.keys(modelSchema.shape));
      expect(Object.keys(document.weights)).toEqual(["recent", "habit", "trend", "people"]);
      expect(Object.keys(document.bands)).toEqual(["atRisk", "watch", "leave"]);
    }
    const { history } = JSON.parse((await bellwether("model", "show", "--json")).out);
    expect(
      history.map(({ version, state, note }: Record<string, unknown>) => [version, state, note]),
    ).toEqual([
      [3, "live", "Too strict"],
      [2, "past", "Stricter"],
      [1, "past", null],
    ]);
  });

  test("says how many accounts each segment has, wherever a model is shown", async () => {
    const segments = [
      { name: "Large", when: { seats: { from: 100 } } },
      { name: "Trial", when: { plan: ["trial"] } },
    ];
    const path = await file("segments.json", { ...strict, segments });
    const sizes =
      "  Large  no account\n  Trial  no account\n  3 accounts are in none of these: the model itself holds.\n";
    for (const args of [
      ["draft", path],
      ["preview", ...now],
      ["show", "4"],
    ])
      expect((await bellwether("model", ...args)).out).toContain(sizes);
    expect((await bellwether("model", "show")).out).not.toContain("in none of these");
    await bellwether("model", "draft", "--discard");
  });

  test("says which plans and stages of a segment no account has, and what there is", async () => {
    const segments = [{ name: "Trial", when: { plan: ["nosuchplan"], stage: ["pilot"] } }];
    const drafted = await bellwether("model", "draft", await file("slip.json", { ...strict, segments }));
    expect(drafted.out).toContain("No account has the plan “nosuchplan” today. There are: Enterprise.\n");
    expect(drafted.out).toContain("No account has the stage “pilot” today. No account has a stage yet.\n");
    await bellwether("model", "draft", "--discard");
    const rules = await bellwether("alerts", "rules", "set", "plans=enterprise,Nope");
    expect(rules.out).toContain("No account has the plan “Nope” today. There are: Enterprise.\n");
    expect(rules.out).not.toContain("“enterprise” today");
    await bellwether("alerts", "rules", "set", "plans=");
  });

  test("a mute that is over is refused", async () => {
    const mute = (to: string) => bellwether("alerts", "rules", "set", `mutedTo={"drop":"${to}"}`, ...now);
    expect((await mute("2026-11-19")).err).toContain(
      "mutedTo: 19 Nov 2026 is over: write today, 20 Nov 2026, or a later day.",
    );
    expect((await mute("2026-11-20")).code).toBe(0);
    // What ended since it was set does not stand in the way of another rule.
    const later = await bellwether(
      "alerts",
      "rules",
      "set",
      "dropPercent=40",
      "--now",
      "2026-11-28T09:00:00Z",
    );
    expect(later.code).toBe(0);
  });

  test("says that a part is shared out whose metric has no value for anybody, or is archived", async () => {
    const create = ["--kind", "gauge", "--label", "Zufriedenheit"];
    expect((await bellwether("metric", "create", "mood", ...create)).err).toBe("");
    const document = {
      ...strict,
      weights: { recent: 25, habit: 35, trend: 20, people: 10, sentiment: 10 },
      metrics: { sentiment: { metric: "mood", windowDays: 28, better: "more", all: 9, none: 0 } },
    };
    const sentence = "No values of “Zufriedenheit” yet: Sentiment is shared out among the other parts.\n";
    expect((await bellwether("model", "draft", await file("mood.json", document))).out).toContain(sentence);
    expect((await bellwether("model", "preview", ...now)).out).toContain(sentence);
    const removed = await bellwether("metric", "remove", "mood");
    expect(removed.out).toContain(
      "The draft of the scoring model uses mood for Sentiment: choose another metric there.",
    );
    expect((await bellwether("model", "preview", ...now)).out).toContain(
      "The metric “mood” was archived: Sentiment is shared out among the other parts.",
    );
    await bellwether("metric", "restore", "mood");
    expect((await bellwether("model", "publish", "--note", "Mood counts")).out).toContain(sentence);
    await bellwether("model", "restore", "3", "--note", "Not yet");
  });

  test("holds two versions against each other, field by field and over the history", async () => {
    const compared = await bellwether("model", "compare", "v1", "2", ...now);
    expect(compared.out).toContain("Version 2 against version 1:");
    expect(compared.out).toMatch(/At risk below +60 → 90/);
    expect(compared.out).toContain("v1 and v2 on your history, 23 Jun – 19 Nov 2026: 3 accounts, none lost");
    expect(compared.out).toMatch(/^ +v1 +v2$/m);
    expect(compared.out).not.toMatch(/bands\.|\bnull\b/);
    const { changes, preview } = JSON.parse(
      (await bellwether("model", "compare", "1", "2", "--json", ...now)).out,
    );
    expect(changes).toContainEqual({ field: "bands.watch", from: "70", to: "97" });
    expect(preview).toMatchObject({ of: "versions", oldVersion: 1, nextVersion: 2, accounts: 3 });
  });

  test.each([
    [["model", "compare", "1", "1"], "Pick two versions, not one twice."],
    [["model", "compare", "1", "9"], "This version (9) doesn't exist"],
    [["model", "show", "9"], "This version (9) doesn't exist"],
    [["model", "show", "two"], "“two” is no version. Write a number, such as 2."],
    [["model", "preview"], "There is no draft."],
    [["model", "draft", "/nowhere.json"], "/nowhere.json cannot be read."],
    [["model", "restore", "5", "--note", "Again"], "Version 5 is live already."],
    [["model", "calibrate", ...now], "bands need"],
  ])("says what is wrong with %j", async (args, sentence) => {
    const { code, err } = await bellwether(...args);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });

  test("says every field of a file that is wrong", async () => {
    const wrong = { ...strict, silenceDays: 2, bands: { atRisk: 90, watch: 80, leave: 1 } };
    const { err } = await bellwether("model", "draft", await file("wrong.json", wrong));
    expect(err).toContain("silenceDays: Write a whole number from 7 to 365 (days).");
    expect(err).toContain("bands.watch: Watch ends at 80 and at risk at 90: watch must end higher.");
    expect((await bellwether("model", "draft", await file("no.json", "{"))).err).toContain("is no JSON");
  });
});
