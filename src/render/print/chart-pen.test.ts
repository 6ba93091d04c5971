import { describe, expect, it } from "vitest";
import { ChartPen } from "./chart-pen.ts";
import type { LineStyle, ReportFile } from "./report-file.ts";

/** What a page is told when a drawing is written on it; each letter is six points wide. */
function written(draw: (pen: ChartPen) => void, scale = 1): string[] {
  const pen = new ChartPen();
  draw(pen);
  const told: string[] = [];
  const page = {
    addContent: (operators: string) => told.push(operators.trim()),
    opacity: (share: number) => told.push(`opacity ${share}`),
    widthOf: (text: string) => text.length * 6,
    write: (text: string, matrix: string, style: LineStyle) =>
      told.push(`${text} at ${matrix} in ${style.colour}${style.outline ? ", outlined" : ""}`),
  };
  pen.drawing(100, 50).writeTo(page as unknown as ReportFile, 48, 66, scale);
  return told;
}

describe("ChartPen", () => {
  it("draws in its place and size, and leaves the page as it was", () => {
    const told = written((pen) => pen.fillRect(1, 2, 3, 4), 0.8);
    expect(told).toEqual(["q 0.8 0 0 0.8 48 66 cm", "0 0 0 rg", "1 2 m 4 2 l 4 6 l 1 6 l h f", "Q"]);
  });

  it("says a colour, a line or an opacity once, and again after what it was changed for is over", () => {
    const told = written((pen) => {
      pen.strokeStyle = "#FF0000";
      pen.save();
      pen.globalAlpha = 0.5;
      for (const y of [1, 2]) {
        pen.beginPath();
        pen.moveTo(0, y);
        pen.lineTo(9, y);
        pen.stroke();
      }
      pen.restore();
      pen.stroke();
    });
    expect(told.filter((one) => one === "opacity 0.5")).toHaveLength(1);
    expect(told.filter((one) => one === "1 0 0 RG")).toHaveLength(2);
    expect(told.slice(told.indexOf("Q") + 1)).not.toContain("opacity 0.5");
  });

  it("follows a path that is moved and turned while it is drawn", () => {
    const told = written((pen) => {
      pen.translate(10, 20);
      pen.rotate(Math.PI / 2);
      pen.beginPath();
      pen.moveTo(0, 0);
      pen.lineTo(5, 0);
      pen.rotate(-Math.PI / 2);
      pen.translate(-10, -20);
      pen.lineTo(0, 0);
      pen.fill();
    });
    expect(told).toContain("10 20 m 10 25 l 0 0 l f");
  });

  it("closes a circle where it began, through its four quarters", () => {
    const circle = written((pen) => {
      pen.beginPath();
      pen.arc(10, 10, 5, 0, 2 * Math.PI);
      pen.fill();
    }).find((one) => one.endsWith("f"));
    expect(circle).toMatch(/^15 10 m .* 10 15 c .* 5 10 c .* 10 5 c .* 15 10 c f$/);
  });

  it("writes a label by where it ends or is centred, upright, and its halo as an outline", () => {
    const told = written((pen) => {
      pen.font = "600 12px Bellwether Inter";
      for (const align of ["left", "center", "right"]) {
        pen.textAlign = align;
        pen.fillText("Acme", 50, 10);
      }
      pen.strokeStyle = "#FFFFFF";
      pen.strokeText("Acme", 50, 10);
    });
    expect(told).toContain("Acme at 1 0 0 -1 50 10 in #000000");
    expect(told).toContain("Acme at 1 0 0 -1 38 10 in #000000");
    expect(told).toContain("Acme at 1 0 0 -1 26 10 in #000000");
    expect(told).toContain("Acme at 1 0 0 -1 26 10 in #FFFFFF, outlined");
  });

  it("draws nothing that is transparent, and refuses a colour that it cannot read", () => {
    const invisible = written((pen) => {
      pen.fillStyle = "transparent";
      pen.fillRect(0, 0, 9, 9);
    });
    expect(invisible).toEqual(["q 1 0 0 1 48 66 cm", "Q"]);
    const mistaken = () =>
      written((pen) => {
        pen.fillStyle = "var(--ink)";
        pen.fillRect(0, 0, 9, 9);
      });
    expect(mistaken).toThrow("#RRGGBB");
  });
});
