import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

/** Serves an app on loopback while `work` runs. @param work gets the address, without a slash at its end */
export async function withServer<T>(app: Pick<Hono, "fetch">, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(getRequestListener(app.fetch as Parameters<typeof getRequestListener>[0]));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}
