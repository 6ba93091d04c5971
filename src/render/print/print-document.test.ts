import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { accountChart } from "../../../bench/parts/sample-charts.ts";
import { longReport } from "../../../bench/parts/sample-report.ts";
import { scriptNames } from "../../../test/script-names.ts";
import { renderPdf } from "../pdf.ts";
import { reportDocument } from "../report/page.ts";
import { printDocument } from "./print-document.ts";

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

/** What a reader of the PDF can select: each page's text. */
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
      if (shown !== undefined) text += `${glyphs.map((glyph) => font[Number.parseInt(glyph, 16)]).join("")} `;
    }
    // A word may stand alone or with the space after it.
    pages.push(text.replace(/ +/g, " "));
  }
  return pages;
}

describe("a printed report", () => {
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
      const times = (word: string) => page.split(" ").filter((one) => one === word).length;
      expect(times("most")).toBe(times("resolved,"));
    }
  });

  it("writes names of every script that the bundled fonts have, in words and charts: no letter is missing", async () => {
    const report = {
      ...longReport,
      accountName: scriptNames.Japanese,
      tenantName: scriptNames.Arabic,
      charts: [
        { ...accountChart, events: [{ day: "2026-10-28", label: `Sponsor left: ${scriptNames.Korean}` }] },
      ],
      alerts: [],
      weeks: [],
      features: Object.values(scriptNames).map((feature) => ({ feature, actual: 5, usual: 9 })),
    };
    const text = textOf(await renderPdf(report)).join(" ");
    expect(text).not.toMatch(/undefined|\0|□/);
    const { Japanese, Korean, Georgian, Armenian, Thai, "Chinese, simplified": Chinese } = scriptNames;
    for (const name of [Japanese, Korean, Georgian, Armenian, Thai, Chinese]) expect(text).toContain(name);
    // As they stand from left to right; where letters are raised, the page's operators part them.
    const parted = text.replaceAll(" ", "");
    for (const name of [scriptNames.Arabic, scriptNames.Hebrew]) {
      expect(parted).toContain(Array.from(name.replace(" ", "")).reverse().join(""));
    }
  });

  it("carries fonts of other scripts only where a word needs them", async () => {
    const source = async (name: string) =>
      Buffer.from(await renderPdf({ ...longReport, accountName: name })).toString("latin1");
    expect(await source("Łódź")).not.toContain("NotoSans");
    const pdf = await source(scriptNames.Japanese);
    expect(pdf).toContain("NotoSansCJK");
    // The letters of one name, not a font of seven megabytes.
    expect(pdf.length).toBeLessThan(80_000);
  });

  it("breaks lines of a script without spaces where it may, and never before a full stop", async () => {
    const long =
      "株式会社日本電信電話北海道支店営業部第一課とても長い名前の会社です、折り返しが必要。".repeat(2);
    const [page = ""] = textOf(
      await renderPdf({
        ...longReport,
        charts: [],
        alerts: [],
        weeks: [],
        features: [{ feature: long, actual: 5, usual: 9 }],
      }),
    );
    const lines = page.split(" ").filter((line) => /[会社]/.test(line));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("")).toBe(long);
    for (const line of lines) expect(line).not.toMatch(/^[、。]/);
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
});
