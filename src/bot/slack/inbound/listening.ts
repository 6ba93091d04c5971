import type { Db } from "../../../db/connection.ts";
import type { ChartPainter } from "../../../render/png.ts";
import type { SlackApi } from "../client.ts";
import type { SlackLog } from "../log.ts";
import type { Deliverer } from "../outbound/deliver.ts";
import type { DirectMessages } from "../outbound/direct-messages.ts";
import type { People } from "../people.ts";
import type { Turns } from "./turn.ts";

/** What is done with what Slack sends. */
export interface Listening {
  readonly db: Db;
  readonly painter: Pick<ChartPainter, "print">;
  readonly publicUrl: string;
  readonly api: SlackApi;
  readonly turns: Turns;
  readonly people: People;
  readonly directMessages: DirectMessages;
  readonly deliverer: Deliverer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: SlackLog;
}
