import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { listen } from "./listen.ts";

test("closing ends for who never lets a connection rest", async () => {
  let answered = 0;
  const closed = Promise.withResolvers<void>();
  // Closed within a request: its connection is not idle then, and would not be let go.
  const { server, port } = await listenSomewhere(async () => {
    if (++answered === 3) void server.close().then(() => closed.resolve());
    return new Response("here");
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** One request after the other on one connection, until it is closed on us. */
  const asking = (async () => {
    for (let asked = 1; ; asked++) {
      const kept = await ask(port, agent);
      if (!kept) return asked;
      if (asked === 1_000) return asked;
    }
  })();
  expect(await asking).toBeLessThan(10);
  await closed.promise;
  agent.destroy();
});

/** @returns false: the server said, or showed, that the connection ends */
function ask(port: number, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, agent }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.headers.connection !== "close"));
    });
    sent.on("error", () => resolve(false));
    sent.end();
  });
}

/** Listens on a free port: another one, if somebody was quicker. */
async function listenSomewhere(fetch: Parameters<typeof listen>[0]) {
  for (;;) {
    const port = await freePort();
    const server = await listen(fetch, { host: "127.0.0.1", port }).catch(() => undefined);
    if (server) return { server, port };
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
