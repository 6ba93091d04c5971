import { setTimeout as wait } from "node:timers/promises";
import { systemContext } from "../../src/context.ts";
import type { Db } from "../../src/db/connection.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { newId } from "../../src/ids.ts";
import { messageKey } from "../../src/ingest/message-key.ts";
import { createTenant } from "../../src/usecases/tenants/create-tenant.ts";
import { createWriteKey } from "../../src/usecases/tenants/create-write-key.ts";
import { keepTidy } from "../../src/usecases/usage/keep-tidy.ts";
import type { Owner } from "../owner.ts";

/** A tenant that sends events, as of now. */
export async function makeSendingTenant(db: Db, slug: string): Promise<{ tenantId: string; key: string }> {
  const now = new Date();
  const made = {
    slug,
    name: slug,
    zone: "Europe/Berlin",
    kind: "b2b",
    demo: false,
    now,
    requestId: "soak",
  } as const;
  const { tenantId } = await createTenant(db, made);
  await keepTidy(db, tenantId, { now, requestId: "soak" });
  const { key } = await withTenant(db, systemContext(tenantId, "soak"), (tx) =>
    createWriteKey(tx, { source: "soak", now }),
  );
  return { tenantId, key };
}

/** What the service said to one request: its status, or why there was none. */
export type Said = number | "refused" | "reset" | "late";

/** Posts one batch. Never throws for what the wire does. */
export async function postBatch(
  url: string,
  key: string,
  events: readonly object[],
  options: { timeoutMs?: number } = {},
): Promise<Said> {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  try {
    const answer = await fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ batch: events }),
      signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    if ((error as Error).name === "TimeoutError") return "late";
    const code = ((error as Error).cause as { code?: string } | undefined)?.code;
    return code === "ECONNREFUSED" ? "refused" : "reset";
  }
}

/** One event of a user of an account. */
export function trackEvent(messageId: string, at: Date, place: { account: string; user: string }): object {
  return {
    type: "track",
    messageId,
    userId: place.user,
    event: "Board opened",
    timestamp: at,
    context: { groupId: place.account },
  };
}

/** Clients that send events again and again until each has its 200, as SDKs do. */
export interface Clients {
  /** Ids of the events that were answered with 200. */
  readonly accepted: Set<string>;
  readonly said: Map<Said, number>;
  /** When the last 200 came, of `performance.now()`. */
  lastOk(): number;
  stop(): Promise<void>;
}

/** Starts `count` clients, each sending a batch of ten every `everyMs`. */
export function startClients(
  service: () => string,
  key: string,
  options: { count: number; everyMs: number; timeoutMs?: number },
): Clients {
  const accepted = new Set<string>();
  const said = new Map<Said, number>();
  let stopping = false;
  let lastOk = 0;
  const client = async (number: number): Promise<void> => {
    while (!stopping) {
      const ids = Array.from({ length: 10 }, () => newId());
      const events = ids.map((id, index) =>
        trackEvent(id, new Date(), { account: `a${number}`, user: `u${index}` }),
      );
      for (let done = false; !done; ) {
        const answer = await postBatch(service(), key, events, options);
        said.set(answer, (said.get(answer) ?? 0) + 1);
        done = answer === 200;
        if (done) lastOk = performance.now();
        else await wait(100);
      }
      for (const id of ids) accepted.add(id);
      await wait(options.everyMs);
    }
  };
  const clients = Array.from({ length: options.count }, (_, number) => client(number));
  return {
    accepted,
    said,
    lastOk: () => lastOk,
    stop: async () => {
      stopping = true;
      await Promise.all(clients);
    },
  };
}

/** Of events that were answered with 200: how many are not there, and how many rows there are too many. */
export async function countEvents(
  owner: Owner,
  tenantId: string,
  accepted: ReadonlySet<string>,
): Promise<{ lost: number; doubled: number }> {
  const seen = new Set(
    (
      await owner.rows<{ id: string }>("select message_id as id from app.event_seen where tenant_id = $1", [
        tenantId,
      ])
    ).map(({ id }) => id),
  );
  const [events] = await owner.rows<{ count: number }>(
    "select count(*)::int as count from app.event where tenant_id = $1",
    [tenantId],
  );
  let lost = 0;
  for (const id of accepted) if (!seen.has(messageKey(id))) lost++;
  const count = events?.count ?? 0;
  return { lost: lost + Math.max(0, seen.size - count), doubled: Math.max(0, count - seen.size) };
}
