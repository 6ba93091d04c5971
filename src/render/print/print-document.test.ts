import { inflateSync } from "node:zlib";
import type { MeasuredInline } from "pdfmake/js/TextInlines.js";
import { describe, expect, it } from "vitest";
import { longReport } from "../../../bench/parts/sample-report.ts";
import { fontFamily, fontFile } from "../fonts/fonts.ts";
import { renderPdf } from "../pdf.ts";
import { accountDocument } from "../report/account-report.ts";
import { reportDocument } from "../report/page.ts";
import { LayoutBuilder } from "./pdfmake-parts.ts";
import { printDocument } from "./print-document.ts";
import { ReportLayout } from "./report-layout.ts";
import { ReportFile } from "./shared-fonts.ts";

/** The objects of a PDF by number, with their streams unpacked. */
function objectsOf(pdf: Uint8Array): Map<string, string> {
  const source = Buffer.from(pdf).toString("latin1");
  const objects = [...source.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)];
  return new Map(
    objects.map(([, id = "", body = ""]) => {
      const stream = /\nstream\n([\s\S]*)\nendstream/.exec(body)?.[1];
      if (stream === undefined) return [id, body];
      const bytes = Buffer.from(stream, "latin1");
      return [id, body.includes("FlateDecode") ? inflateSync(bytes).toString("latin1") : stream];
    }),
  );
}

/** What a reader of the PDF can select: each page's text, a line for each piece that is shown. */
function textOf(pdf: Uint8Array): string[] {
  const objects = objectsOf(pdf);
  const refer = (body: string, key: string) => new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1] ?? "";
  const fonts = new Map<string, string[]>();
  const pages: string[] = [];
  for (const body of objects.values()) {
    if (!/\/Type \/Page\b(?!s)/.test(body)) continue;
    const resources = objects.get(refer(body, "Resources")) ?? body;
    for (const [, name = "", id = ""] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const cmap = objects.get(refer(objects.get(id) ?? "", "ToUnicode")) ?? "";
      const letters = [...(/\[(<[^\]]*>)\]/.exec(cmap)?.[1] ?? "").matchAll(/<([0-9a-f ]*)>/g)];
      fonts.set(
        name,
        letters.map(([, hex = ""]) =>
          String.fromCharCode(...(hex.match(/[0-9a-f]{4}/g) ?? []).map((code) => Number.parseInt(code, 16))),
        ),
      );
    }
    let font: string[] = [];
    let text = "";
    const content = objects.get(refer(body, "Contents")) ?? "";
    for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] ?TJ/g)) {
      if (name) font = fonts.get(name) ?? [];
      const glyphs = [...(shown ?? "").matchAll(/<([0-9a-f]*)>/g)].flatMap(
        ([, hex = ""]) => hex.match(/.{4}/g) ?? [],
      );
      if (shown !== undefined)
        text += `${glyphs.map((glyph) => font[Number.parseInt(glyph, 16)]).join("")}\n`;
    }
    pages.push(text);
  }
  return pages;
}

/** Something on a page. */
interface Place extends Readonly<Partial<Record<"x" | "y" | "x1" | "y1" | "w", number>>> {
  readonly inlines?: readonly MeasuredInline[];
}

/** Everything on the pages of a document, as the layout placed it. */
function placed(layout: typeof LayoutBuilder, document: ReturnType<typeof reportDocument>): unknown {
  const file = fontFile(400);
  const bold = fontFile(600);
  const fonts = { [fontFamily]: { normal: file, bold, italics: file, bolditalics: bold } };
  const pdf = new ReportFile(fonts, {}, {}, {}, { autoFirstPage: false, font: null }, null, () => true);
  const size = { width: 595.28, height: 841.89, orientation: "portrait" };
  const margins = { left: 48, top: 66, right: 48, bottom: 56 };
  const pages = new layout(size, margins, {
    measureSVG: (svg: object) => svg,
    writeDimensions: (svg: object) => svg,
  }).layoutDocument(
    document.content,
    pdf,
    document.styles ?? {},
    document.defaultStyle ?? {},
    undefined,
    undefined,
    document.footer,
    undefined,
    document.pageBreakBefore,
  );
  return pages.map(({ items }) =>
    items.map((placedItem) => {
      const { type, item } = placedItem as { type: string; item: Place };
      const inlines = item.inlines?.map(
        ({ text, x, width, height, fontSize, color, leadingCut, trailingCut, font }) => [
          ...[text, x, width, height, fontSize, color, leadingCut, trailingCut, font.id],
        ],
      );
      return [type, item.x, item.y, item.x1, item.y1, item.w, inlines];
    }),
  );
}

describe("a printed report", () => {
  it("is laid out as pdfmake itself lays it out, to the last digit", async () => {
    const ours = placed(ReportLayout, await accountDocument(longReport));
    expect(ours).toEqual(placed(LayoutBuilder, await accountDocument(longReport)));
  });

  it("can be selected and searched: words, figures and the charts' labels, page by page", async () => {
    const pages = textOf(await renderPdf(longReport));
    expect(pages).toHaveLength(10);
    expect(pages[0]).toContain("Usage fell by 49% since 28 October.");
    expect(pages[0]).toContain("Sponsor left: M. González");
    for (const [index, page] of pages.entries()) {
      expect(page).toContain("Confidential, for Orrery");
      expect(page).toContain(`Page ${index + 1} of 10`);
    }
  });

  it("repeats a table's head on each page that the table runs over, and splits no row", async () => {
    const pages = textOf(await renderPdf(longReport));
    const rows = pages.filter((page) => page.includes("resolved, back to usual"));
    expect(rows.length).toBeGreaterThan(2);
    for (const page of rows) {
      expect(page).toContain("What was seen");
      // Each alert takes two lines; both stand on the page where its day stands.
      const lines = page.split("\n").map((line) => line.trim());
      expect(lines.filter((line) => line === "most")).toHaveLength(
        lines.filter((line) => line.startsWith("resolved")).length,
      );
    }
  });

  it("is the same document again, whatever was printed before it", async () => {
    const frame = { tenantName: "Orrery", period: { from: "2026-10-20", to: "2026-11-19" }, demo: false };
    const bytes = () =>
      printDocument(reportDocument(frame, "Acme", [{ text: "Α Greek, A Latin, one after the other" }]));
    const first = textOf(await bytes());
    await printDocument(reportDocument(frame, "Ελλάδα", [{ text: "ΑΒΓ ABC", fontFeatures: ["tnum"] }]));
    expect(textOf(await bytes())).toEqual(first);
    expect(first[0]).toContain("Α Greek, A Latin, one after the other");
  });

  it("leaves to pdfmake's renderer what it alone can do", async () => {
    const frame = { tenantName: "Orrery", period: { from: "2026-10-20", to: "2026-11-19" }, demo: false };
    const content = [
      { text: "struck", decoration: "lineThrough" as const },
      { text: ["plain ", { text: "bold", bold: true }] },
      { text: "spaced", characterSpacing: 2 },
      { canvas: [{ type: "ellipse" as const, x: 5, y: 5, r1: 4, r2: 4, color: "#A81E14" }] },
    ];
    const [page = ""] = textOf(await printDocument(reportDocument(frame, "Acme", content)));
    for (const word of ["struck", "plain", "bold", "spaced"]) expect(page).toContain(word);
  });
});
