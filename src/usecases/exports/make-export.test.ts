import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addAccount,
  addAlert,
  addUse,
  as,
  type Cast,
  dataDay,
  makeCast,
  now,
  readAudit,
} from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { tabLines, workbookCells, workbookParts } from "../../../test/workbook-parts.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { renderPdf } from "../../render/pdf.ts";
import type { Printable } from "../../render/render-job.ts";
import { renderXlsx } from "../../render/xlsx.ts";
import { makeAccountExport } from "./make-account-export.ts";
import { type ExportRequest, exportFileName, makeExportFile } from "./make-export-file.ts";
import { makePortfolioExport } from "./make-portfolio-export.ts";

describe("exports", () => {
  let db: TestDb;
  let cast: Cast;
  let acme: string;
  beforeAll(async () => {
    db = await openTestDb();
    cast = await makeCast(db, "orrery");
    const ownerId = cast.priya;
    acme = await addAccount(db, cast.tenantId, {
      name: "Acme",
      externalId: "acme",
      ownerId,
      seenBy: [cast.meyer],
      score: { recent: 20.6, habit: 32.3, trend: 14.2, people: 11.7 },
      weekAgo: 86,
      monthAgo: 94,
      actual: 47,
      plan: "Team",
    });
    await addAccount(db, cast.tenantId, {
      name: '=HYPERLINK("http://evil","x")',
      externalId: "+1",
      ownerId,
      score: 55,
      weekAgo: 72,
      monthAgo: 72,
    });
    await addAccount(db, cast.tenantId, { name: "Nothing Yet", ownerId });
    await addAccount(db, cast.tenantId, { name: "Jonas only", ownerId: cast.jonas, score: 90 });
    await addAlert(db, cast.tenantId, acme);
    await addUse(db, cast.tenantId, acme, [
      { day: dataDay, users: ["u:ann", "u:bob"], features: { Reports: 2 } },
    ]);
  });
  afterAll(() => db.close());

  const account = (input: Partial<Parameters<typeof makeAccountExport>[1]> = {}) =>
    withTenant(db, as(cast.tenantId, cast.priya), (tx) =>
      makeAccountExport(tx, { accountId: acme, format: "csv", now, ...input }),
    );
  const portfolio = (input: Partial<Parameters<typeof makePortfolioExport>[1]> = {}, memberId = cast.priya) =>
    withTenant(db, as(cast.tenantId, memberId), (tx) =>
      makePortfolioExport(tx, { format: "csv", now, ...input }),
    );
  const csvLines = ({ document }: ExportRequest) =>
    document.format === "csv" ? document.text.replace("\ufeff", "").trimEnd().split("\r\n") : [];
  const reportOf = ({ document }: ExportRequest) => (document.format === "pdf" ? document.report : undefined);

  test("an account as CSV has a row for every scored day, whose points add up", async () => {
    const request = await account();
    expect(request).toMatchObject({
      fileName: "Acme-health-2026-11-19.csv",
      period: { from: "2026-08-21", to: "2026-11-19" },
    });
    expect(csvLines(request)).toEqual([
      "Day,Health,Band,Recent,Habit,Trend,People,User-days,User-days in 28 days,Usual in 28 days,Users in 28 days,Scoring version",
      "2026-10-22,94,healthy,23,33,24,14,0,47,40,8,1",
      "2026-11-12,86,healthy,21,30,22,13,0,47,40,8,1",
      "2026-11-19,79,healthy,21,32,14,12,2,47,40,8,1",
    ]);
  });

  test("an account as PDF says what the card says, and lists the alerts of the period", async () => {
    const report = reportOf(await account({ format: "pdf", publicUrl: "https://bellwether.example" }));
    expect(report).toMatchObject({
      kind: "account",
      tenantName: "orrery",
      accountName: "Acme",
      status: "79, healthy, dropping",
      band: "healthy",
      people: { now: 8, before: 8 },
      sentences: ["Usage down 49%: 47 user-days in 28 days, usual 92. Mostly Planning board."],
    });
    if (report?.kind !== "account") return;
    expect(report.facts[0]).toEqual({
      label: "Health",
      value: "79 of 100",
    });
    expect(report.facts.map(({ label }) => label)).toEqual([
      "Health",
      "In 28 days",
      "Last used",
      "Owner",
      "Plan",
    ]);
    expect(report.alerts).toEqual([
      {
        openedOn: "2026-11-20",
        what: "Acme: usage down 49%",
        state: "open",
        link: expect.stringMatching(/^https:\/\/bellwether\.example\/accounts\/.+#alert-/),
      },
    ]);
    expect(report.charts.map(({ kind }) => kind)).toEqual(["account", "score-change", "feature-usage"]);
    const { heading, rows } = report.change ?? { heading: "", rows: [] };
    expect(heading).toBe(
      report.charts
        .flatMap((one) => (one.kind === "score-change" ? [one.title] : []))[0]
        ?.slice("Acme: ".length),
    );
    expect(rows.map(({ part }) => part.split(":")[0])).toEqual(["Recent", "Habit", "Trend", "People"]);
  });

  test("a customer's own admin is told nothing of alerts, not even that there are none", async () => {
    const { tenantId, meyer } = cast;
    const request = await withTenant(db, as(tenantId, meyer), (tx) =>
      makeAccountExport(tx, { accountId: acme, format: "pdf", now }),
    );
    expect(reportOf(request)).toMatchObject({ accountName: "Acme", alerts: null });
  });

  test("a past period shows the account as it stood then", async () => {
    const report = reportOf(await account({ format: "pdf", from: "2026-10-01", to: "2026-11-12" }));
    expect(report).toMatchObject({
      status: "86, healthy",
      alerts: [],
      period: { from: "2026-10-01", to: "2026-11-12" },
    });
    const then = csvLines(await portfolio({ to: "2026-11-12" }));
    expect(then.find((line) => line.startsWith("Acme,"))).toMatch(/^Acme,acme,86,healthy,/);
  });

  test("a portfolio as CSV has every account that the asker sees, and no live formula", async () => {
    const lines = csvLines(await portfolio());
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^Acme,acme,79,"healthy, dropping",-7,-15,/);
    expect(lines[2]).toMatch(/^"'=HYPERLINK\(""http:\/\/evil"",""x""\)",'\+1,55,at risk,-17,-17,/);
    expect(lines[3]).toMatch(/^Nothing Yet,[^,]+,,no data,,,,/);
    expect(csvLines(await portfolio({}, cast.dana))).toHaveLength(5);
    expect(csvLines(await portfolio({}, cast.meyer)).map((line) => line.split(",")[0])).toEqual([
      "Account",
      "Acme",
    ]);
  });

  test("a portfolio as PDF counts bands and says how many changed since its start", async () => {
    const report = reportOf(await portfolio({ format: "pdf", from: "2026-10-22" }));
    expect(report).toMatchObject({
      kind: "portfolio",
      memberName: "Priya Shah",
      counts: { atRisk: 1, watch: 0, healthy: 1, noData: 1 },
      sentences: ["Since 22 October 2 accounts fell by 3 points or more, 0 rose."],
    });
    if (report?.kind !== "portfolio") return;
    expect(report.rows.map(({ now: score, usage }) => [score, usage])).toEqual([
      [79, "47, usual 92"],
      [55, "40, usual 40"],
      [null, "–"],
    ]);
    expect(reportOf(await portfolio({ format: "pdf" }, cast.dana))).toMatchObject({
      memberName: "All accounts",
    });
  });

  test("a portfolio that is narrowed has those accounts alone, and says to which", async () => {
    const names = (request: ExportRequest) => csvLines(request).map((line) => line.split(",")[0]);
    expect(names(await portfolio({ filter: "no-data" }))).toEqual(["Account", "Nothing Yet"]);
    expect(names(await portfolio({ search: "acme" }))).toEqual(["Account", "Acme"]);
    expect(
      reportOf(await portfolio({ format: "pdf", from: "2026-10-22", filter: "healthy", search: "ac" })),
    ).toMatchObject({
      counts: { atRisk: 0, watch: 0, healthy: 1, noData: 0 },
      sentences: [
        "1 of 3 accounts: Healthy, found by “ac”.",
        "Since 22 October 1 account fell by 3 points or more, 0 rose.",
      ],
    });
    const { cells } = await opened(await portfolio({ format: "xlsx", filter: "at-risk" }));
    expect(tabLines(cells, "Portfolio")).toHaveLength(2);
    expect(tabLines(cells, "About").join("\n")).toContain(
      "At risk: the accounts that Priya Shah looks after",
    );
  });

  /** The file as a stranger reads it. */
  const opened = async ({ document }: ExportRequest) => {
    const parts = workbookParts(
      document.format === "xlsx" ? await renderXlsx(document.workbook) : new Uint8Array(),
    );
    return { parts, cells: workbookCells(parts) };
  };

  test("a portfolio as XLSX has what one decides by first, and says what it is", async () => {
    const request = await portfolio({ format: "xlsx" });
    expect(request.fileName).toBe("Portfolio-health-2026-11-19.xlsx");
    const { parts, cells } = await opened(request);
    expect([...cells.keys()]).toEqual(["Portfolio", "About"]);
    const [head, acme, hostile, empty] = tabLines(cells, "Portfolio");
    expect(head).toMatch(
      /^Account \| Owner \| Health \| Band \| Signal \| Change in 7 days \| Recent \| Habit \| Trend \| People \| User-days in 28 days \| Usual in 28 days \| Against usual \| Contract value \| Currency \| Renewal \| Why \| /,
    );
    expect(acme).toMatch(
      /^Acme \| Priya Shah \| 79 \| healthy \| dropping \| -7 \| 21 \| 32 \| 14 \| 12 \| 47 \| 92 \| -0\.48\d+ \| {2}\| {2}\| {2}\| Usage down 49%: 47 user-days in 28 days, usual 92\. /,
    );
    expect(hostile).toMatch(/^=HYPERLINK\("http:\/\/evil","x"\) \| Priya Shah \| 55 \| at risk /);
    expect(empty).toMatch(/^Nothing Yet \| Priya Shah \| {2}\| no data /);
    for (const xml of parts.values()) expect(xml).not.toMatch(/<f[\s>/]|TargetMode="External"/);
    expect(tabLines(cells, "About")).toEqual([
      "About | ",
      "What | Portfolio: 3 accounts",
      "Made for | Priya Shah",
      "Made on | 20 Nov 2026, 8:30 CET",
      "Filter | None: the accounts that Priya Shah looks after, those that need somebody first",
      "From | 46255",
      "Data to | 46345",
      "Standing | 1 at risk, 1 healthy, 1 without data",
      "Confidential | For orrery",
      " | ",
      "Health | 0 to 100, higher is healthier: the sum of its parts",
      "Recent | Days in use lately",
      "Habit | Days in use, 6 months",
      "Trend | Use against usual",
      "People | Users in 16 weeks",
      "User-day | One user active on one day, however often",
      "Usual | User-days in 28 days at the account's own earlier level",
    ]);
  });

  test("an account as XLSX holds what its PDF says and its CSV lists", async () => {
    const { cells } = await opened(
      await account({ format: "xlsx", publicUrl: "https://bellwether.example" }),
    );
    expect([...cells.keys()]).toEqual([
      "Facts",
      "Score by day",
      "Usage by day",
      "Usage by week",
      "Features",
      "What changed",
      "Alerts",
      "About",
    ]);
    const facts = tabLines(cells, "Facts");
    expect(facts.slice(0, 6)).toEqual([
      "Fact | Value | Of | Change in 28 days",
      "Account | Acme |  | ",
      "Id | acme |  | ",
      "Health | 79 | 100 | -15",
      "Band | healthy |  | ",
      "Signal | dropping |  | ",
    ]);
    expect(facts).toContain("Owner | Priya Shah |  | ");
    // 2026-11-19 as Excel counts days; the same figures as in the CSV.
    expect(tabLines(cells, "Score by day").at(-1)).toBe(
      "46345 | 79 | healthy | 21 | 32 | 14 | 12 | 47 | 40 | 8 | 1",
    );
    const used = tabLines(cells, "Usage by day");
    expect(used).toHaveLength(1 + 91);
    expect(used.at(-1)).toBe("46345 | 2");
    expect(tabLines(cells, "Usage by week")).toHaveLength(1 + 13);
    expect(tabLines(cells, "What changed").at(-1)).toMatch(
      /^Health \| 79 of 100 \| -15 \| Health 79 on Thu 19 Nov, 94 on Thu 22 Oct\./,
    );
    expect(tabLines(cells, "Alerts")[1]).toMatch(
      /^46346 \| Drop alert \| Acme: usage down 49% \| open \| {2}\| https:\/\/bellwether\.example\/accounts\/.+#alert-/,
    );
  });

  test("a customer's own admin gets gentler words, and nothing of the vendor's business with them", async () => {
    const { tenantId, meyer } = cast;
    const inquired = await withTenant(db, as(tenantId, meyer), (tx) =>
      makeAccountExport(tx, { accountId: acme, format: "xlsx", now }),
    );
    const { cells } = await opened(inquired);
    expect([...cells.keys()]).not.toContain("Alerts");
    const facts = tabLines(cells, "Facts").join("\n");
    expect(facts).toContain("Band | strong");
    expect(facts).not.toMatch(/^(Owner|Plan|Renewal|Contract value|Seats|Stage) /m);
    for (const format of ["csv", "xlsx"] as const) {
      const request = await portfolio({ format }, meyer);
      const [head] =
        format === "csv" ? csvLines(request) : tabLines((await opened(request)).cells, "Portfolio");
      expect(head).toMatch(/^Account\b.*\bHealth\b/);
      expect(head).not.toMatch(/Owner|Plan|Renewal|Contract value|Seats|Stage/);
    }
  });

  test("an account's scores stand in the workbook as in the CSV, day for day", async () => {
    const lines = csvLines(await account());
    const { cells } = await opened(await account({ format: "xlsx" }));
    const scored = tabLines(cells, "Score by day").slice(1);
    expect(scored.map((line) => line.split(" | ")[1])).toEqual(
      lines.slice(1).map((line) => line.split(",")[1]),
    );
  });

  test("a range that cannot be is refused", async () => {
    const wrong = { from: "2026-11-02", to: "2026-11-01" };
    await expect(account(wrong)).rejects.toMatchObject({
      code: "bad-input",
      message: "The end is before the start.",
    });
    await expect(portfolio(wrong)).rejects.toMatchObject({ code: "bad-input" });
  });

  test("every export is kept with its format and period", async () => {
    for (const format of ["csv", "xlsx"] as const) {
      await portfolio({ format });
      expect((await readAudit(db, cast.tenantId)).at(-1)).toMatchObject({
        verb: "exported portfolio",
        memberId: cast.priya,
        detail: { format, from: "2026-08-21", to: "2026-11-19", accounts: 3 },
      });
    }
    await account({ format: "xlsx" });
    expect((await readAudit(db, cast.tenantId)).at(-1)).toMatchObject({
      verb: "exported account",
      detail: { format: "xlsx", from: "2026-08-21", to: "2026-11-19" },
    });
  });

  test("the file holds the bytes and names its type; a PDF and a workbook are made by the painter", async () => {
    const painter = {
      print: (document: Printable) =>
        document.kind === "workbook" ? renderXlsx(document) : renderPdf(document),
    };
    const csv = await makeExportFile(await account(), painter);
    expect(csv).toMatchObject({ name: "Acme-health-2026-11-19.csv", contentType: "text/csv; charset=utf-8" });
    expect([...csv.bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const pdf = await makeExportFile(await account({ format: "pdf" }), painter);
    expect(pdf).toMatchObject({ name: "Acme-health-2026-11-19.pdf", contentType: "application/pdf" });
    const xlsx = await makeExportFile(await account({ format: "xlsx" }), painter);
    expect(xlsx).toMatchObject({
      name: "Acme-health-2026-11-19.xlsx",
      contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    });
    expect([...xlsx.bytes.slice(0, 2)]).toEqual([0x50, 0x4b]);
    const whole = await makeExportFile(await portfolio({ format: "pdf" }), painter);
    for (const { bytes } of [pdf, whole])
      expect(new TextDecoder("latin1").decode(bytes.slice(0, 5))).toBe("%PDF-");
  });
});

describe("a file's name", () => {
  test.each([
    ["Çelik Systems GmbH", "Celik-Systems-GmbH-health-2026-11-19.pdf"],
    ["../../etc/passwd", "etc-passwd-health-2026-11-19.pdf"],
    ["Straße & Søn", "Strasse-Son-health-2026-11-19.pdf"],
    ["株式会社", "Account-health-2026-11-19.pdf"],
  ])("of “%s” is %s", (subject, name) => {
    expect(exportFileName(subject, "2026-11-19", "pdf")).toBe(name);
  });

  test("holds nothing but letters, digits, hyphens and one dot, and stays short", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (subject) => {
        const name = exportFileName(subject, "2026-11-19", "csv");
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]*\.csv$/);
        expect(name.length).toBeLessThan(100);
      }),
    );
  });
});
