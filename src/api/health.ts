import { Hono } from "hono";
import type { Registry } from "prom-client";

/** What must hold before traffic may come; each throws when it does not. */
export interface ReadinessChecks {
  database(): Promise<void>;
  migrations(): Promise<void>;
  queue(): Promise<void>;
}

const timeoutMs = 2_000;

/**
 * `/healthz`: the process answers (no database). `/readyz`: database, migrations and queue are there, else 503 with the
 * names of what is not. `/metrics`: for Prometheus.
 * @param isStopping true once a stop has begun: `/readyz` then fails first, so that no new traffic comes
 */
export function healthRoutes(options: {
  readonly checks: ReadinessChecks;
  readonly metrics: Registry;
  readonly isStopping?: () => boolean;
}): Hono {
  const routes = new Hono();
  routes.get("/healthz", (c) => c.json({ ok: true }));
  routes.get("/readyz", async (c) => {
    const { checks, isStopping } = options;
    const names = ["database", "migrations", "queue"] as const;
    const results = await Promise.all(names.map(async (name) => [name, await passes(checks[name])] as const));
    const stopping = isStopping?.() ?? false;
    const ok = !stopping && results.every(([, passed]) => passed);
    return c.json({ ok, stopping, ...Object.fromEntries(results) }, ok ? 200 : 503);
  });
  routes.get("/metrics", async (c) =>
    c.body(await options.metrics.metrics(), 200, { "Content-Type": options.metrics.contentType }),
  );
  return routes;
}

/** A check that hangs has failed: who asks (a load balancer) does not wait. */
async function passes(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([
      Promise.resolve()
        .then(check)
        .then(
          () => true,
          () => false,
        ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
