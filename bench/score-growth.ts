import { systemContext } from "../src/context.ts";
import { readTenantRules } from "../src/db/people/tenants.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import { scoreDays } from "../src/usecases/scoring/score-days.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { type BenchDatabase, withDatabase } from "./parts/database.ts";
import { mediansInTurn } from "./parts/timing.ts";
import { lastDay, makeUsedTenant } from "./parts/used-tenant.ts";

/** All that the windows of the scored days reach. */
const days = 155;

/** Days of every measured pass, one a run, so that each writes rows that were not there. */
const runs = 5;
const warmUps = 1;

/** How the pass of a day grows with the accounts. Every tenant is used alike, one user or two an account. */
export function bench(): Promise<BenchTable> {
  return withDatabase(2, async (database) => {
    const passes = {
      "1,000 accounts": await makePass(database, 1_000),
      "10,000 accounts": await makePass(database, 10_000),
      "50,000 accounts": await makePass(database, 50_000),
    };
    await database.owner.query("vacuum analyze app.score");
    const found = await mediansInTurn(passes, { runs, warmUps });
    const reference = "one pass of a day, 1,000 accounts";
    return {
      title: "Score: how a pass grows",
      reference,
      rows: Object.entries(found).map(([size, value]) => ({ name: `one pass of a day, ${size}`, value })),
      aims: [
        {
          what: "1,000 to 10,000 accounts",
          reached: found["10,000 accounts"] / found["1,000 accounts"],
          atMost: 11,
        },
        {
          what: "10,000 to 50,000 accounts",
          reached: found["50,000 accounts"] / found["10,000 accounts"],
          // The same slope over a factor of five.
          atMost: 11 ** Math.log10(5),
        },
      ],
      note: "A pass reads windows and writes a row an account; both grow with the accounts. What exceeds it is memory: hash tables that spill, and indexes deeper by a level.",
    };
  });
}

/** A tenant of that many accounts, scored up to the day before the first run. @returns the pass of a run's day */
async function makePass(
  { db, ...database }: BenchDatabase,
  accounts: number,
): Promise<(run: number) => Promise<void>> {
  const tenantId = await makeUsedTenant({ db, ...database }, `t${accounts}`, { accounts, days, users: 2 });
  const pass = (run: number) =>
    withTenant(db, systemContext(tenantId, "bench"), async (tx) => {
      const day = addDays(lastDay, run - runs + 1);
      await scoreDays(tx, await readTenantRules(tx), { from: day, to: day, accountIds: null }, () => {});
    });
  await pass(-warmUps - 1);
  return pass;
}
