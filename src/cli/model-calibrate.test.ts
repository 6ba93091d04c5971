import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCast } from "../../test/fixture.ts";
import { openOwner } from "../../test/owner.ts";
import { tellMany } from "../../test/story.ts";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { startModel } from "../scoring/models/compile-model.ts";
import { runCli } from "./run-cli.ts";

let db: TestDb;
let folder: string;

beforeAll(async () => {
  db = await openTestDb();
  const owner = await openOwner(db);
  await tellMany(owner, await makeCast(db, "orrery", { zone: "UTC" }), 48);
  await owner.close();
  folder = await mkdtemp(join(tmpdir(), "bellwether-bands-"));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function bellwether(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const out = (text: string) => {
    said.out += text;
  };
  const err = (text: string) => {
    said.err += text;
  };
  const env = { DATABASE_URL: db.ownerUrl, SECRET_KEY: "ab".repeat(32) };
  const code = await runCli(args, env, { out, err, interactive: false });
  return { code, ...said };
}

async function draftDocument() {
  return JSON.parse((await bellwether("model", "draft", "--json")).out).document;
}

const now = ["--now", "2026-11-20T09:00:00Z"];

test("calibrate without a draft makes one of the live model, with the bands that were found, and says so", async () => {
  const plain = await bellwether("model", "calibrate", ...now);
  expect(plain.out).toContain("Version 1, live:");
  expect((await bellwether("model", "draft")).err).toContain("There is no draft.");
  const { out } = await bellwether("model", "calibrate", "--draft", ...now);
  expect(out).toContain(
    "Version 2 is the draft: version 1, which is live, with these bands. Next: bellwether model preview",
  );
  const drafted = await draftDocument();
  expect(drafted).toEqual({ ...startModel("b2b"), bands: drafted.bands });
  expect(drafted.bands).not.toEqual(startModel("b2b").bands);
});

test("calibrate puts bands into the draft that there is, found for its scores; all else in it stays", async () => {
  const typed = {
    ...startModel("b2b"),
    weights: { recent: 20, habit: 35, trend: 25, people: 20 },
    segments: [{ name: "Large", when: { seats: { from: 100 } }, silenceDays: 30 }],
  };
  const path = join(folder, "typed.json");
  await writeFile(path, JSON.stringify(typed));
  await bellwether("model", "draft", path);
  const { out } = await bellwether("model", "calibrate", "--draft", ...now);
  expect(out).toContain("Version 2, the draft:");
  expect(out).toContain("Version 2, the draft, has these bands now; all else in it is as it was.");
  const drafted = await draftDocument();
  expect(drafted).toEqual({ ...typed, metrics: {}, bands: drafted.bands });
  expect(drafted.bands).not.toEqual(typed.bands);
});

test("calibrate and preview look at the history as it stood at --now", async () => {
  const then = ["--now", "2026-11-13T09:00:00Z"];
  expect((await bellwether("model", "calibrate", ...now)).out).toContain(
    "17 Mar – 24 Sep 2026: 18.5% stopped",
  );
  expect((await bellwether("model", "calibrate", ...then)).out).toContain("17 Mar – 17 Sep 2026: ");
  expect((await bellwether("model", "preview", ...then)).out).toContain(" – 12 Nov 2026: ");
  const early = await bellwether("model", "calibrate", "--now", "2024-03-10T09:00:00Z");
  expect(early.err).toContain("There is no history yet: nothing was scored so far.");
  expect(early.code).toBe(1);
});
