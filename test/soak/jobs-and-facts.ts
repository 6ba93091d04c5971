import { isDeepStrictEqual } from "node:util";
import { connectSlack, runAnnouncements } from "../announced-facts.ts";
import { makeCast } from "../fixture.ts";
import { withOwnDatabase } from "./own-database.ts";
import { type Soak, scaled } from "./soak.ts";

/** Transactions that announce facts and end in four ways, one of them a lost connection: every delivery has its job. */
export const soak: Soak = {
  promises: [15],
  title: "10,000 transactions with facts and their jobs, ended in four ways",
  minutes: 4,
  run: (log) =>
    withOwnDatabase({ durable: false }, async ({ db, owner }) => {
      const casts = [await makeCast(db, "orrery"), await makeCast(db, "initech")];
      await connectSlack(owner, casts);
      const found = await runAnnouncements(db, owner, casts, scaled(10_000));
      for (const [end, count] of Object.entries(found.ends)) log.state(end, count);
      log.state("deliveries", found.deliveries.length);
      const same = isDeepStrictEqual(found.jobs, found.deliveries);
      log.hold("jobs, each of a delivery of its own", found.jobs.length, "as many", same);
      log.hold(
        "transactions that ended otherwise",
        found.wrongEnds.length,
        "0",
        found.wrongEnds.length === 0,
      );
    }),
};
