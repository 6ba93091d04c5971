import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDays } from "../scoring/days.ts";
import { runCli } from "./run-cli.ts";

let folder: string;
let log: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bellwether-backtest-"));
  log = join(folder, "log.csv.gz");
  const rows = ["account,user,date,feature"];
  for (let day = 0; day < 560; day++) {
    for (let account = 0; account < 9; account++) {
      const users = account < 6 ? 2 : day < 330 + 20 * account ? 2 : 0;
      for (let user = 0; user < users; user++)
        rows.push(`"acct, ${account}",u${user},${addDays("2020-01-06", day)},x`);
    }
  }
  await writeFile(log, gzipSync(`${rows.join("\n")}\nnobody,u1,2020-02-31,x\n`));
});
afterAll(() => rm(folder, { recursive: true }));

async function bellwether(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const code = await runCli(
    args,
    {},
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

describe("bellwether backtest", () => {
  test("prints the tables, and writes scores, alerts and a report", async () => {
    const out = join(folder, "made", "here");
    const { code, out: text, err } = await bellwether("backtest", log, "--out", out, "--quiet");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(text).toContain("1 row without an account, a user or a date left out, in line 9542");
    expect(text).toContain("9 accounts, 6 Jan 2020 – 18 Jul 2021, b2b.");
    expect(text).toMatch(/^health +lapse +\d+ +9 +0\.\d{3}/m);
    expect(text).toMatch(/^BG\/NBD +decline/m);
    expect(text).toMatch(/^to nothing +\d+ +100\.0%/m);
    expect(text).toMatch(/95% of draws of accounts, lapse: AUC 0\.\d{3} to [01]\.\d{3}, AP [^,]+$/m);
    const scores = (await readFile(join(out, "scores.csv"), "utf8")).trimEnd().split("\n");
    expect(scores[0]).toBe("account,date,score,recent,habit,trend,people");
    const [, day = "", score, ...parts] = (scores[1] ?? "").replace('"acct, 0"', "acct").split(",");
    expect(new Date(`${day}T00:00:00Z`).getUTCDay()).toBe(0);
    expect(parts.map(Number).reduce((sum, part) => sum + part, 0)).toBe(Number(score));
    const spans =
      /scores\.csv has the (\d+) Sundays up to (\S+) for fitting, and the (\d+) Sundays from (\S+) that judge/;
    const [, trained, lastTrained = "", judged, firstJudged = ""] = spans.exec(text) ?? [];
    const days = [...new Set(scores.slice(1).map((line) => /\d{4}-\d{2}-\d{2}/.exec(line)?.[0] ?? ""))];
    expect(days.filter((at) => at <= lastTrained)).toHaveLength(Number(trained));
    expect(days.filter((at) => at >= firstJudged)).toHaveLength(Number(judged));
    expect(days).toHaveLength(Number(trained) + Number(judged));
    const alerts = (await readFile(join(out, "alerts.csv"), "utf8")).trimEnd().split("\n");
    expect(alerts[0]).toBe("account,date,kind,drop");
    expect(alerts.slice(1).some((line) => /^"acct, 6",\d{4}-\d{2}-\d{2},drop,0\.\d+$/.test(line))).toBe(true);
    expect((await readFile(join(out, "backtest.pdf"))).subarray(0, 5).toString()).toBe("%PDF-");
  });

  test("gives the figures as JSON under their names, the same for each baseline", async () => {
    const { code, out, err } = await bellwether("backtest", log, "--json");
    expect(code).toBe(0);
    expect(err.trim().split("\n")).toContain("Scoring: 80%");
    const figure = expect.any(Number);
    const ranked = { auc: figure, ap: figure, p10: null };
    expect(JSON.parse(out)).toMatchObject({
      rows: figure,
      refused: 1,
      unknown: ["P@10% takes weeks with 20 rows: there is none."],
      accounts: 9,
      lapse: ranked,
      decline: ranked,
      alerts: { falsePerQuarter: 0, precision: 1, caught: figure, daysEarlier: figure },
      injected: { half: { medianDays: figure, caught: figure }, quarter: {}, none: {} },
      baselines: {
        recency: { accounts: 9, lapse: ranked, decline: ranked },
        linear: { lapse: ranked },
        bgNbd: {},
      },
    });
  });

  test.each([
    [
      ["--from", "2021-06-01", "--to", "2021-06-02"],
      "There is no Sunday to judge on from 2021-06-01 to 2021-06-02",
    ],
    [["--from", "2021-06-31"], "“2021-06-31” is no day. Write it as 2026-11-19."],
    [
      ["--to", "2022-01-01", "--now", "2021-12-30"],
      "2022-01-01 is still to come: nothing after 2021-12-31 can be judged.",
    ],
    [["--kind", "b2c"], "--kind is b2b or retail."],
    [
      ["--time", "when"],
      "no column “when” for the date. It has: account, user, date, feature. Say which it is with --time.",
    ],
    [["--user", "who"], "The file has no column “who” for the user."],
    [["--event", "what"], "The file has no column “what” for the event."],
    [["--tenant", "orrery"], "Give a file or --tenant, not both."],
  ])("says what is wrong with %j", async (options, sentence) => {
    const { code, err } = await bellwether("backtest", log, ...options);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  test.each([
    ["", "The file is empty."],
    ["account,user,date\n", "The file has a header and no row."],
    ["account;user;date\na;u;2026-01-05\n", "have to be parted by commas."],
    ["Account,User,Date\na,u,05/01/2026\n", "a date such as 2026-11-19; line 2 has “05/01/2026”."],
    ["account,user,date\na,u,1970-01-01\nb,u,9999-12-31\n", "line 2 has “1970-01-01”."],
    ["account,user,date\na,u,2026-01-05\na,v,2026-05-05\n", "too short to judge: 121 days, from 2026-01-05"],
    [
      "account,date\na,2026-01-05\n",
      "too short to judge: 1 day, from 2026-01-05 to 2026-01-05, and retail takes 590.",
    ],
    ["PK\u0003\u0004,x\n1\n", "The file is not CSV, as it is or packed by gzip."],
  ])("says what is wrong with a file: %j", async (content, sentence) => {
    const path = join(folder, "wrong.csv");
    await writeFile(path, content);
    const { code, err } = await bellwether("backtest", path);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(sentence) });
  });

  test("says before it reads anything that a folder can't be made, or an option is not a tenant's", async () => {
    const within = await bellwether("backtest", join(folder, "none.csv"), "--out", log);
    expect(within).toMatchObject({ code: 1, err: expect.stringContaining("can't be made a folder") });
    expect(await bellwether("backtest", "--kind", "retail")).toMatchObject({
      code: 1,
      err: "bellwether: --kind is for a file: give FILE.csv, or leave it out for a tenant.\n",
    });
  });

  test("leaves out what is dated after today: a stray date moves nothing", async () => {
    const path = join(folder, "stray.csv");
    const rows = gunzipSync(await readFile(log)).toString();
    const at = ["--now", "2021-07-18T09:59:00Z", "--json"];
    await writeFile(path, rows);
    const { source: _, ...clean } = JSON.parse((await bellwether("backtest", path, ...at)).out);
    expect(clean).toMatchObject({ refused: 1, ahead: 0, log: { lastDay: "2021-07-18" } });
    // The 18th is not over in Kiribati, and 31 June never was.
    await writeFile(path, `${rows}a,u,2099-01-01,x\na,u,2021-07-19,x\na,u,4102444800,x\na,u,2021-06-31,x\n`);
    const { source: __, ...stray } = JSON.parse((await bellwether("backtest", path, ...at)).out);
    expect(stray).toEqual({ ...clean, refused: 2, ahead: 3 });
    const said = await bellwether("backtest", path, "--now", "2021-07-18T09:59:00Z");
    expect(said.out).toContain("3 rows dated after 2021-07-18 left out, the first in line 9543");
    const later = await bellwether("backtest", path, "--now", "2021-07-18T10:00:00Z");
    expect(later.out).toContain("2 rows dated after 2021-07-19 left out, the first in line 9543");
    expect(later.out).toContain("6 Jan 2020 – 19 Jul 2021");
    await writeFile(path, "account,user,date\na,u,2099-01-01\n");
    expect((await bellwether("backtest", path, ...at)).err).toContain(
      "The file has no usable row up to 2021-07-18; line 2 is dated after it.",
    );
  });

  test("knows what is packed by what is in it: a file may have any name", async () => {
    const packed = await readFile(log);
    const files = { "LOG.CSV.GZ": packed, "log.csv": packed, "log.gz": gunzipSync(packed) };
    const found = [];
    for (const [name, content] of Object.entries({ ...files, "log.csv.gz": packed })) {
      const path = join(folder, "named", name);
      await mkdir(join(folder, "named"), { recursive: true });
      await writeFile(path, content);
      const { code, out } = await bellwether("backtest", path, "--json");
      expect(code).toBe(0);
      found.push({ ...JSON.parse(out), source: "log" });
    }
    expect(found[0]).toMatchObject({ refused: 1, accounts: 9 });
    for (const other of found) expect(other).toEqual(found[0]);
  });

  test("reads times in any usual form as the same days", async () => {
    const days = Array.from({ length: 330 }, (_, day) => addDays("2020-01-06", day));
    const forms: ((day: string) => string)[] = [
      (day) => day,
      (day) => `${day}T23:15:00-05:00`,
      (day) => `${day} 23:15:00.5+00`,
      (day) => `${Date.parse(day) / 1000 + 3_600}`,
      (day) => `${Date.parse(day) + 3_600_000}`,
    ];
    const found = [];
    for (const [at, form] of forms.entries()) {
      const path = join(folder, `form-${at}.csv`);
      const rows = days.flatMap((day) => [`"a",ada,${form(day)}`, "", `"a",ben,${form(day)}`]);
      await writeFile(path, `\uFEFFACCOUNT, user ,"Date"\r\n${rows.toReversed().join("\r\n")}`);
      const { source, ...rest } = JSON.parse((await bellwether("backtest", path, "--json")).out);
      found.push(rest);
    }
    expect(found[0]).toMatchObject({ refused: 0, log: { firstDay: "2020-01-06", lastDay: "2020-11-30" } });
    for (const other of found) expect(other).toEqual(found[0]);
  });

  test("judges only the span that is given, and knows a log of single users for retail", async () => {
    const span = ["--from", "2021-03-01", "--to", "2021-03-14", "--json"];
    const judged = JSON.parse((await bellwether("backtest", log, ...span)).out);
    expect(judged).toMatchObject({
      cutOffs: 2,
      spans: { test: { from: "2021-03-01", to: "2021-03-14" } },
      sundays: {
        train: { first: "2020-05-03", last: "2021-01-03" },
        test: { count: 2, first: "2021-03-07", last: "2021-03-14" },
      },
    });
    const path = join(folder, "orders.csv");
    const orders = Array.from({ length: 300 }, (_, at) => `c${at % 30},${addDays("2020-01-06", at * 2)}`);
    await writeFile(path, ["customer,when", ...orders].join("\n"));
    const retail = await bellwether("backtest", path, "--account", "customer", "--time", "when", "--json");
    expect(JSON.parse(retail.out)).toMatchObject({ kind: "retail", decline: null });
  });
});
