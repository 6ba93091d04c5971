import type { Db } from "../../../db/connection.ts";
import type { Destination } from "../../../outside/destination.ts";
import type { ChartPainter } from "../../../render/png.ts";
import type { LinkSigner } from "../../../signed-links.ts";
import type { WorkDesk } from "../../../work-desk.ts";
import type { AnswerDeps } from "../../answers/answer.ts";
import type { TeamsLog } from "../log.ts";
import type { Deliverer } from "../outbound/deliver.ts";
import type { People } from "../people.ts";
import type { Turns } from "./turn.ts";

/** What is done with what Teams sends. */
export interface Listening {
  readonly db: Db;
  readonly painter: Pick<ChartPainter, "print">;
  readonly publicUrl: string;
  readonly signer: LinkSigner;
  readonly tenantId: string;
  readonly organisationId: string;
  readonly botId: string;
  readonly turns: Turns;
  readonly people: People;
  readonly deliverer: Deliverer;
  readonly desk: WorkDesk;
  /** Where OneDrive takes files. */
  readonly oneDrive: Destination;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: TeamsLog;
}

/** What answers are made with, and when and where they are asked: what is answered in Teams is for the asker alone. */
export function asking({ db, publicUrl, now }: Listening): {
  readonly deps: AnswerDeps;
  readonly asked: { readonly now: Date; readonly place: "private" };
} {
  return { deps: { db, publicUrl }, asked: { now: new Date(now()), place: "private" } };
}
