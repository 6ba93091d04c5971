import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import {
  accountChart,
  allAccountsChart,
  moversChart,
  sampleCharts,
} from "../../bench/parts/sample-charts.ts";
import { loader } from "./chart-view.ts";
import { createChartPainter } from "./png.ts";
import { chartToPng } from "./raster.ts";
import { createRenderThread } from "./render-thread.ts";
import type { Chart } from "./types.ts";

const painter = createChartPainter();
afterAll(() => painter.close());

const backgrounds = { light: [255, 255, 255], dark: [0x16, 0x19, 0x1e] } as const;

describe("createChartPainter", () => {
  it("paints every chart opaque, sharp and at most 1024 pixels a side, on its own background to the last edge", async () => {
    for (const chart of sampleCharts) {
      for (const theme of ["light", "dark"] as const) {
        const painted = await painter.paint(chart, theme);
        expect((await sharp(painted.png).stats()).isOpaque).toBe(true);
        const { data, info } = await sharp(painted.png)
          .removeAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height]).toEqual([painted.width, painted.height]);
        expect(Math.max(info.width, info.height)).toBeLessThanOrEqual(1024);
        expect(Math.max(info.width, info.height)).toBeGreaterThan(1000);
        // At most a rounding apart: a white seam around a dark chart is what this is about.
        const far = (x: number, y: number) =>
          Math.max(
            ...backgrounds[theme].map((level, at) =>
              Math.abs(level - (data[(y * info.width + x) * 3 + at] ?? 0)),
            ),
          );
        for (let x = 0; x < info.width; x += 7) {
          expect(far(x, 0), `${chart.kind} ${theme} top`).toBeLessThanOrEqual(1);
          expect(far(x, info.height - 1), `${chart.kind} ${theme} bottom`).toBeLessThanOrEqual(1);
        }
        for (let y = 0; y < info.height; y += 7) {
          expect(far(0, y), `${chart.kind} ${theme} left`).toBeLessThanOrEqual(1);
          expect(far(info.width - 1, y), `${chart.kind} ${theme} right`).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it("keeps pictures small enough to upload and to mail: 40 to 200 KB", async () => {
    for (const chart of [accountChart, moversChart, allAccountsChart]) {
      const { png } = await painter.paint(chart, "light");
      expect(png.length).toBeGreaterThan(40_000);
      expect(png.length).toBeLessThan(200_000);
    }
  });

  it("paints the same bytes each time, however many at once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => painter.paint(accountChart, "light")));
    for (const { png } of all)
      expect(Buffer.compare(Buffer.from(png), Buffer.from(all[0]?.png ?? []))).toBe(0);
  });

  it("paints on what is kept from the pictures before, of other sizes and themes, as on new", async () => {
    const asked = sampleCharts.flatMap((chart) => [
      { chart, theme: "light" as const },
      { chart, theme: "dark" as const },
    ]);
    const inTurn: Uint8Array[] = [];
    for (const { chart, theme } of asked) inTurn.push((await painter.paint(chart, theme)).png);
    // In one thread and moment, so that none may take what another still paints on.
    const atOnce = await Promise.all(asked.map(({ chart, theme }) => chartToPng(chart, theme)));
    const same = (one: Uint8Array, other: Uint8Array | undefined) =>
      Buffer.compare(one, other ?? Buffer.of()) === 0;
    expect(atOnce.map(({ png }, index) => same(png, inTurn[index]))).not.toContain(false);
    expect(same((await painter.paint(accountChart, "light")).png, inTurn[0])).toBe(true);
  });

  it("paints names of other scripts in the bundled fonts: each its own letters, none as boxes or blank", async () => {
    const pictures = new Map<string, string>();
    for (const name of ["日本電信", "中国移动", "شركة", "חברה", "सूर्य"]) {
      const { png } = await painter.paint({ ...accountChart, name }, "light");
      const pixels = await sharp(png).extract({ left: 30, top: 20, width: 400, height: 60 }).raw().toBuffer();
      expect(new Set(pixels).size, name).toBeGreaterThan(2);
      pictures.set(name, pixels.toString("base64"));
    }
    expect(new Set(pictures.values()).size).toBe(5);
  });

  it("rejects a chart that cannot be drawn, and paints the next", async () => {
    const empty: Chart = { ...accountChart, health: [], weeks: [] };
    await expect(painter.paint(empty, "light")).rejects.toThrow("at least one day");
    await expect(painter.paint(accountChart, "light")).resolves.toHaveProperty("png");
  });
});

describe("createRenderThread", () => {
  /** A thread that echoes the chart's name, and dies of the name "crash". */
  const fragile = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from "node:worker_threads";
      parentPort.on("message", ({ id, job }) => {
        if (job.chart.name === "crash") setTimeout(() => process.exit(3), 20);
        else setTimeout(() => parentPort.postMessage({ id, bytes: new Uint8Array(1), width: id, height: 0 }), 50);
      });`)}`,
  );

  it("rejects only what was under way when the thread dies, and goes on with a new one", async () => {
    const thread = createRenderThread(fragile);
    const run = (name: string) =>
      thread.run({ kind: "paint", chart: { ...accountChart, name }, theme: "light" });
    const results = await Promise.allSettled(["crash", "under way", "under way", "waits", "waits"].map(run));
    expect(results.map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    await thread.close();
    await expect(run("late")).rejects.toThrow("closed");
  });

  it("draws for a page before it paints what waits, each kind in the order in which it was asked for", async () => {
    const thread = createRenderThread(fragile);
    const done: string[] = [];
    const ask = async (kind: "paint" | "draw", name: string) => {
      const chart = { ...accountChart, name };
      await thread.run(kind === "paint" ? { kind, chart, theme: "light" } : { kind, chart, width: 288 });
      done.push(name);
    };
    const pictures = ["under way 1", "under way 2", "under way 3", "picture 1", "picture 2"];
    const asked = pictures.map((name) => ask("paint", name));
    asked.push(...["page 1", "page 2"].map((name) => ask("draw", name)));
    await Promise.all(asked);
    expect(done.slice(3)).toEqual(["page 1", "page 2", "picture 1", "picture 2"]);
    await thread.close();
  });

  it("rejects what waits when it is closed", async () => {
    const thread = createRenderThread(fragile);
    const results = Promise.allSettled(
      Array.from({ length: 5 }, () => thread.run({ kind: "paint", chart: accountChart, theme: "light" })),
    );
    await thread.close();
    for (const result of await results) expect(result.status).toBe("rejected");
  });
});

describe("the loader of charts", () => {
  it("calls nobody, whatever address a spec names", async () => {
    let calls = 0;
    const server = createServer((_, response) => {
      calls++;
      response.end("[]");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.json`;
    const vega = await import("vega");
    const spec = {
      data: [{ name: "x", url }],
      marks: [{ type: "image", encode: { enter: { url: { value: url } } } }],
    };
    const view = new vega.View(vega.parse(spec as never), { renderer: "none", loader, logLevel: vega.None });
    await view.toSVG().catch(() => undefined);
    for (const address of [url, "file:///etc/passwd", "http://169.254.169.254/latest/meta-data/"]) {
      await expect(loader.load(address)).rejects.toThrow("load nothing");
    }
    view.finalize();
    await new Promise((resolve) => server.close(resolve));
    expect(calls).toBe(0);
  });
});
