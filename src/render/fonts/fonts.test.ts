import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import "../raster.ts";
import { cutNames, cutText, drawableText, printableText } from "./cut-text.ts";
import { fontFamily, fontFile } from "./fonts.ts";
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
    for (const sign of "日ش") expect(hasGlyph(sign), sign).toBe(false);
  });

  it("stay small: 150 KB a face, on the web 24 KB for Latin", () => {
    expect(statSync(fontFile(400)).size).toBeLessThan(150_000);
    expect(statSync(fontFile(600)).size).toBeLessThan(150_000);
    const web = readdirSync(folder).filter((name) => name.endsWith("-latin.woff2"));
    expect(web).toHaveLength(2);
    for (const name of web) expect(statSync(join(folder, name)).size).toBeLessThan(24_000);
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
    const names = cutNames(["Müller Maschinenbau GmbH Nord", "Müller Maschinenbau GmbH Süd", "Acme"], 100, body);
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toMatch(/^Müller.*…\S*.*Nord$/);
    expect(names[1]).toMatch(/Süd$/);
  });

  it("drops emoji and marks that reorder text, and keeps what a name says", () => {
    expect(drawableText("🎉 Acme ™ \u202Egnp.exe\n")).toBe("Acme ™ gnp.exe");
    expect(drawableText("🚀")).toBe("(no name)");
    expect(printableText("NTT 日本")).toBe("NTT □□");
  });
});
