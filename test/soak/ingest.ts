import { setTimeout as wait } from "node:timers/promises";
import { randomOf } from "../../src/random.ts";
import { withOwnDatabase } from "./own-database.ts";
import { countEvents, makeSendingTenant, postBatch, trackEvent } from "./sender.ts";
import { startService } from "./service.ts";
import { type Soak, scaled } from "./soak.ts";

const perBatch = 400;
const clients = 4;

/**
 * A million events, each sent three times by different clients in a different order, to a service that is killed with -9
 * every so often and comes back. Whatever was answered with 200 must be there, once; the same ids of another tenant, too.
 */
export const soak: Soak = {
  promises: [13],
  title: "1,000,000 events three times, shuffled, with kills",
  minutes: 15,
  run: (log) =>
    withOwnDatabase({ durable: true }, async ({ db, owner, server }) => {
      const one = await makeSendingTenant(db, "orrery");
      const other = await makeSendingTenant(db, "initech");
      const total = scaled(1_000_000);
      const batches = Math.ceil(total / perBatch);
      const base = Date.now() - 3_600_000;
      const eventsOf = (batch: number) =>
        Array.from({ length: Math.min(perBatch, total - batch * perBatch) }, (_, index) => {
          const number = batch * perBatch + index;
          const user = (number * 7_919) % 4_001;
          return trackEvent(`event ${number}`, new Date(base + (number % 3_000_000)), {
            account: `account ${user % 200}`,
            user: `user ${user}`,
          });
        });
      const random = randomOf("ingest soak");
      const order = Array.from({ length: batches * 3 }, (_, index) => index % batches)
        .map((batch) => ({ batch, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ batch }) => batch);
      const env = { DATABASE_URL: server.url, SECRET_KEY: "07".repeat(32), LOG_LEVEL: "error" };
      let service = await startService(env);
      const port = Number(new URL(service.url).port);
      await service.ready();
      const accepted = new Set<string>();
      const said = new Map<string, number>();
      let sending = true;
      let kills = 0;
      const killer = (async () => {
        for (let round = 0; sending; round++) {
          await wait(9_000 + ((round * 3_571) % 9_000));
          if (!sending) break;
          service.child.kill("SIGKILL");
          await service.ended;
          kills++;
          service = await startService(env, port);
          await service.ready();
          log.say(`killed ${kills} times, ${order.length} batches to go`);
        }
      })();
      const started = performance.now();
      const client = async (): Promise<void> => {
        for (let batch = order.pop(); batch !== undefined; batch = order.pop()) {
          const events = eventsOf(batch);
          for (let answer = await postBatch(service.url, one.key, events); ; ) {
            said.set(String(answer), (said.get(String(answer)) ?? 0) + 1);
            if (answer === 200) break;
            await wait(100);
            answer = await postBatch(service.url, one.key, events);
          }
          for (const event of events) accepted.add((event as { messageId: string }).messageId);
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
      const seconds = (performance.now() - started) / 1_000;
      const again = eventsOf(0);
      const elsewhere = await postBatch(service.url, other.key, again);
      sending = false;
      await killer;
      service.child.kill("SIGTERM");
      await service.ended;
      const found = await countEvents(owner, one.tenantId, accepted);
      const theirs = await countEvents(
        owner,
        other.tenantId,
        new Set(again.map((event) => (event as { messageId: string }).messageId)),
      );
      log.state("events, each sent three times", total);
      log.state("kills of the service", kills);
      log.state("events sent a second, with all restarts", Math.round((total * 3) / seconds));
      log.state("answers", [...said].map(([answer, count]) => `${answer}: ${count}`).join(", "));
      log.hold("events lost after a 200", found.lost, "0", found.lost === 0 && accepted.size === total);
      log.hold("events doubled", found.doubled, "0", found.doubled === 0);
      log.hold(
        "the same ids of another tenant, lost",
        theirs.lost,
        "0",
        elsewhere === 200 && theirs.lost === 0,
      );
    }),
};
