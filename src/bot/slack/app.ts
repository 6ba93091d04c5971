import { setTimeout as wait } from "node:timers/promises";
import { App } from "@slack/bolt";
import type { Hono } from "hono";
import type { Db } from "../../db/connection.ts";
import type { ChartPainter } from "../../render/png.ts";
import type { Secrets } from "../../secrets.ts";
import { clientOptions, type SlackApi } from "./client.ts";
import { authorizer, dropRedelivered } from "./inbound/authorize.ts";
import { createDesk } from "./inbound/desk.ts";
import { formErrors } from "./inbound/forms.ts";
import { addListeners } from "./inbound/listeners.ts";
import { refuseUnconnected } from "./inbound/not-connected.ts";
import { createTeller } from "./inbound/place.ts";
import { deskReceiver, slackRoutes, socketReceiver } from "./inbound/receiver.ts";
import { createTurns } from "./inbound/turn.ts";
import { type SlackLog, sdkLogger } from "./log.ts";
import { createDirectMessages } from "./outbound/direct-messages.ts";
import { createPacer, type Pacer } from "./outbound/pacer.ts";
import { createPictures } from "./outbound/pictures.ts";
import { createPeople } from "./people.ts";

/** What the Slack app runs with. */
export interface SlackAppOptions {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly painter: Pick<ChartPainter, "paint" | "print">;
  readonly publicUrl: string;
  readonly apiUrl: string;
  /** Requests to a public address; undefined: none are taken. */
  readonly signingSecret: string | undefined;
  /** Socket Mode; undefined: off. */
  readonly appToken: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: SlackLog;
  /** The process's, where others send too; default: one of its own. */
  readonly pacer?: Pacer;
}

/** Slack's side of the bot. */
export interface SlackApp {
  /** `POST /slack/events`; undefined without a signing secret. */
  readonly routes: Hono | undefined;
  /** Opens the socket, where there is one. */
  start(): Promise<void>;
  /** Takes nothing more through the socket, and lets what was taken end. @returns how much was left after `timeoutMs` */
  stop(timeoutMs: number): Promise<number>;
}

/** One a process. Mount `routes` on the server that listens; `start` after the database is migrated. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { db, secrets, now, log, signingSecret, appToken, apiUrl, publicUrl, painter } = options;
  const api: SlackApi = { apiUrl, log };
  const desk = createDesk({ answerAtOnce: (body) => formErrors(body, now()), log });
  const receiver = appToken ? socketReceiver({ appToken, apiUrl, desk, log }) : deskReceiver(desk);
  const app = new App({
    receiver,
    authorize: authorizer({ db, secrets }),
    clientOptions: clientOptions(api),
    logger: sdkLogger(log),
    convoStore: false,
    extendedErrorHandler: true,
  });
  app.use(dropRedelivered({ db, now }));
  app.error(({ error, body }: { error: unknown; body: unknown }) => refuseUnconnected(error, body, api));

  const people = createPeople({ db, now });
  const sleep = (ms: number) => wait(ms);
  const pacer = options.pacer ?? createPacer({ now, sleep });
  const pictures = createPictures(painter, pacer);
  const deliverer = { pictures, pacer, publicUrl, sleep, picturePatienceMs: 4000 };
  const turns = createTurns({ people, teller: createTeller(deliverer, log), log });
  const directMessages = createDirectMessages({ db, people, pacer });
  const common = { db, painter, publicUrl, api, now, log };
  addListeners(app, { ...common, turns, people, directMessages, deliverer });

  return {
    routes: signingSecret ? slackRoutes({ signingSecret, desk, now }) : undefined,
    start: async () => {
      await receiver.start();
    },
    stop: async (timeoutMs) => {
      await receiver.stop();
      return desk.drain(timeoutMs);
    },
  };
}
