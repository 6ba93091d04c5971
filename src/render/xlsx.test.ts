import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formulaPayloads } from "../../test/formula-payloads.ts";
import { tabLines, workbookCells, workbookParts } from "../../test/workbook-parts.ts";
import { bandWords } from "../words/status.ts";
import { cellText } from "./sheets/cell-text.ts";
import { tabNames } from "./sheets/tab-names.ts";
import type { SheetCell, SheetColumn, Workbook } from "./workbook.ts";
import { renderXlsx } from "./xlsx.ts";

/** Whatever a string can hold, halves of pairs included. */
const anyText = fc
  .array(fc.oneof(fc.nat(0xffff), fc.nat(0x1f)), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));

const madeAt = new Date("2026-11-20T07:30:00Z");

function workbook(columns: SheetColumn[], rows: SheetCell[][], more: Partial<Workbook> = {}): Workbook {
  const sheets = [{ name: "Portfolio", layout: "list" as const, columns, rows }];
  return {
    kind: "workbook",
    title: "Portfolio",
    madeAt,
    footer: "Orrery",
    bandNames: bandWords,
    sheets,
    ...more,
  };
}

const read = async (made: Workbook) => {
  const parts = workbookParts(await renderXlsx(made));
  return { parts, cells: workbookCells(parts) };
};

describe("a workbook", () => {
  test("has 0 live formulas of more than 600, wherever they stand", async () => {
    expect(formulaPayloads.length).toBeGreaterThan(600);
    const columns = formulaPayloads.map((head) => ({ head, kind: "text" as const }));
    const { parts, cells } = await read({
      ...workbook(columns, [[...formulaPayloads]]),
      title: "=1+1",
      footer: "&A=1+1",
      bandNames: { ...bandWords, watch: "=1+1" },
      sheets: [
        { name: "=1+1", layout: "list", columns, rows: [[...formulaPayloads]] },
        {
          name: "'=1+1'!A1",
          layout: "card",
          columns: (["text", "prose", "day", "moment", "money", "whole", "band"] as const).map((kind) => ({
            head: kind,
            kind,
          })),
          rows: formulaPayloads.map((text) => [
            text,
            text,
            text,
            { kind: "text", value: text },
            { kind: "money", value: text, currency: text },
            text,
            "watch",
          ]),
        },
      ],
    });
    for (const [path, xml] of parts) {
      expect(xml, path).not.toMatch(/<(f|formula\w*|hyperlink|oleObject|ddeLink|externalReference)[\s>/]/);
      expect(xml, path).not.toContain('TargetMode="External"');
      expect(path).not.toMatch(/externalLink|vba|embed|activeX|connections|queryTable/i);
    }
    const found = [...cells.values()].flat().flatMap((row) => [...row.values()]);
    const payloads = found.filter(
      ({ value }) =>
        value !== "" && !["day", "text", "prose", "moment", "money", "whole", "band"].includes(value),
    );
    expect(payloads.length).toBe(formulaPayloads.length * 9);
    for (const { type, format, value } of payloads) {
      expect(type, JSON.stringify(value)).toMatch(/^(s|inlineStr)$/);
      // As text for good: a cell that is edited and left again is not read anew.
      expect(format, JSON.stringify(value)).toBe("@");
    }
    expect([...(cells.get("=1+1")?.[1]?.values() ?? [])].map(({ value }) => value)).toEqual(
      formulaPayloads.map((text) => text.replace(/\r/g, "\n").replace("\0", "")),
    );
  });

  test("gives any text back that XML can hold, and stays well formed with any other", async () => {
    const texts = fc.sample(anyText, { numRuns: 300, seed: 20261120 });
    texts.push(
      "_x0041_",
      "#N/A",
      "#REF!",
      "a\u0000b\uD800c\uFFFFd",
      "tab\tand\nline",
      "<b>&amp;</b>",
      " spaced ",
    );
    const { parts, cells } = await read(
      workbook(
        [{ head: "Text", kind: "text" }],
        texts.map((text) => [text]),
      ),
    );
    for (const xml of parts.values()) expect(xml).not.toMatch(/(?![\t\n\r])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/u);
    const given = texts.map((text) => cellText(text).replaceAll("_x005F_", "_"));
    const [, ...rows] = cells.get("Portfolio") ?? [];
    expect(rows.map((row) => row.get("A")?.value ?? "")).toEqual(given);
    expect(rows.every((row) => row.get("A")?.type !== "e")).toBe(true);
  });

  test("writes figures, days and money as what they are", async () => {
    const kinds = ["whole", "change", "share", "number", "day", "moment", "money", "band"] as const;
    const { cells } = await read(
      workbook(
        kinds.map((kind) => ({ head: kind, kind })),
        [
          [
            1_900,
            -15,
            -0.49,
            6.25,
            "2027-01-14",
            "2026-11-20T08:30",
            { kind: "money", value: 48_000, currency: "EUR" },
            "at-risk",
          ],
          [0, 6, 2, Number.NaN, "1870-01-01", null, { kind: "money", value: -1, currency: "CHF" }, null],
          [null, null, null, null, "2024-02-29", null, { kind: "money", value: 5, currency: 'X"&' }, "watch"],
        ],
      ),
    );
    const [, first, second, third] = (cells.get("Portfolio") ?? []).map((row) =>
      [...row.values()].map(({ type, value, format }) => `${type} ${value} ${format}`),
    );
    expect(first).toEqual([
      'n 1900 #,##0;"−"#,##0',
      'n -15 +#,##0;"−"#,##0;0',
      'n -0.49 +0%;"−"0%;0%',
      "n 6.25 General",
      // Days since 1900 as Excel counts them: 14 January 2027, and 8:30 on the wall on 20 November 2026.
      "n 46401 d mmm yyyy",
      "n 46346.3541666667 d mmm yyyy hh:mm",
      'n 48000 "€"#,##0;"−""€"#,##0',
      "s at risk General",
    ]);
    expect(second).toEqual([
      'n 0 #,##0;"−"#,##0',
      'n 6 +#,##0;"−"#,##0;0',
      'n 2 +0%;"−"0%;0%',
      "n  General",
      "s 1870-01-01 d mmm yyyy",
      "n  d mmm yyyy hh:mm",
      'n -1 "CHF "#,##0;"−""CHF "#,##0',
      "s no data General",
    ]);
    expect(third?.at(-2)).toBe('n 5 "X& "#,##0;"−""X& "#,##0');
  });

  test("opens with its heads in view, a filter on them and columns as wide as what they hold", async () => {
    const { parts } = await read(
      workbook(
        [
          { head: "Account", kind: "text" },
          { head: "User-days in 28 days", kind: "whole" },
          { head: "Why", kind: "prose" },
        ],
        [
          ["Düsseldorfer Einzelhandelsgesellschaft", 47, "Usage down 49%. ".repeat(12)],
          ["株式会社", 1, ""],
        ],
      ),
    );
    const xml = parts.get("xl/worksheets/sheet1.xml") ?? "";
    expect(xml).toContain('<pane xSplit="1" ySplit="1" topLeftCell="B2" state="frozen"');
    expect(xml).toContain('<autoFilter ref="A1:C3"/>');
    expect([...xml.matchAll(/<col [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([
      41, 14, 72,
    ]);
    // Three lines of reasons; the row below has one, and needs no height of its own.
    expect(xml).toMatch(/<row r="2" ht="45" customHeight="1">/);
    expect(xml).toMatch(/<row r="3">/);
    expect(xml).toContain('fitToWidth="1" fitToHeight="0"');
    expect(xml).toContain("<oddFooter>&amp;L&amp;8 Orrery&amp;R&amp;8 Page &amp;P of &amp;N</oddFooter>");
    expect(parts.get("xl/workbook.xml")).toContain(
      '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'Portfolio\'!$1:$1</definedName>',
    );
  });

  test("prints the first columns where it says so: all rows of them, and no other", async () => {
    const { sheets, ...book } = workbook(
      [
        { head: "Account", kind: "text" },
        { head: "Now", kind: "whole" },
        { head: "Id", kind: "text" },
      ],
      [
        ["Acme", 47, "acme"],
        ["Orbis", 80, "orbis"],
      ],
    );
    const printed = {
      ...book,
      sheets: sheets.map((sheet) => ({ ...sheet, name: "Acme's own", printedColumns: 2 })),
    };
    const { parts } = await read(printed);
    expect(parts.get("xl/workbook.xml")).toContain(
      `<definedName name="_xlnm.Print_Area" localSheetId="0">'Acme''s own'!$A$1:$B$3</definedName>`,
    );
  });

  test("without rows has its heads, and a day that it was made on", async () => {
    const { parts, cells } = await read(workbook([{ head: "Account", kind: "text" }], []));
    expect(tabLines(cells, "Portfolio")).toEqual(["Account"]);
    expect(parts.get("docProps/core.xml")).toContain("2026-11-20T07:30:00Z");
  });

  test("is the same file for the same facts", async () => {
    const made = workbook([{ head: "Account", kind: "text" }], [["Acme"]]);
    expect(await renderXlsx(made)).toEqual(await renderXlsx(made));
  });

  test("holds at most 32,767 characters in a cell", async () => {
    const { cells } = await read(
      workbook([{ head: "Text", kind: "prose" }], [["x".repeat(40_000)], ["é".repeat(32_767)]]),
    );
    const [, long, full] = cells.get("Portfolio") ?? [];
    expect(long?.get("A")?.value).toHaveLength(32_767);
    expect(long?.get("A")?.value.endsWith("…")).toBe(true);
    expect(full?.get("A")?.value).toBe("é".repeat(32_767));
  });
});

describe("names of tabs", () => {
  test.each([
    [
      ["Portfolio", "About"],
      ["Portfolio", "About"],
    ],
    [["Acme: [all]/days?*\\"], ["Acme all days"]],
    [
      ["'quoted'", "History", ""],
      ["quoted", "History 2", "Sheet"],
    ],
    [
      ["Alerts", "ALERTS", "alerts"],
      ["Alerts", "ALERTS 2", "alerts 3"],
    ],
    [
      ["x".repeat(40), "x".repeat(40)],
      [`${"x".repeat(30)}…`, `${"x".repeat(28)}… 2`],
    ],
  ])("%j become %j", (given, made) => {
    expect(tabNames(given)).toEqual(made);
  });

  test("are taken by Excel whatever is given", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { minLength: 1, maxLength: 6 }),
        (given) => {
          const names = tabNames(given);
          expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(given.length);
          for (const name of names) {
            expect(name.length).toBeGreaterThan(0);
            expect(name.length).toBeLessThanOrEqual(31);
            expect(name).not.toMatch(/[[\]:*?/\\]|^'|'$|^history$/i);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
