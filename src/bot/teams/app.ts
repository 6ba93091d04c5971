import { setTimeout as wait } from "node:timers/promises";
import type { Hono } from "hono";
import type { Db } from "../../db/connection.ts";
import { onThisMachine } from "../../outside/destination.ts";
import type { ChartPainter } from "../../render/png.ts";
import type { LinkSigner } from "../../signed-links.ts";
import { createWorkDesk } from "../../work-desk.ts";
import type { Sender } from "../sender.ts";
import { microsoft, TeamsAdapter } from "./adapter.ts";
import type { BotIdentity } from "./credentials.ts";
import { oneDriveUpload, teamsService } from "./destinations.ts";
import { handler } from "./inbound/handle.ts";
import { teamsRoutes } from "./inbound/receiver.ts";
import { createTurns } from "./inbound/turn.ts";
import type { TeamsLog } from "./log.ts";
import { createPacer } from "./outbound/pacer.ts";
import { createPictures } from "./outbound/pictures.ts";
import { createTeamsSender } from "./outbound/send.ts";
import { createPeople } from "./people.ts";

/** What the Teams app runs with. */
export interface TeamsAppOptions {
  readonly db: Db;
  readonly painter: Pick<ChartPainter, "print">;
  readonly publicUrl: string;
  readonly signer: LinkSigner;
  /** The tenant that the organisation is connected to. */
  readonly tenantId: string;
  readonly identity: Omit<BotIdentity, "loginUrl"> & { readonly loginUrl: string | undefined };
  /** Undefined: Microsoft's. */
  readonly openIdMetadataUrl: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: TeamsLog;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly chance?: () => number;
  readonly timeoutMs?: number;
  /** Besides Microsoft's own: a double of the Connector and of OneDrive, as origins. */
  readonly trustedOrigins?: readonly string[];
}

/** Teams' side of the bot. */
export interface TeamsApp {
  /** `POST /api/messages`. */
  readonly routes: Hono;
  readonly sender: Sender & { update: NonNullable<Sender["update"]> };
  /** Lets what was taken end. @returns how much was left after `timeoutMs` */
  stop(timeoutMs: number): Promise<number>;
}

/** One a process: it keeps the pace of each conversation. Mount `routes` on the server that listens. */
export function createTeamsApp(options: TeamsAppOptions): TeamsApp {
  const { db, painter, publicUrl, signer, tenantId, now, log } = options;
  const { organisationId, appId, loginUrl } = options.identity;
  const botId = `28:${appId}`;
  const origins = options.trustedOrigins ?? [];
  const { withoutCredentials } = options.identity;
  const service = withoutCredentials ? onThisMachine("Teams") : teamsService(origins);
  const oneDrive = withoutCredentials ? onThisMachine("OneDrive") : oneDriveUpload(origins);
  const adapter = new TeamsAdapter({
    identity: { ...options.identity, loginUrl: (loginUrl ?? microsoft.loginUrl).replace(/\/+$/, "") },
    service,
    openIdMetadataUrl: options.openIdMetadataUrl ?? microsoft.openIdMetadataUrl,
    now,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const deliverer = {
    api: adapter,
    pictures: createPictures({ db, signer, publicUrl, now }),
    pacer: createPacer({ now, sleep: options.sleep ?? ((ms) => wait(ms)) }),
    publicUrl,
    chance: options.chance ?? Math.random,
    log,
  };
  const people = createPeople({ db, api: adapter, organisationId, now });
  const desk = createWorkDesk((error) =>
    log.error({ err: error }, "An activity of Teams could not be handled"),
  );
  const common = { db, deliverer, people, tenantId, organisationId, botId, now, log };
  const turns = createTurns(common);
  const handle = handler({ ...common, painter, publicUrl, signer, turns, desk, oneDrive });
  return {
    routes: teamsRoutes({
      adapter,
      organisationId,
      withoutCredentials,
      service,
      handle,
      log,
    }),
    sender: createTeamsSender({ db, deliverer, now }),
    stop: (timeoutMs) => desk.drain(timeoutMs),
  };
}
