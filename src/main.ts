import { pino } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { createWebApp } from "./api/app.ts";
import { listen } from "./api/listen.ts";
import { signInMetrics } from "./api/sign-in-metrics.ts";
import { createStopping } from "./api/stopping.ts";
import { trackingRoutes } from "./api/tracking.ts";
import { createEmailSender } from "./bot/email/outbound/send.ts";
import { openMailTransport } from "./bot/email/outbound/transport.ts";
import type { Sender } from "./bot/sender.ts";
import { startSlack } from "./bot/slack/start.ts";
import { startTeams } from "./bot/teams/start.ts";
import { type SendingChannel, sendingChannels } from "./channels.ts";
import { type Config, readConfig } from "./config.ts";
import { systemContext } from "./context.ts";
import type { Db } from "./db/connection.ts";
import { requireMigrated } from "./db/migrate.ts";
import { type Database, openDatabase } from "./db/open-database.ts";
import { listTenants } from "./db/people/tenants.ts";
import { openQueue } from "./db/queue.ts";
import { readOnlyWayIn } from "./db/sign-in/ways-in.ts";
import { withSystem, withTenant } from "./db/with-tenant.ts";
import { AppError } from "./errors.ts";
import { newId } from "./ids.ts";
import { createDeliverer } from "./jobs/deliver.ts";
import { deliveryMetrics } from "./jobs/delivery-metrics.ts";
import { scheduledJobs } from "./jobs/jobs.ts";
import { startSchedule } from "./jobs/schedule.ts";
import { createLogger } from "./logger.ts";
import { openSignInDoor } from "./outside/sign-in-door.ts";
import { createPreviews } from "./previews.ts";
import { type ChartPainter, createChartPainter } from "./render/png.ts";
import { createSecrets, type Secrets } from "./secrets.ts";
import { createLinkSigner, type LinkSigner } from "./signed-links.ts";
import { refreshAlert } from "./usecases/deliveries/refresh-alert.ts";
import { runPreview } from "./usecases/models/model-previews.ts";
import { createSignInToken } from "./usecases/sign-in/sign-in.ts";
import { connectMail } from "./usecases/tenants/connect-mail.ts";
import { createDemo, demoAdminEmail } from "./usecases/tenants/create-demo.ts";
import { loadAssets } from "./web/assets.ts";
import { createChartDrawer } from "./web/charts/draw-chart.ts";
import { warmCharts } from "./web/charts/warm-charts.ts";
import { signedRoutes } from "./web/exports/signed-routes.ts";
import type { WebCompany, WebMail } from "./web/web-env.ts";
import { createWorkDesk, type WorkDesk } from "./work-desk.ts";

/** Where the lines for people go: one a step. */
export interface Steps {
  out(text: string): void;
}

/** How long a stop may take until what is left is dropped. */
const stopTimeoutMs = 25_000;

/**
 * The composition root: database, surfaces, jobs. Resolves when the service has stopped.
 * @param steps told of each step at the start; logs go to standard error as JSON
 */
export async function serve(config: Config, steps: Steps): Promise<void> {
  const level = config.logLevel === "info" && process.stdout.isTTY ? "warn" : config.logLevel;
  const log = createLogger(level, pino.destination(2));
  const say = (line: string) => steps.out(`${line}\n`);
  const database = await openDatabase(config, { channels: configuredChannels(config), onStep: say });
  const running = await start(config, database, log, say).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  await stopAsked();
  say("Stopping: letting what runs end");
  const dead = setTimeout(() => process.exit(1), stopTimeoutMs);
  await running.stop();
  await database.close();
  clearTimeout(dead);
  say("Stopped");
}

async function start(
  config: Config,
  database: Database,
  log: pino.Logger,
  say: (line: string) => void,
): Promise<{ stop: () => Promise<void> }> {
  const { db } = database;
  const now = () => new Date();
  const secrets = createSecrets(database.secretKey, config.oldSecretKeys);
  const demo = await demoIfFresh(config, database, say);
  const painter = createChartPainter();
  const signer = createLinkSigner(database.secretKey, config.oldSecretKeys);
  const { publicUrl } = config;
  const slack = await startSlack(config.slack, { db, secrets, painter, publicUrl, now, log });
  const teams = await startTeams(config.teams, { db, painter, publicUrl, signer, now, log, say });

  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const queue = await openQueue(database.ownerUrl, (error) => log.error({ err: error }, "queue"));
  const countOutcome = deliveryMetrics(metrics, queue.sizes);
  const mail = startMail(config, { db, secrets, painter, now, log });
  const senders = {
    ...(slack ? { slack: slack.sender } : {}),
    ...(teams ? { teams: teams.sender } : {}),
    ...(mail ? { email: mail.sender } : {}),
  };
  const deliver = createDeliverer({ db, senders, now, publicUrl: config.publicUrl, onOutcome: countOutcome });
  queue.work("deliver", { slots: 64 }, (payload) => deliver(payload, newId()));
  queue.work("refresh-alert", { slots: 2 }, (payload) =>
    refreshAlert(db, payload, { now: now(), requestId: newId() }),
  );
  queue.work("preview-model", { slots: 1 }, (payload) =>
    runPreview(db, payload, { now, requestId: newId() }),
  );
  const sendsMail = config.mail !== undefined;
  for (const tenant of await withSystem(db, "connect mail", listTenants))
    await connectMail(db, tenant.id, { isOn: sendsMail, now: now(), requestId: newId() });
  const schedule = startSchedule(scheduledJobs(db, { sendsMail, senders: Object.values(senders) }), {
    db,
    log,
    now,
  });

  const drawChart = createChartDrawer(painter);
  warmCharts(drawChart).catch((error: unknown) => log.error({ err: error }, "charts"));
  const stopping = createStopping();
  const app = createWebApp({
    db,
    now,
    publicUrl: config.publicUrl,
    assets: loadAssets(),
    drawChart,
    painter,
    previews: createPreviews({ publicUrl: config.publicUrl, painter }),
    logger: log,
    checks: {
      database: async () => void (await withSystem(db, "readiness", listTenants)),
      migrations: () => requireMigrated(database.ownerUrl),
      queue: async () => void (await queue.sizes()),
    },
    metrics,
    isStopping: stopping.ask,
    trackingRoutes: trackingRoutes({ db, now, onError: (error) => log.error({ err: error }, "tracking") }),
    ...(mail ? { mail: mail.web } : {}),
    ...(config.signIn.length > 0 ? { company: openCompany(config, { signer, metrics, now }) } : {}),
    ...(slack?.routes ? { slackRoutes: slack.routes } : {}),
    ...(teams ? { teamsRoutes: teams.routes } : {}),
    signedRoutes: signedRoutes({ db, signer, painter, assets: loadAssets(), publicUrl, now }),
  });
  const server = await listen(app.fetch, config);
  say(`Bellwether runs at ${config.publicUrl}`);
  const link = demo && (await signInLink(config, database, demo));
  if (link) say(`\n  Sign in (works once): ${link}\n`);
  return {
    stop: async () => {
      const clocks = schedule.stop();
      await stopping.begin();
      await server.close();
      await mail?.settled(mailStopMs);
      await Promise.all([clocks, slack?.stop(), teams?.stop(), queue.stop()]);
      mail?.stop();
      await painter.close();
    },
  };
}

/** By which channels this service can send: what else is connected counts as not connected here. */
function configuredChannels({ slack, teams, mail }: Config): SendingChannel[] {
  const configured = { slack, teams, email: mail };
  return sendingChannels.filter((channel) => configured[channel] !== undefined);
}

/** What pages started (a sign-in link, a report) has so long to be handed to its deliveries when the service stops. */
const mailStopMs = 10_000;

/** Mail, where a mail server is configured. */
function startMail(
  { mail, publicUrl }: Config,
  parts: { db: Db; secrets: Secrets; painter: ChartPainter; now: () => Date; log: pino.Logger },
): { sender: Sender; web: WebMail; settled: WorkDesk["drain"]; stop: () => void } | undefined {
  if (!mail) return undefined;
  const transport = openMailTransport(mail.smtpUrl);
  const desk = createWorkDesk((error) => parts.log.error({ err: error }, "mail"));
  return {
    sender: createEmailSender({
      ...parts,
      transport,
      publicUrl,
      from: mail.from,
      onFault: (error, what) => parts.log.error({ err: error }, what),
    }),
    web: { secrets: parts.secrets, later: desk.take },
    settled: desk.drain,
    stop: () => transport.close(),
  };
}

/** The providers that people may sign in with; none of them is asked for anything yet. */
function openCompany(
  { signIn }: Config,
  parts: { signer: LinkSigner; metrics: Registry; now: () => Date },
): WebCompany {
  const { signer, metrics, now } = parts;
  const doors = signIn.map((provider) => openSignInDoor(provider, { now }));
  return { doors, signer, count: signInMetrics(metrics) };
}

/** The demo tenant's id; made where nothing is configured and nothing is there. */
async function demoIfFresh(
  config: Config,
  database: Database,
  say: (line: string) => void,
): Promise<string | undefined> {
  const tenants = await withSystem(database.db, "start", listTenants);
  const known = tenants.find((tenant) => tenant.demo);
  if (known) return known.id;
  const speaks = config.slack !== undefined || config.teams?.withoutCredentials === false;
  if (!database.embedded || speaks || tenants.length > 0) return undefined;
  say("Making sample data: 40 accounts and 8 that left, two years of use");
  const demo = await createDemo(database.db, { now: new Date(), requestId: newId(), onStep: say });
  return demo.tenantId;
}

/** Undefined: its admin lets the team in with a company account only. */
async function signInLink(config: Config, database: Database, tenantId: string): Promise<string | undefined> {
  const made = await withTenant(database.db, systemContext(tenantId, newId(), "cli"), async (tx) =>
    (await readOnlyWayIn(tx)) === null
      ? createSignInToken(tx, { email: demoAdminEmail, now: new Date() })
      : undefined,
  );
  return made && `${config.publicUrl}/sign-in?token=${made.token}`;
}

/**
 * Resolves at the first Ctrl-C or SIGTERM; a second one ends at once. Within a second both are the same: npm passes on the
 * Ctrl-C that the terminal sent us already.
 */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const stop = () => {
      if (asked !== undefined && performance.now() - asked > 1_000) process.exit(1);
      asked ??= performance.now();
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}

if (import.meta.main) {
  try {
    await serve(readConfig(process.env), { out: (text) => process.stdout.write(text) });
  } catch (error) {
    const sentence = error instanceof AppError ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`bellwether: ${sentence.replaceAll("\n", "\nbellwether: ")}\n`);
    // What was started before the fault, such as clocks, would keep a service alive that serves nothing.
    process.exit(1);
  }
}
