import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** What the sender of the load is told: where to, with which key, and the bodies, each to be sent once. */
export interface Load {
  readonly url: string;
  readonly key: string;
  readonly connections: number;
  readonly bodies: readonly Uint8Array[];
}

// A thread of its own, so that making the load does not slow down what is measured more than a client would.
const load = workerData as Load;
const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
const authorization = `Basic ${Buffer.from(`${load.key}:`).toString("base64")}`;
let next = 0;

async function send(): Promise<void> {
  for (let body = load.bodies[next++]; body !== undefined; body = load.bodies[next++]) {
    const status = await post(body);
    if (status !== 200) throw new Error(`The server answered ${status}.`);
  }
}

function post(body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization,
      "content-type": "application/json",
      "content-length": body.byteLength,
    };
    const sent = request(`${load.url}/v1/batch`, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

await Promise.all(Array.from({ length: load.connections }, send));
agent.destroy();
parentPort?.postMessage("done");
