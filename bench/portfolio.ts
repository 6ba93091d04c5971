import { Worker } from "node:worker_threads";
import { Hono } from "hono";
import { sql } from "kysely";
import { withTenant } from "../src/db/with-tenant.ts";
import { createChartPainter } from "../src/render/png.ts";
import { requireSession } from "../src/web/session/require-session.ts";
import type { WebEnv } from "../src/web/web-env.ts";
import type { BenchRow, BenchTable } from "./parts/bench-table.ts";
import { withDatabase } from "./parts/database.ts";
import type { PageLoad } from "./parts/page-load.ts";
import { type ProcessorTime, watchProcessorTime } from "./parts/processor-time.ts";
import { makeScoredTenant, openSession } from "./parts/scored-tenant.ts";
import { withServer } from "./parts/serve.ts";
import { median, percentile } from "./parts/timing.ts";
import { makeWebApp } from "./parts/web-app.ts";

const users = 50;
const requestsEach = 6;
const rounds = 3;

/**
 * The portfolio page of 50 people at once, in a tenant of 1,000 accounts: who sees all of them, who looks after 25, and who
 * looks after all 1,000. Against `select 1` through the same stack: a route of the same app, behind the same middleware and
 * the same session, which enters the tenant as the same member does, asks `select 1` and commits.
 */
export function bench(): Promise<BenchTable> {
  return withDatabase(10, async (database) => {
    const spent = watchProcessorTime(database.db);
    const { tenantId, lead, managers } = await makeScoredTenant(database, {
      accounts: 1_000,
      managers: 2,
      portfolio: 25,
    });
    const [few = "", all = ""] = managers;
    await database.owner.query(
      `insert into app.account_member (tenant_id, account_id, member_id, since)
       select $1, id, $2, now() from app.account where tenant_id = $1 on conflict do nothing`,
      [tenantId, all],
    );
    await database.owner.query("vacuum analyze app.account_member");
    const painter = createChartPainter();
    const { app } = await makeWebApp(database.db, painter, (deps) =>
      new Hono<WebEnv>()
        .get("/one", requireSession(deps), async (c) => {
          await withTenant(deps.db, c.get("context"), (tx) => sql`select 1`.execute(tx.db));
          return c.text("1");
        })
        .get("/bare", async (c) => {
          await deps.db.pool.query("select 1");
          return c.text("1");
        }),
    );
    const found = await withServer(app, async (url) => {
      const cookies = {
        lead: await openSession(database, tenantId, lead),
        few: await openSession(database, tenantId, few),
        all: await openSession(database, tenantId, all),
      };
      const works = {
        bare: () => visit(`${url}/bare`, cookies.lead),
        one: () => visit(`${url}/one`, cookies.lead),
        lead: () => visit(`${url}/`, cookies.lead),
        few: () => visit(`${url}/`, cookies.few),
        all: () => visit(`${url}/`, cookies.all),
      };
      return inTurn(works, spent);
    });
    await painter.close();
    const reference = "select 1 through the same stack, p95";
    return {
      title: `Portfolio: the first page of 50 accounts, ${users} people at once, 1,000 accounts`,
      reference,
      rows: [
        { name: reference, value: found.one.p95 },
        { name: "select 1 without session and walls, p95", value: found.bare.p95 },
        { name: "the page, a manager of 25, p95", value: found.few.p95 },
        { name: "the page, who sees all 1,000 accounts, p95", value: found.lead.p95 },
        { name: "the page, a manager of all 1,000, p95", value: found.all.p95 },
        ...work("select 1 through the same stack", found.one),
        ...work("the page, a manager of 25", found.few),
        ...work("the page, who sees all 1,000 accounts", found.lead),
        ...work("the page, a manager of all 1,000", found.all),
      ],
      aims: [
        { what: "a manager of 25", reached: found.few.p95 / found.one.p95, atMost: 3 },
        { what: "who sees all 1,000", reached: found.lead.p95 / found.one.p95, atMost: 3 },
        { what: "a manager of all 1,000", reached: found.all.p95 / found.one.p95, atMost: 3 },
      ],
      note: "Bounded by processor time: 50 people wait for two cores, so a ratio is one of work. The page reads what is kept of how accounts stand, and fifty rows, writes their HTML in JavaScript, and commits an audit row.",
    };
  });
}

type Name = "bare" | "one" | "lead" | "few" | "all";

/** What a kind of request costs: its slowest twentieth by the clock, and the work of one, in milliseconds. */
interface Cost extends ProcessorTime {
  readonly p95: number;
}

/** The medians of rounds that take turns, after one that warms up. */
async function inTurn(
  works: Record<Name, () => Promise<number[]>>,
  spent: () => ProcessorTime,
): Promise<Record<Name, Cost>> {
  const costs: Record<Name, Cost[]> = { bare: [], one: [], lead: [], few: [], all: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const name of Object.keys(works) as Name[]) {
      const before = spent();
      const times = await works[name]();
      const after = spent();
      const each = (of: keyof ProcessorTime) => (after[of] - before[of]) / times.length;
      if (round === 0) continue;
      costs[name].push({ p95: percentile(times, 0.95), main: each("main"), database: each("database") });
    }
  }
  const middle = (of: keyof Cost, values: readonly Cost[]) => median(values.map((cost) => cost[of]));
  const entries = Object.entries(costs).map(([name, values]) => [
    name,
    { p95: middle("p95", values), main: middle("main", values), database: middle("database", values) },
  ]);
  return Object.fromEntries(entries) as Record<Name, Cost>;
}

/** Rows of processor time: a busy machine bends these less than times by the clock. */
function work(name: string, { main, database }: Cost): BenchRow[] {
  const unit = "ms of work";
  return [
    { name: `${name}: main thread`, value: main, unit },
    { name: `${name}: database`, value: database, unit },
  ];
}

/** Milliseconds of each request of 50 visitors. */
async function visit(url: string, cookie: string): Promise<number[]> {
  const load: PageLoad = { url, cookies: Array.from({ length: users }, () => cookie), requestsEach };
  const worker = new Worker(new URL("./parts/page-load.ts", import.meta.url), { workerData: load });
  return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
}
