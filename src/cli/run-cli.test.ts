import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { workbookCells, workbookParts } from "../../test/workbook-parts.ts";
import { commands } from "./commands.ts";
import { runCli } from "./run-cli.ts";

let db: TestDb;
let folder: string;

beforeAll(async () => {
  db = await openTestDb();
  folder = await mkdtemp(join(tmpdir(), "bellwether-cli-"));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

function capture() {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    terminal: {
      out: (text: string) => void out.push(text),
      err: (text: string) => void err.push(text),
      interactive: false,
    },
  };
}

async function bellwether(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = capture();
  const environment = { DATABASE_URL: db.ownerUrl, SECRET_KEY: "ab".repeat(32) };
  const code = await runCli(args, environment, said.terminal);
  return { code, out: said.out.join(""), err: said.err.join("") };
}

describe("what is not understood", () => {
  test.each([
    [["frobnicate"], "I don't know “frobnicate”"],
    [["tenant", "create"], "tenant create takes SLUG. See: bellwether tenant create --help"],
    [["score", "--colour", "red"], "Unknown option '--colour'"],
    [["score", "--now", "soon"], "--now “soon” is not a time"],
    [["import"], "import takes FILE.csv[.gz]"],
    [["help", "frobnicate"], "I don't know “frobnicate”"],
    [["model", "frobnicate"], "I don't know “model frobnicate”. See: bellwether model --help"],
    [["alerts", "rules", "frobnicate"], "See: bellwether alerts rules --help"],
  ])("%j is exit code 2 and one line that says what to do", async (args, sentence) => {
    const { code, out, err } = await bellwether(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

test("every command explains itself, without a database", async () => {
  for (const command of commands) {
    const { code, out } = await bellwether(...command.name.split(" "), "--help");
    expect(code).toBe(0);
    expect(out).toContain(`Usage: bellwether ${command.name}`);
    expect(out).toContain("--json");
  }
  const { out: overview } = await bellwether("--help");
  expect(overview).toContain("key create");
  expect(await bellwether("help")).toEqual({ code: 0, out: overview, err: "" });
  expect(await bellwether("help", "key", "create")).toEqual(await bellwether("key", "create", "--help"));
});

test("half a command lists the commands that begin so; --version says the version", async () => {
  const { code, out, err } = await bellwether("model");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("Usage: bellwether model COMMAND");
  expect(err).toMatch(/^ {2}model restore +\S/m);
  expect(err).not.toContain("tenant create");
  expect(await bellwether("model", "--help")).toEqual({ code: 0, out: err, err: "" });
  expect(await bellwether("help", "model")).toEqual({ code: 0, out: err, err: "" });
  expect((await bellwether("alerts", "rules")).err).toContain("alerts rules set");
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  expect(await bellwether("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("a wrong setting is exit code 1 and a sentence that says how to set it", async () => {
  const { terminal, err } = capture();
  expect(await runCli(["tenant", "list"], { PORT: "eighty" }, terminal)).toBe(1);
  expect(err.join("")).toContain("PORT must be a number");
});

describe("a tenant from nothing to its first export", () => {
  test("without a tenant, commands say how to make one", async () => {
    const { code, err } = await bellwether("score");
    expect(code).toBe(1);
    expect(err).toContain("bellwether tenant create");
  });

  test("tenant, members and a key are made; what is taken is refused", async () => {
    expect(
      (await bellwether("tenant", "create", "orrery", "--name", "Orrery", "--zone", "Europe/Berlin")).code,
    ).toBe(0);
    expect((await bellwether("tenant", "create", "orrery")).err).toContain(
      "There is a tenant “orrery” already",
    );
    expect((await bellwether("tenant", "create", "other", "--zone", "Mars/Base")).err).toContain(
      "Try Europe/Berlin",
    );
    expect((await bellwether("member", "add", "Priya@orrery.example", "--name", "Priya Shah")).code).toBe(0);
    expect((await bellwether("member", "add", "priya@orrery.example")).err).toContain("is a member already");
    expect((await bellwether("member", "add", "nobody")).err).toContain("not an e-mail address");
    expect((await bellwether("member", "release", "priya@orrery.example")).out).toBe(
      "priya@orrery.example has not signed in with a company account yet.\n",
    );
    expect((await bellwether("member", "release", "nobody@orrery.example")).err).toContain(
      "Nobody here has the address",
    );
    await bellwether("member", "add", "jonas@orrery.example", "--name", "Jonas Lind", "--role", "lead");
    expect((await bellwether("member", "list")).out).toMatch(
      /^jonas@orrery\.example +lead +all accounts +Jonas Lind\npriya@orrery\.example +manager +0 accounts +Priya Shah\n$/,
    );
    expect((await bellwether("member", "remove", "jonas@orrery.example")).out).toBe(
      "jonas@orrery.example is no member any more.\n",
    );
    expect((await bellwether("member", "list")).out).not.toContain("jonas");
    expect((await bellwether("key", "create", "Segment")).out).toMatch(/^bw_\w{32}\n/);
    const list = JSON.parse((await bellwether("tenant", "list", "--json")).out);
    expect(list).toMatchObject([{ slug: "orrery", zone: "Europe/Berlin", demo: false }]);
  });

  test("a file comes in with its refusals by line, again without doubling, and is scored at --now", async () => {
    const days = Array.from({ length: 140 }, (_, index) =>
      new Date(Date.UTC(2026, 6, 1 + index)).toISOString().slice(0, 10),
    );
    const rows = days.flatMap((day) => [`acme,u1,${day},Reports`, `acme,u2,${day},"Planning board"`]);
    const path = join(folder, "usage.csv");
    await writeFile(
      path,
      ["company,user,date,what", ...rows, ",u1,2026-11-01,Reports", "acme,u1,yesterday,Reports"].join("\n"),
    );
    const columns = ["--account", "company", "--user", "user", "--time", "date", "--event", "what"];
    const first = await bellwether("import", path, ...columns);
    expect(first).toMatchObject({ code: 3, err: "" });
    expect(first.out).toContain("282 rows: 280 new, 0 known, 2 refused");
    expect(first.out).toContain("line 282: no account");
    expect(JSON.parse((await bellwether("import", path, ...columns, "--json")).out)).toMatchObject({
      stored: 0,
      known: 280,
    });
    expect((await bellwether("import", join(folder, "none.csv"))).code).toBe(1);

    const scored = await bellwether("score", "--now", "2026-11-18T08:00:00Z", "--json");
    expect(JSON.parse(scored.out)).toMatchObject({ lastFinalDay: "2026-11-17", portfolio: { total: 1 } });
  });

  test("who looks after the account gets its digest, export and sign-in link", async () => {
    expect((await bellwether("account", "assign", "acme", "priya@orrery.example")).code).toBe(0);
    expect((await bellwether("account", "assign", "nothing", "priya@orrery.example")).err).toContain(
      "doesn't exist",
    );
    await bellwether("member", "add", "meyer@acme.example", "--name", "J. Meyer", "--role", "viewer");
    expect((await bellwether("account", "assign", "acme", "meyer@acme.example")).err).toContain(
      "J. Meyer is a customer's own admin and looks after no account. To let them see this one, add --see-only.",
    );
    expect((await bellwether("account", "assign", "acme", "meyer@acme.example", "--see-only")).out).toBe(
      "meyer@acme.example sees acme.\n",
    );
    expect((await bellwether("account", "list")).out).toMatch(
      /^acme {2} \d\d {2}healthy {2}Priya Shah {12}acme\n$/,
    );
    expect(JSON.parse((await bellwether("account", "list", "CME", "--json")).out)).toMatchObject([
      { externalId: "acme", name: "acme", band: "healthy", owner: "Priya Shah", churnedOn: null },
    ]);
    expect((await bellwether("account", "list", "nothing")).out).toBe(
      "No account is called “nothing”. All of them: bellwether account list\n",
    );
    const digest = await bellwether("digest", "priya@orrery.example", "--now", "2026-11-18T08:00:00Z");
    expect(digest.out).toContain("acme");
    const csv = join(folder, "acme.csv");
    const now = ["--now", "2026-11-18T08:00:00Z"];
    expect(
      (await bellwether("export", "acme", "priya@orrery.example", "--format", "csv", "--out", csv, ...now))
        .code,
    ).toBe(0);
    expect(await readFile(csv, "utf8")).toContain("2026-11-17");
    const xlsx = join(folder, "all.xlsx");
    const workbook = ["export", "portfolio", "priya@orrery.example", "--format", "xlsx", "--out", xlsx];
    expect((await bellwether(...workbook, ...now)).code).toBe(0);
    expect(
      workbookCells(workbookParts(await readFile(xlsx)))
        .get("Portfolio")?.[1]
        ?.get("A")?.value,
    ).toBe("acme");
    const pdf = join(folder, "acme.pdf");
    expect((await bellwether("export", "portfolio", "priya@orrery.example", "--out", pdf, ...now)).code).toBe(
      0,
    );
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe("%PDF-");
    expect((await bellwether("sign-in", "priya@orrery.example")).out).toMatch(/\/sign-in\?token=[\w-]{43}\n/);
    expect((await bellwether("sign-in", "nobody@orrery.example")).err).toContain(
      "Nobody here has the address",
    );
  });

  test("sample data are never made where a database is configured", async () => {
    expect((await bellwether("demo")).err).toContain("never made where DATABASE_URL");
  });
});
