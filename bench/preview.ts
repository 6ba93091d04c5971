import { systemContext } from "../src/context.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import type { ModelDocument } from "../src/scoring/models/model.ts";
import { previewModel } from "../src/usecases/models/preview-model.ts";
import { readHistory } from "../src/usecases/models/read-history.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { type BenchDatabase, withDatabase } from "./parts/database.ts";
import { type LoopDelay, loopDelayDuring } from "./parts/loop-delay.ts";
import { median } from "./parts/timing.ts";
import { lastDay, makeUsedTenant } from "./parts/used-tenant.ts";

const accounts = 1_000;
const days = 365;
const runs = 3;

/** A draft with rules of its own for large accounts and a part from a metric, so that facts and values are looked up too. */
const draft: ModelDocument = {
  ...startModel("b2b"),
  weights: { recent: 20, habit: 30, trend: 25, people: 10, support: 15 },
  metrics: { support: { metric: "tickets", windowDays: 28, better: "less", all: 0, none: 12 } },
  segments: [{ name: "Large", when: { seats: { from: 5 } }, bands: { atRisk: 55, watch: 65, leave: 3 } }],
};

/** A draft held against the live model over a year of 1,000 accounts: how long, how often it says how far it is, what it blocks. */
export function bench(): Promise<BenchTable> {
  return withDatabase(2, async (database) => {
    const tenantId = await makeUsedTenant(database, "year", { accounts, days });
    await addMetric(database, tenantId);
    const { db } = database;
    // What makes a day final: a preview looks at scored days alone.
    await runPass(db, tenantId, {
      now: new Date(`${lastDay}T23:30:00Z`),
      requestId: "bench",
      full: false,
      firstPassDays: 1,
    });
    const took: number[] = [];
    const read: number[] = [];
    const used: number[] = [];
    const delays: LoopDelay[] = [];
    let looks = 0;
    for (let run = 0; run < runs; run++) {
      read.push(await timed(() => withTenant(db, systemContext(tenantId, "bench"), (tx) => readHistory(tx))));
      delays.push(
        await loopDelayDuring(async () => {
          looks = 0;
          const before = process.cpuUsage();
          const onProgress = () => {
            looks += 1;
            return true;
          };
          took.push(
            await timed(() =>
              previewModel(db, tenantId, { document: draft, requestId: "bench", onProgress }),
            ),
          );
          const { user, system } = process.cpuUsage(before);
          used.push((user + system) / 1_000);
        }),
      );
    }
    const reference = "reading the history alone";
    const longest = median(delays.map(({ longestWork }) => longestWork));
    return {
      title: `Preview: a draft against the live model, ${accounts.toLocaleString("en-GB")} accounts over ${days} days`,
      reference,
      rows: [
        { name: reference, value: median(read) },
        { name: "the preview", value: median(took) },
        { name: "processor time of the service in it", value: median(used) },
        { name: "times that it says how far it is", value: looks, unit: "looks" },
        { name: "longest block of the main loop", value: longest, unit: "ms of work" },
        {
          name: "the same by the clock",
          value: median(delays.map((delay) => delay.longest)),
          unit: "ms by clock",
        },
      ],
      aims: [
        { what: "seconds", reached: median(took) / 1_000, atMost: 10, unit: "s" },
        { what: "longest block", reached: longest, atMost: 50, unit: "ms" },
      ],
      note: "Bounded by two replays of every account, day by day, with the alerts that each would have sent.",
    };
  });
}

/** A counter with a value on one day in three of every account, and a change of its seats in the middle of the year. */
async function addMetric({ owner }: BenchDatabase, tenantId: string): Promise<void> {
  await owner.query(
    `insert into app.metric (tenant_id, id, name, label, unit, kind, good, source, covered_from, covered_to, created_at)
     values ($1, gen_random_uuid(), 'tickets', 'Tickets', '', 'counter', 'down', 'supplied', $2::date - $3::int, $2, now())`,
    [tenantId, lastDay, days],
  );
  await owner.query(
    `insert into app.metric_day (tenant_id, metric_id, day, account_id, value)
     select m.tenant_id, m.id, d::date, a.id, 1 from app.metric m join app.account a on a.tenant_id = m.tenant_id,
            generate_series($2::date - $3::int, $2::date, interval '3 days') d where m.tenant_id = $1`,
    [tenantId, lastDay, days],
  );
  await owner.query(
    `insert into app.fact_change (tenant_id, account_id, fact, day, before, after)
     select tenant_id, id, 'seats', $2::date - 180, '3', '8' from app.account where tenant_id = $1`,
    [tenantId, lastDay],
  );
  await owner.query("vacuum analyze app.metric_day");
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
