import { describe, expect, it } from "vitest";
import { NotInScene, Pen } from "./pen.ts";
import { step } from "./scene.ts";

describe("Pen", () => {
  it("writes down what is drawn where the page was moved to, and goes back", () => {
    const pen = new Pen();
    pen.save();
    pen.translate(10, 20);
    pen.beginPath();
    pen.moveTo(1, 2);
    pen.lineTo(3, 4);
    pen.closePath();
    pen.fillStyle = "#A81E14";
    pen.globalAlpha = 0.5;
    pen.fill();
    pen.restore();
    pen.beginPath();
    pen.rect(1, 1, 2, 2);
    pen.lineWidth = 3;
    pen.stroke();
    const { marks } = pen.scene(360, 400);
    expect(marks[0]).toEqual({
      kind: "fill",
      path: [step.move, 11, 22, step.line, 13, 24, step.close],
      colour: "#A81E14",
      opacity: 0.5,
    });
    expect(marks[1]).toMatchObject({ kind: "stroke", width: 3, path: expect.arrayContaining([step.close]) });
  });

  it("reads the size and the weight of text from the font", () => {
    const pen = new Pen();
    pen.font = "600 15px Bellwether Inter";
    pen.textAlign = "right";
    pen.fillText("79", 5, 6);
    pen.font = "12px Bellwether Inter";
    pen.fillText("usual", 7, 8);
    expect(pen.scene(1, 1).marks).toMatchObject([
      { text: "79", x: 5, y: 6, size: 15, weight: 600, align: "right" },
      { text: "usual", x: 7, y: 8, size: 12, weight: 400 },
    ]);
  });

  it("takes the background from the one rectangle that is filled, and draws nothing transparent", () => {
    const pen = new Pen();
    pen.fillStyle = "#16191E";
    pen.fillRect();
    pen.fillStyle = "transparent";
    pen.beginPath();
    pen.rect(0, 0, 5, 5);
    pen.fill();
    expect(pen.scene(5, 5)).toEqual({ width: 5, height: 5, background: "#16191E", marks: [] });
  });

  it("refuses what a scene cannot say, so that the chart is drawn as SVG", () => {
    const pen = new Pen();
    const refused: (() => unknown)[] = [
      () => pen.clip(),
      () => pen.drawImage(),
      () => pen.createLinearGradient(),
      () => pen.strokeText(),
      () => pen.rotate(1),
      () => pen.scale(2, 2),
      () => pen.arc(0, 0, 5, 0, 1),
      () => {
        pen.fillStyle = "rgba(0,0,0,.5)";
        pen.fill();
      },
    ];
    for (const draw of refused) expect(draw).toThrow(NotInScene);
  });
});
