import { systemContext } from "../src/context.ts";
import { readTenantRules } from "../src/db/people/tenants.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import { scoreDays } from "../src/usecases/scoring/score-days.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { withDatabase } from "./parts/database.ts";
import { medianMs } from "./parts/timing.ts";
import { lastDay, makeUsedTenant } from "./parts/used-tenant.ts";

const sizes = [1_000, 10_000, 50_000] as const;
/** All that the windows of the scored days reach. */
const days = 155;

/** How the pass of a day grows with the accounts. Every tenant is used alike, one user or two an account. */
export function bench(): Promise<BenchTable> {
  return withDatabase(2, async (database) => {
    const found: number[] = [];
    for (const accounts of sizes) {
      const tenantId = await makeUsedTenant(database, `t${accounts}`, { accounts, days, users: 2 });
      const context = systemContext(tenantId, "bench");
      const pass = (daysBack: number) =>
        withTenant(database.db, context, async (tx) => {
          const day = addDays(lastDay, -daysBack);
          const input = { from: day, to: day, accountIds: null };
          await scoreDays(tx, await readTenantRules(tx), input, () => {});
        });
      const runs = accounts === 1_000 ? 9 : 5;
      await pass(runs + 1);
      await database.owner.query("vacuum analyze app.score");
      found.push(await medianMs((run) => pass(runs - 1 - run), { runs, warmUps: 1 }));
    }
    const [small = Number.NaN, middle = Number.NaN, large = Number.NaN] = found;
    const reference = `one pass of a day, ${sizes[0].toLocaleString("en-GB")} accounts`;
    return {
      title: "Score: how a pass grows",
      reference,
      rows: sizes.map((accounts, index) => ({
        name: `one pass of a day, ${accounts.toLocaleString("en-GB")} accounts`,
        value: found[index] ?? Number.NaN,
      })),
      aims: [
        { what: "1,000 to 10,000 accounts", reached: middle / small, atMost: 11 },
        // The same slope over a factor of five.
        { what: "10,000 to 50,000 accounts", reached: large / middle, atMost: 11 ** Math.log10(5) },
      ],
      note: "A pass reads windows and writes a row an account; both grow with the accounts. What exceeds it is memory: hash tables that spill, and indexes deeper by a level.",
    };
  });
}
