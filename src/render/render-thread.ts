import { Worker } from "node:worker_threads";
import type { RenderAnswer, RenderJob } from "./render-job.ts";

/** Bytes made by the render thread. */
export type Rendered = Extract<RenderAnswer, { bytes: Uint8Array }>;

/** One worker thread that renders, so that the main loop never waits for a rasteriser. */
export interface RenderThread {
  /** Rejects with the job's own error, or if the thread dies while the job is under way. */
  run(job: RenderJob): Promise<Rendered>;
  /** Ends the thread; what waits or is under way is rejected. */
  close(): Promise<void>;
}

/** Jobs in the thread at a time: one is laid out while others are rasterised and encoded beside it. */
const maxInFlight = 3;

interface Pending {
  readonly id: number;
  readonly job: RenderJob;
  readonly resolve: (rendered: Rendered) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts a render thread. It restarts after a crash: only what was under way is rejected, what waited is done by the
 * next thread. An idle thread does not keep the process alive. `module` is what the thread runs.
 */
export function createRenderThread(module: URL = workerFile()): RenderThread {
  const waiting: Pending[] = [];
  const inFlight = new Map<number, Pending>();
  let worker: Worker | undefined;
  let closed = false;
  let lastId = 0;

  const start = (): Worker => {
    const started = new Worker(module);
    started.unref();
    started.on("message", (answer: RenderAnswer) => {
      const pending = inFlight.get(answer.id);
      inFlight.delete(answer.id);
      if (inFlight.size === 0) started.unref();
      if ("error" in answer) pending?.reject(new Error(answer.error));
      else pending?.resolve(answer);
      feed();
    });
    const lost = (reason: Error) => {
      if (worker !== started) return;
      worker = undefined;
      const victims = [...inFlight.values()];
      inFlight.clear();
      for (const victim of victims) victim.reject(reason);
      feed();
    };
    started.on("error", (error) => lost(new Error("The render thread failed.", { cause: error })));
    started.on("exit", (code) => lost(new Error(`The render thread ended with code ${code}.`)));
    return started;
  };

  const feed = (): void => {
    while (!closed && inFlight.size < maxInFlight) {
      const next = waiting.shift();
      if (!next) return;
      worker ??= start();
      worker.ref();
      inFlight.set(next.id, next);
      worker.postMessage({ id: next.id, job: next.job });
    }
  };

  worker = start();
  return {
    run(job) {
      if (closed) return Promise.reject(new Error("The render thread is closed."));
      return new Promise((resolve, reject) => {
        const pending = { id: ++lastId, job, resolve, reject };
        // A page is waited for; pictures of messages and documents are not.
        const place = job.kind === "draw" ? waiting.findIndex((other) => other.job.kind !== "draw") : -1;
        waiting.splice(place < 0 ? waiting.length : place, 0, pending);
        feed();
      });
    },
    async close() {
      closed = true;
      const ending = worker;
      worker = undefined;
      for (const pending of [...inFlight.values(), ...waiting.splice(0)]) {
        pending.reject(new Error("The render thread was closed."));
      }
      inFlight.clear();
      // An idle thread does not keep the process, nor does its end: who waits for it must not find the process gone.
      const kept = setInterval(() => undefined, 1_000);
      await ending?.terminate().finally(() => clearInterval(kept));
    },
  };
}

/** The worker's module beside this one: TypeScript in the source tree, JavaScript in the build. */
function workerFile(): URL {
  return new URL(`./render-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
}
