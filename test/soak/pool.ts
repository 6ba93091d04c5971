import { runPooledTransactions } from "../pooled-transactions.ts";
import { withOwnDatabase } from "./own-database.ts";
import { type Soak, scaled } from "./soak.ts";

/** Transactions of 200 tenants on a pool of one connection, through throws, timeouts and cancelled statements. */
export const soak: Soak = {
  promises: [3],
  title: "10,000 transactions of 200 tenants on one connection",
  minutes: 2,
  run: (log) =>
    withOwnDatabase({ durable: false, max: 1 }, async ({ db, owner }) => {
      const { crossings, ends } = await runPooledTransactions(db, owner, scaled(10_000));
      for (const [end, count] of Object.entries(ends)) log.state(end, count);
      log.hold("rows or settings of another tenant", crossings.length, "0", crossings.length === 0);
    }),
};
