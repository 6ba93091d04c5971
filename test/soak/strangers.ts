import { pick, randomOf } from "../../src/random.ts";
import { asks, openStrangers, type Person } from "../strangers.ts";
import { withOwnDatabase } from "./own-database.ts";
import { type Soak, scaled } from "./soak.ts";

/** Every request of the web surface, by whoever, for whatever is somebody else's; each beside one for what nobody has. */
export const soak: Soak = {
  promises: [1, 5, 7],
  title: "10,000 requests under the wrong tenant, member and role",
  minutes: 8,
  run: (log) =>
    withOwnDatabase({ durable: false }, async ({ db, owner }) => {
      const strangers = await openStrangers(db, owner);
      const people = Object.keys(strangers.secrets) as Person[];
      const random = randomOf("strangers soak");
      const wrong: string[] = [];
      const statuses = new Map<number, number>();
      const turns = Math.ceil(scaled(10_000) / 2);
      for (let turn = 0; turn < turns; turn++) {
        const ask = asks[turn % asks.length] ?? pick(random, asks);
        const tried = await strangers.tryAs(ask, pick(random, people), random);
        wrong.push(...tried.wrong);
        statuses.set(tried.status, (statuses.get(tried.status) ?? 0) + 1);
        if ((turn + 1) % 500 === 0) log.say(`${(turn + 1) * 2} requests, ${wrong.length} wrong`);
      }
      for (const line of wrong.slice(0, 10)) log.say(line);
      log.state("requests, half of them for what nobody has", turns * 2);
      log.state("kinds of request, people", `${asks.length}, ${people.length}`);
      log.state(
        "answers",
        [...statuses]
          .sort()
          .map(([status, count]) => `${status}: ${count}`)
          .join(", "),
      );
      log.hold("foreign names or ids told, or answers that differ", wrong.length, "0", wrong.length === 0);
    }),
};
