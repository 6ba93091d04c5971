import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire that can be cut, or swallow what is sent. */
export interface TcpProxy {
  readonly port: number;
  /**
   * From now on nothing comes through, in either direction, and nobody is told: connections seem open. Those that are open
   * now never carry anything again, as behind a firewall that forgot them.
   */
  swallow(): void;
  /** New connections carry again. */
  carry(): void;
  close(): Promise<void>;
}

/** Listens on a free port of this machine and carries bytes to `target`. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const dead = new WeakSet<Socket>();
  let swallowing = false;
  const server = createServer((client) => {
    const upstream = connect(target);
    const pair = [client, upstream] as const;
    for (const [from, to] of [pair, [upstream, client] as const]) {
      open.add(from);
      if (swallowing) dead.add(from);
      from.on("data", (bytes) => {
        if (!dead.has(from)) to.write(bytes);
      });
      from.on("error", () => {});
      from.on("close", () => {
        open.delete(from);
        if (!dead.has(from)) to.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    swallow: () => {
      swallowing = true;
      for (const socket of open) dead.add(socket);
    },
    carry: () => {
      swallowing = false;
    },
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** The same database behind another port of this machine. */
export function behind(url: string, proxy: TcpProxy): string {
  const changed = new URL(url);
  changed.host = `127.0.0.1:${proxy.port}`;
  return changed.href;
}
