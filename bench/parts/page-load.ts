import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** What the visitors are told: where to, as whom, and how often each asks. */
export interface PageLoad {
  readonly url: string;
  readonly cookies: readonly string[];
  readonly requestsEach: number;
}

// A thread of its own: visitors do not slow down the server more than visitors would.
const { url, cookies, requestsEach } = workerData as PageLoad;
const agent = new Agent({ keepAlive: true, maxSockets: cookies.length });
const times: number[] = [];

function visit(cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const sent = request(url, { agent, headers: { cookie } }, (answer) => {
      answer.resume();
      answer.on("end", () => {
        times.push(performance.now() - started);
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${answer.statusCode}.`));
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

await Promise.all(
  cookies.map(async (cookie) => {
    for (let at = 0; at < requestsEach; at++) await visit(cookie);
  }),
);
agent.destroy();
parentPort?.postMessage(times);
