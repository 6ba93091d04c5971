import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { accountChart } from "../../../bench/parts/sample-charts.ts";
import { scriptNames } from "../../../test/script-names.ts";
import { familiesOf } from "../raster.ts";
import { cutNames, cutText, drawableText, printableText } from "./cut-text.ts";
import { fontFamily, fontFile, openFont, scriptFonts } from "./fonts.ts";
import { scriptFontsIn, textRuns } from "./text-runs.ts";
import { hasGlyph, textWidth } from "./text-width.ts";

const body = { size: 12, weight: 400 } as const;
const folder = join(import.meta.dirname, "web");

describe("the bundled fonts", () => {
  it("are what pictures are set in: each letter is as wide there as it was measured", () => {
    const pen = createCanvas(10, 10).getContext("2d");
    for (const weight of [400, 600] as const) {
      pen.font = `${weight} 100px "${fontFamily}"`;
      for (const letter of "Çelik 0123456789 −–…·✓→■◆●○€ŁşĞİΩλЖщ") {
        const drawn = pen.measureText(letter).width;
        expect(drawn, letter).toBeCloseTo(textWidth(letter, { size: 100, weight }), 0);
      }
    }
  });

  it("hold every sign that is on screen, and Latin, Greek and Cyrillic", () => {
    for (const sign of "−–…·✓→‹›←■◆●○□“”’×€ŁłŞşĞğİıŐőΩλЖщẞß₂") expect(hasGlyph(sign), sign).toBe(true);
    for (const sign of "ក🚀") expect(hasGlyph(sign), sign).toBe(false);
  });

  it("stay small: 150 KB a face, on the web 24 KB for Latin", () => {
    expect(statSync(fontFile(400)).size).toBeLessThan(150_000);
    expect(statSync(fontFile(600)).size).toBeLessThan(150_000);
    const web = readdirSync(folder).filter((name) => name.endsWith("-latin.woff2"));
    expect(web).toHaveLength(2);
    for (const name of web) expect(statSync(join(folder, name)).size).toBeLessThan(24_000);
  });
});

describe("the fonts of other scripts", () => {
  it.each(Object.entries(scriptNames))(
    "write %s: every letter, as wide in a picture as measured",
    (_, name) => {
      for (const { text, font } of textRuns(name)) {
        const shaped = openFont(font?.file ?? fontFile(400)).layout(text);
        expect(shaped.glyphs.map(({ id }) => id)).not.toContain(0);
      }
      const pen = createCanvas(10, 10).getContext("2d");
      const families = familiesOf({ ...accountChart, name });
      for (const weight of [400, 600] as const) {
        pen.font = `${weight} 100px ${families}`;
        const measured = textWidth(name, { size: 100, weight });
        expect(Math.abs(pen.measureText(name).width / measured - 1)).toBeLessThan(0.02);
      }
    },
  );

  it("set every letter that they have, alone and joined", () => {
    for (const { file } of scriptFonts) {
      const font = openFont(file);
      // Of Han and hangul every hundredth: one is set as the other.
      const codes = font.characterSet.filter((code, at) => code > 0x2ff && (code < 0x3400 || at % 100 === 0));
      for (const code of codes) {
        const letter = String.fromCodePoint(code);
        expect(textWidth(`${letter}${letter}`, body), letter).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("are opened only by a text that needs them", () => {
    expect(scriptFontsIn("Łódź Ωmega Жук 47 → 92 · −49%")).toEqual([]);
    const families = scriptFontsIn("NTT 日本 اور 日本").map(({ family }) => family);
    expect(families).toEqual(["Bellwether cjk", "Bellwether arabic"]);
  });

  it("weigh 8 MB in all", () => {
    const bytes = scriptFonts.reduce((sum, { file }) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(8_000_000);
  });
});

describe("textRuns", () => {
  /** What stands on the line from left to right; what is read to the left is turned round, letter by letter. */
  const shown = (text: string) =>
    textRuns(text)
      .map((run) => (run.toLeft ? Array.from(run.text).reverse().join("") : run.text))
      .join("");

  it("keeps the order of words that are read to the right, whatever fonts they take", () => {
    expect(shown("株式会社ひまわり (Tokyo) 2号店")).toBe("株式会社ひまわり (Tokyo) 2号店");
    expect(textRuns("NTT 日本").map(({ text, font }) => [text, font?.family])).toEqual([
      ["NTT ", undefined],
      ["日本", "Bellwether cjk"],
    ]);
  });

  it("turns words that are read to the left, with their brackets, and leaves their figures", () => {
    expect(shown("אב גד")).toBe("דג בא");
    expect(shown("אב (גד) 24")).toBe("24 (דג) בא");
    expect(shown("אב ABC גד")).toBe("דג ABC בא");
  });

  it("leaves a sentence English that names such an account, and what follows the name after it", () => {
    expect(shown("Usage at אב (גד) fell by 49%")).toBe("Usage at (דג) בא fell by 49%");
    expect(shown("שגיא · 21 Aug – 19 Nov 2026, for Orrery")).toBe("איגש · 21 Aug – 19 Nov 2026, for Orrery");
  });
});

describe("textWidth", () => {
  it("is the sum of the font's advances", () => {
    // Inter 4.1: a digit 0 is 1264 of 2048 units wide at weight 400, and wider at 600.
    expect(textWidth("00", body)).toBeCloseTo((2 * 12 * 1264) / 2048, 0);
    expect(textWidth("00", { size: 12, weight: 600 })).toBeGreaterThan(textWidth("00", body));
    expect(textWidth("abc", { ...body, size: 24 })).toBeCloseTo(2 * textWidth("abc", body));
    expect(textWidth("", body)).toBe(0);
  });
});

describe("cutting names", () => {
  it("cuts at the end, within the width, and leaves what fits", () => {
    expect(cutText("Acme", 100, body)).toBe("Acme");
    const cut = cutText("Düsseldorfer Einzelhandelsgesellschaft", 100, body);
    expect(cut).toMatch(/^Düsseldorfer .*…$/);
    expect(textWidth(cut, body)).toBeLessThanOrEqual(100);
  });

  it("cuts in the middle where two names would look the same", () => {
    const names = cutNames(
      ["Müller Maschinenbau GmbH Nord", "Müller Maschinenbau GmbH Süd", "Acme"],
      100,
      body,
    );
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toMatch(/^Müller.*…\S*.*Nord$/);
    expect(names[1]).toMatch(/Süd$/);
  });

  it("drops emoji and marks that reorder text, and keeps what a name says", () => {
    expect(drawableText("🎉 Acme ™ \u202Egnp.exe\n")).toBe("Acme ™ gnp.exe");
    expect(drawableText("🚀")).toBe("(no name)");
    expect(drawableText("👨\u200D👩\u200D👧 مى\u200Cخواهم\u200C")).toBe("مى\u200Cخواهم");
    expect(printableText("NTT 日本 ក")).toBe("NTT 日本 □");
  });
});
