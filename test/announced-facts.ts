import { sql } from "kysely";
import { systemContext } from "../src/context.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { pick, randomOf } from "../src/random.ts";
import { announce } from "../src/usecases/deliveries/announce.ts";
import { type Cast, now } from "./fixture.ts";
import type { Owner } from "./owner.ts";
import type { TestDb } from "./test-db.ts";

/** How a transaction ends. */
export type End = "committed" | "thrown" | "failed by the database" | "cut off";

/** What transactions that announce facts left behind. */
export interface AnnouncedFacts {
  readonly ends: Readonly<Record<End, number>>;
  /** Transactions that ended otherwise than they were meant to. */
  readonly wrongEnds: readonly string[];
  /** Ids of the deliveries that are there, and of those that jobs name; both sorted. */
  readonly deliveries: readonly string[];
  readonly jobs: readonly string[];
}

/** Connects these tenants to Slack, so that what is told has a delivery with a job. */
export async function connectSlack(owner: Owner, casts: readonly Cast[]): Promise<void> {
  for (const { tenantId } of casts) {
    await owner.rows(
      `insert into app.installation (tenant_id, id, platform, workspace_id, created_at) values ($1::uuid, $2, 'slack', $1::uuid::text, now())`,
      [tenantId, newId()],
    );
  }
}

/** Runs transactions that announce facts, four at a time, as replicas and requests would; they end in four ways. */
export async function runAnnouncements(
  db: TestDb,
  owner: Owner,
  casts: readonly Cast[],
  transactions: number,
): Promise<AnnouncedFacts> {
  const random = randomOf("jobs");
  const ends = { committed: 0, thrown: 0, "failed by the database": 0, "cut off": 0 };
  const wrongEnds: string[] = [];
  const one = async (): Promise<void> => {
    const { tenantId, priya, jonas } = pick(random, casts);
    const end: End = pick(random, ["committed", "committed", "thrown", "failed by the database", "cut off"]);
    const subjectId = newId();
    const memberIds = random() < 0.5 ? [priya] : [priya, jonas, priya];
    await withTenant(db, systemContext(tenantId, "test"), async (tx) => {
      await announce(tx, { subjectKind: "alert", subjectId, memberIds, now });
      if (random() < 0.3) await announce(tx, { subjectKind: "alert", subjectId, memberIds, now });
      if (end === "thrown") throw new Error("thrown");
      if (end === "failed by the database") await sql`select 1 / 0`.execute(tx.db);
      if (end === "cut off") await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx.db);
    }).then(
      () => end !== "committed" && wrongEnds.push(`${end}: committed`),
      (error: Error) => end === "committed" && wrongEnds.push(`${end}: ${error.message}`),
    );
    ends[end] += 1;
  };
  let begun = 0;
  const line = async () => {
    while (begun++ < transactions) await one();
  };
  await Promise.all([line(), line(), line(), line()]);
  const ids = (statement: string) =>
    owner.rows<{ id: string }>(statement).then((rows) => rows.map(({ id }) => id).sort());
  return {
    ends,
    wrongEnds,
    deliveries: await ids("select tenant_id || ' ' || id as id from app.delivery where channel = 'slack'"),
    jobs: await ids(
      "select (data ->> 'tenantId') || ' ' || (data ->> 'deliveryId') as id from pgboss.job where name = 'deliver'",
    ),
  };
}
