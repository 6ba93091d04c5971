import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { Counter, Histogram, type Registry } from "prom-client";
import { AppError, httpStatus } from "../errors.ts";
import { newId } from "../ids.ts";
import { previewFrameRoutes } from "../web/previews/preview-routes.tsx";
import type { Log, WebDeps, WebEnv } from "../web/web-env.ts";
import { webRoutes } from "../web/web-routes.tsx";
import { healthRoutes, type ReadinessChecks } from "./health.ts";
import { loggedPath } from "./logged-path.ts";

/** What the app is made of. Chat and tracking are mounted as they come; main owns them. */
export interface WebAppOptions extends WebDeps {
  /** A pino logger, or what looks like one. */
  readonly logger: Log & { child(facts: object): Log };
  readonly checks: ReadinessChecks;
  /** prom-client's registry; the app adds its own counts of requests. */
  readonly metrics: Registry;
  readonly isStopping?: () => boolean;
  /** Segment-compatible tracking, mounted at `/v1`. */
  readonly trackingRoutes?: Hono;
  /** Slack's requests, under their own paths (`/slack/events`). */
  readonly slackRoutes?: Hono;
  /** Teams' requests (`/api/messages`). */
  readonly teamsRoutes?: Hono;
  /** Pictures and files by signed addresses, which have headers of their own. */
  readonly signedRoutes?: Hono;
}

/**
 * The whole HTTP surface. No server and no clock of its own: tests drive it with `app.request()`.
 *
 * @example
 * const app = createWebApp({ db, now: () => new Date(), publicUrl, assets: loadAssets(), … });
 * serve({ fetch: app.fetch, port: 3000 });
 */
export function createWebApp(options: WebAppOptions): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const count = requestMetrics(options.metrics);

  app.use(async (c, next) => {
    const started = performance.now();
    const requestId = newId();
    const log = options.logger.child({ requestId });
    c.set("requestId", requestId);
    c.set("log", log);
    await next();
    // Not c.header(): that would make the finished answer, body and all, once more.
    c.res.headers.set("X-Request-Id", requestId);
    const ms = Math.round((performance.now() - started) * 10) / 10;
    const tenantId = c.get("context")?.tenantId;
    count(c.req.method, c.res.status, ms);
    const facts = { method: c.req.method, path: loggedPath(c), status: c.res.status, ms };
    log.info(tenantId ? { ...facts, tenantId } : facts, "request");
  });

  if (options.signedRoutes) app.route("/", options.signedRoutes);
  app.route("/", previewFrameRoutes(options));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameSrc: [(c) => (c.req.path === "/preview" ? "'self'" : "'none'")],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      // Not "no-referrer": browsers would then send `Origin: null` with our own forms.
      referrerPolicy: "same-origin",
      xFrameOptions: "DENY",
      strictTransportSecurity:
        options.publicUrl.startsWith("https:") && "max-age=31536000; includeSubDomains",
      permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
    }),
  );

  app.route("/", healthRoutes(options));
  if (options.trackingRoutes) app.route("/v1", options.trackingRoutes);
  if (options.slackRoutes) app.route("/", options.slackRoutes);
  if (options.teamsRoutes) app.route("/", options.teamsRoutes);
  app.route("/", webRoutes(options));
  app.onError((error, c) => {
    const code = error instanceof AppError ? error.code : "internal";
    if (code === "internal") c.get("log").error({ err: error }, "request failed");
    const sentence = error instanceof AppError ? error.message : "That didn't work. Try again in a minute.";
    return c.json({ error: { code, message: sentence, requestId: c.get("requestId") } }, httpStatus[code]);
  });
  return app;
}

/** Counts answers by method and class of status. No path: it would carry ids into the labels. */
function requestMetrics(metrics: Registry): (method: string, status: number, ms: number) => void {
  const labelNames = ["method", "status"] as const;
  const requests = new Counter({
    name: "bellwether_http_requests_total",
    help: "Answers by method and class of status.",
    labelNames,
    registers: [metrics],
  });
  const seconds = new Histogram({
    name: "bellwether_http_request_seconds",
    help: "Time to answer.",
    labelNames,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  });
  const known = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]);
  return (method, status, ms) => {
    const labels = { method: known.has(method) ? method : "other", status: `${Math.floor(status / 100)}xx` };
    requests.inc(labels);
    seconds.observe(labels, ms / 1000);
  };
}
