import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formulaPayloads } from "../../test/formula-payloads.ts";
import { type CsvCell, toCsv } from "./csv.ts";

const read = (csv: string): string[][] => parse(csv, { bom: true });
const one = (cell: CsvCell) => read(toCsv([{ head: "x", cell: () => cell }], [0]))[1]?.[0];

/** What a spreadsheet that trims spaces, marks and quotes would look at first. */
const firstSeen = (cell: string) => cell.replace(/^[\s\p{Cc}\p{Cf}"`]+/u, "").slice(0, 1);

describe("toCsv", () => {
  it("leaves none of 200 and more formula payloads live", () => {
    expect(formulaPayloads.length).toBeGreaterThanOrEqual(200);
    for (const payload of formulaPayloads) {
      const cell = one(payload);
      expect(cell, JSON.stringify(payload)).toBe(`'${payload}`);
      expect(firstSeen(cell ?? ""), JSON.stringify(payload)).toBe("'");
    }
  });

  it("leaves no formula live in whatever text it is given, heads included", () => {
    const text = fc.oneof(
      fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes)),
      fc.tuple(fc.constantFrom(...formulaPayloads), fc.string()).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, text, (head, cell) => {
        const written = read(
          toCsv(
            [
              { head, cell: () => cell },
              { head: "end", cell: () => "." },
            ],
            [0],
          ),
        ).flat();
        for (const seen of written) expect(firstSeen(seen)).not.toMatch(/[=+\-@＝＋－＠−]/);
      }),
      { numRuns: 500 },
    );
  });

  it("gives ordinary text back unchanged, with commas, quotes, line breaks and spaces", () => {
    const plain = fc.string({ unit: "grapheme" }).filter((text) => /^[\p{L}\p{N}][^\r]*$/u.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        expect(one(text)).toBe(text);
      }),
    );
    expect(one('He said "no",\nthen left ')).toBe('He said "no",\nthen left ');
  });

  it("writes numbers as numbers, negative ones too, and nothing for what is unknown", () => {
    expect(toCsv([{ head: "Change", cell: (row: CsvCell) => row }], [-15, 6.5, 0, null, Number.NaN])).toBe(
      "\uFEFFChange\r\n-15\r\n6.5\r\n0\r\n\r\n\r\n",
    );
  });

  it("begins with a byte order mark and ends each line with CRLF", () => {
    const csv = toCsv([{ head: "Name", cell: (row: string) => row }], ["Çelik", "Łódź, Wrocław"]);
    expect(csv).toBe('\uFEFFName\r\nÇelik\r\n"Łódź, Wrocław"\r\n');
  });
});
