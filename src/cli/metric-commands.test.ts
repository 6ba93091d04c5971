import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, asSystem, type Cast, makeCast, readAudit } from "../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { runCli } from "./run-cli.ts";

let db: TestDb;
let cast: Cast;
let folder: string;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  for (const name of ["Acme", "Vela"])
    await addAccount(db, cast.tenantId, { name, externalId: name.toLowerCase(), score: 80 });
  folder = await mkdtemp(join(tmpdir(), "bellwether-metrics-"));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function bellwether(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const code = await runCli(
    [...args, ...(args[1] === "list" ? [] : ["--now", "2026-11-20T07:30:00Z"])],
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

async function file(name: string, ...rows: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, rows.join("\n"));
  return path;
}

describe("bellwether metric", () => {
  test("defines, lists and archives", async () => {
    const made = await bellwether(
      "metric",
      "create",
      "tickets-opened",
      "--label",
      "Tickets opened",
      "--good",
      "down",
    );
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain("tickets-opened is defined. Supply it: bellwether metric import FILE");
    const urgent = ["--event", "Ticket opened", "--where", "priority is urgent and hours at least 3"];
    expect(await bellwether("metric", "create", "urgent", ...urgent, "--good", "down")).toMatchObject({
      code: 0,
    });
    expect((await bellwether("metric", "list")).out.split("\n")).toEqual([
      "tickets-opened           counter    supplied  no values yet              Tickets opened",
      "urgent                   counter    event     no values yet              urgent, “Ticket opened” counts as use",
      "",
    ]);
    expect((await bellwether("metric", "remove", "urgent")).out).toBe(
      "urgent is archived. It comes back with: bellwether metric restore urgent\n",
    );
    expect((await bellwether("metric", "remove", "urgent")).err).toContain("This metric doesn't exist");
    const day = ["--now", "2026-11-20T08:30:00Z"];
    expect((await bellwether("metric", "list", "--archived", ...day)).out).toMatch(
      /^urgent +counter +event +archived /,
    );
    expect((await bellwether("metric", "restore", "urgent")).out).toBe("urgent is back, with its days.\n");
    expect((await bellwether("metric", "restore", "urgent")).err).toContain(
      "No archived metric is called “urgent”",
    );
    expect((await bellwether("metric", "remove", "urgent")).code).toBe(0);
  });

  test.each([
    [["tickets-opened"], "There is a metric “tickets-opened” already"],
    [["Tickets"], "“name” must be small letters, digits and hyphens, such as tickets-opened."],
    [["nps", "--kind", "score"], "“kind” must be counter, gauge, rate, histogram."],
    [["nps", "--good", "high"], "“good” must be up or down."],
    [["nps", "--kind", "gauge", "--event", "NPS"], "A gauge needs the property that holds its value."],
    [["share", "--kind", "rate", "--event", "Call"], "A rate needs the condition of what counts"],
    [["x", "--event", "Call", "--where", "priority urgent"], "“priority urgent” is no condition."],
    [["x", "--event", "Call", "--where", "hours at least three"], "“hours” must be compared with a number"],
    [
      ["x", "--where", "a is b"],
      "“where” is for a metric that is counted from an event. Say which with “event”",
    ],
    [["x", "--value", "ms"], "“value” is for a metric that is counted from an event."],
    [
      ["x", "--event", "Call", "--share", "a is b"],
      "“share” is for a rate, and this is a counter. Leave it out",
    ],
    [["x", "--percentile", "50"], "“percentile” is for a histogram, and this is a counter."],
    [
      ["x", "--kind", "histogram", "--event", "Call", "--value", "ms", "--share", "a is b"],
      "“share” is for a rate, and this is a histogram.",
    ],
    [["x", "--kind", "rate", "--event", "Call", "--value", "ms"], "“value” is not for a rate"],
    [
      ["x", "--kind", "rate", "--event", "Call", "--share", "a is b", "--numerator", "n"],
      "or the properties of numerator and denominator, not both.",
    ],
  ])("says what is wrong with %j", async (given, sentence) => {
    const { code, err } = await bellwether("metric", "create", ...given);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  test("says of an event that never came which there are, the likeliest first", async () => {
    await asSystem(db, cast.tenantId, async (tx) => {
      const account = await tx.db.selectFrom("app.account").select("id").limit(1).executeTakeFirstOrThrow();
      for (const feature of ["API call", "Ticket opened", "Ticket closed"])
        await tx.db
          .insertInto("app.feature_day")
          .values({
            tenant_id: tx.tenantId,
            day: "2026-11-10",
            account_id: account.id,
            feature,
            user_days: 1,
          })
          .execute();
    });
    const { code, out } = await bellwether("metric", "create", "typo", "--event", "ticket opned");
    expect({ code, out }).toEqual({
      code: 0,
      out: "typo is defined. Its history is counted.\nNo event “ticket opned” came in 91 days. There are: Ticket opened, Ticket closed, API call.\n",
    });
    await bellwether("metric", "remove", "typo");
  });

  test("changes how a metric is called and read, with an audit row from what to what", async () => {
    const change = (...given: string[]) => bellwether("metric", "change", "tickets-opened", ...given);
    expect(await change("--label", "Tickets", "--unit", "tickets", "--good", "up")).toMatchObject({
      code: 0,
      out: "tickets-opened is changed: label Tickets opened → Tickets, unit none → tickets, good down → up.\n",
    });
    expect((await change("--unit", "tickets")).out).toBe("tickets-opened was so already.\n");
    expect((await change()).err).toContain("Say what is to change: label, unit, good");
    expect((await change("--percentile", "50")).err).toContain("“percentile” is for a histogram");
    expect((await change("--good", "high")).err).toContain("“good” must be up or down.");
    expect((await bellwether("metric", "change", "nope", "--good", "up")).err).toContain(
      "This metric doesn't exist",
    );
    const audit = (await readAudit(db, cast.tenantId)).filter(({ verb }) => verb === "changed metric");
    expect(audit).toMatchObject([
      {
        surface: "cli",
        detail: {
          name: "tickets-opened",
          changes: { label: ["Tickets opened", "Tickets"], unit: ["", "tickets"], good: ["down", "up"] },
        },
      },
    ]);
    await change("--label", "Tickets opened", "--unit", "", "--good", "down");
  });

  test("imports a file with a report by row, again without a change", async () => {
    const path = await file(
      "tickets.csv",
      "customer,date,opened",
      "acme,2026-11-10,3",
      "vela,2026-11-10,1",
      "globex,2026-11-10,1",
      "acme,10.11.2026,1",
      "acme,2026-11-11,two",
      "acme,2026-11-12,0",
    );
    const columns = ["--account", "customer", "--day", "date", "--value", "opened"];
    const args = ["metric", "import", path, "--metric", "tickets-opened", ...columns];
    for (let times = 0; times < 2; times++) {
      const { code, out, err } = await bellwether(...args);
      // Some came in, some were refused.
      expect({ code, err }).toEqual({ code: 3, err: "" });
      expect(out.split("\n")).toEqual([
        "6 rows: 3 in; something is wrong with 3 rows:",
        "  line 4: There is no account “globex”.",
        "  line 5: “date” must be a day such as 2026-11-18, from 1970-01-02 to 2099-12-31, not “10.11.2026”.",
        "  line 6: “opened” must be a number, not “two”.",
        "",
      ]);
      const days = await asSystem(db, cast.tenantId, (tx) =>
        tx.db.selectFrom("app.metric_day").select(["day", "value"]).orderBy("day").orderBy("value").execute(),
      );
      expect(days).toEqual([
        { day: "2026-11-10", value: 1 },
        { day: "2026-11-10", value: 3 },
        { day: "2026-11-12", value: 0 },
      ]);
    }
    expect((await bellwether("metric", "list")).out).toContain("2026-11-10 to 2026-11-12");
    const whole = await file("whole.csv", "customer,date,opened", "acme,2026-11-10,3");
    expect((await bellwether(...args.with(2, whole))).code).toBe(0);
    const bad = await file("bad.csv", "customer,date,opened", "acme,2026-11-10,few");
    expect((await bellwether(...args.with(2, bad))).code).toBe(1);
    await bellwether(...args, "--covered-to", "2026-11-19");
    expect((await bellwether("metric", "list")).out).toContain("2026-11-10 to 2026-11-19");
    for (const day of ["soon", "0001-01-01", "2026-02-30"])
      expect((await bellwether(...args, "--covered-to", day)).err).toContain(
        `The day that is covered must be a day such as 2026-11-18, from 1970-01-02 to 2099-12-31, not “${day}”.`,
      );
    expect((await bellwether(...args, "--covered-to", "2099-11-19")).err).toContain(
      "2099-11-19 has not begun yet where the tenant is.",
    );
    expect(await bellwether("metric", "import", path)).toMatchObject({
      code: 1,
      err: "bellwether: Say which: --metric NAME. See: bellwether metric list\n",
    });
    const wrong = ["metric", "import", path, "--metric"];
    expect((await bellwether(...wrong, "csat")).err).toContain("This metric doesn't exist");
    expect((await bellwether(...wrong, "tickets-opened")).err).toContain("no column “account”");
    const audit = (await readAudit(db, cast.tenantId)).filter(({ verb }) => verb === "supplied metrics");
    expect(audit[0]).toMatchObject({
      surface: "cli",
      detail: { fileName: "tickets.csv", metrics: ["tickets-opened"], rows: 6, refused: 3 },
    });
  });
});

describe("bellwether facts import", () => {
  test("takes what can be read, and says what cannot, by line and column", async () => {
    const path = await file(
      "crm.csv",
      "account,arr,cur,renews,licences,state,gone,csm",
      "acme,42000,eur,2027-01-12,25,live,,meyer@orrery.example",
      'vela,"28,000",EUR,12.01.2027,9,live,2026-11-03,shah@orrery.example',
      "globex,1,EUR,,,,,",
      ",1,EUR,,,,,",
      "acme,,,,none,,,shah@orrery.example",
    );
    const columns =
      "--value arr --currency cur --renewal renews --seats licences --stage state --churned gone --owner csm";
    const { code, out, err } = await bellwether("facts", "import", path, ...columns.split(" "));
    expect({ code, err }).toEqual({ code: 3, err: "" });
    expect(out.split("\n")).toEqual([
      "5 rows: 3 in; something is wrong with 4 rows:",
      // A viewer is nobody of the tenant's own.
      "  line 2: Nobody of yours has the address meyer@orrery.example; the owner stays as it is.",
      "  line 3: “arr” must be an amount of a year, such as 12000 or 12000.50, not “28,000”.",
      "  line 3: “renews” must be a day such as 2026-11-18, from 1970-01-02 to 2099-12-31, not “12.01.2027”.",
      "  line 4: There is no account “globex”.",
      "  line 5: “account” is empty.",
      "",
    ]);
    const rows = await asSystem(db, cast.tenantId, (tx) =>
      tx.db
        .selectFrom("app.account")
        .select([
          "external_id",
          "contract_value",
          "currency",
          "renewal_on",
          "seats",
          "stage",
          "churned_on",
          "owner_id",
        ])
        .orderBy("external_id")
        .execute(),
    );
    const priya = { stage: "live", currency: "EUR", owner_id: cast.priya };
    expect(rows).toEqual([
      {
        ...priya,
        external_id: "acme",
        contract_value: 42_000,
        renewal_on: "2027-01-12",
        seats: null,
        churned_on: null,
      },
      {
        ...priya,
        external_id: "vela",
        contract_value: null,
        renewal_on: null,
        seats: 9,
        churned_on: "2026-11-03",
      },
    ]);
    expect((await bellwether("facts", "import", path)).err).toContain("Say which column holds which fact");
    expect((await bellwether("facts", "import", path, "--plan", "tier")).err).toContain(
      "no column “tier” for the plan",
    );
  });
});
