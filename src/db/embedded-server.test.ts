import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { startEmbeddedServer } from "./embedded-server.ts";

const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bellwether-embedded-"));
  folders.push(folder);
  return folder;
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe("the embedded server", () => {
  test("keeps its data from one start to the next, and a second opener takes over the one that runs", async () => {
    const folder = await newFolder();
    const first = await startEmbeddedServer(folder, { durable: false });
    await ask(first.url, "create table kept (n int); insert into kept values (7)");
    const second = await startEmbeddedServer(folder, { durable: false });
    expect(second).toMatchObject({ url: first.url, startedHere: false });
    await second.stop();
    const third = await startEmbeddedServer(folder, { durable: false });
    expect(await ask(third.url, "select n from kept")).toEqual([{ n: 7 }]);
    await third.stop();
  });

  test("starts in a folder that only its owner may enter, and forgets when that folder is removed", async () => {
    const parent = await newFolder();
    await chmod(parent, 0o700);
    const folder = join(parent, "data");
    const first = await startEmbeddedServer(folder, { durable: false });
    await ask(first.url, "create table kept (n int)");
    await first.stop();
    const again = await startEmbeddedServer(folder, { durable: false });
    expect(await ask(again.url, "select count(*)::int as n from pg_tables where tablename = 'kept'")).toEqual(
      [{ n: 1 }],
    );
    await again.stop();
    await rm(folder, { recursive: true });
    const anew = await startEmbeddedServer(folder, { durable: false });
    expect(await ask(anew.url, "select count(*)::int as n from pg_tables where tablename = 'kept'")).toEqual([
      { n: 0 },
    ]);
    await anew.stop();
  });

  test("a first start that was killed while it made the cluster does not stop the next", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "pg.making"));
    await writeFile(join(folder, "pg.making", "half"), "made");
    await writeFile(join(folder, "pg-password"), "from-the-killed-start\n");
    const server = await startEmbeddedServer(folder, { durable: false });
    expect(await ask(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await server.stop();
    expect(await readdir(folder)).not.toContain("pg.making");
  });
});
