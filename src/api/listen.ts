import { serve } from "@hono/node-server";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";

/**
 * Listens; closing ends keep-alive connections once their request is answered.
 * @throws AppError `unavailable` when the port is taken or the host is not this machine's
 */
export async function listen(
  fetch: Parameters<typeof serve>[0]["fetch"],
  config: Pick<Config, "host" | "port">,
): Promise<{ close: () => Promise<void> }> {
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const opened = serve({ fetch, hostname: config.host, port: config.port }, () => resolve(opened));
    opened.on("error", (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === "EADDRINUSE"
          ? `Port ${config.port} is taken. Stop what uses it, or set PORT to another.`
          : `Cannot listen on ${config.host}:${config.port} (${error.code}). Check HOST and PORT.`;
      reject(new AppError("unavailable", sentence, { cause: error }));
    });
  });
  let closing = false;
  // Whoever keeps a connection busy, as a balancer that asks for readiness, would keep it, and us, for ever.
  server.prependListener("request", (_, response) => {
    if (closing) response.setHeader("Connection", "close");
  });
  return {
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        if ("closeIdleConnections" in server) server.closeIdleConnections();
      }),
  };
}
