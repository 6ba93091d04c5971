import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { openCluster } from "../../src/db/embedded-cluster.ts";
import { openOwner } from "../owner.ts";
import { startStrictSlack } from "../slack/strict-slack.ts";
import { makeMember } from "../slack/workspace.ts";
import { addDelivery, makeFacts } from "./deliveries.ts";
import { withOwnDatabase } from "./own-database.ts";
import { countEvents, makeSendingTenant, startClients } from "./sender.ts";
import { startService } from "./service.ts";
import { percentile, type Soak, scaled } from "./soak.ts";
import { behind, startTcpProxy } from "./tcp-proxy.ts";

const run = promisify(execFile);
/** Longer is not waited for a recovery: the figure is 10 s. */
const patienceMs = 60_000;

/**
 * The service under a steady load of events and messages, while its database is killed again and again and comes back,
 * and then for a minute swallows what it is sent. After each the service must take events, be ready, and send, by itself.
 */
export const soak: Soak = {
  promises: [21],
  title: "50 kills of the database and a black hole of 60 s",
  minutes: 6,
  run: (log) =>
    withOwnDatabase({ durable: true }, async ({ db, server, folder }) => {
      let owner = await openOwner(db);
      const { pgCtl, dataFolder, user } = await openCluster(folder);
      const at = new URL(server.url);
      const proxy = await startTcpProxy({ host: at.hostname, port: Number(at.port) });
      const slack = await startStrictSlack();
      const { tenantId, key } = await makeSendingTenant(db, "orrery");
      const email = "priya@orrery.example";
      const priya = await makeMember(db, tenantId, {
        name: "Priya Shah",
        email,
        role: "manager",
        now: new Date(),
      });
      slack.users.set("U1", { id: "U1", name: "Priya Shah", email });
      const facts = await makeFacts(db, tenantId, priya, new Date(Date.now() - 60_000));
      const service = await startService({
        DATABASE_URL: behind(server.url, proxy),
        SECRET_KEY: "07".repeat(32),
        SLACK_BOT_TOKEN: slack.token,
        SLACK_SIGNING_SECRET: "0123456789abcdef",
        SLACK_API_URL: slack.apiUrl,
      });
      const recovered: Record<"events" | "ready" | "messages", number[]> = {
        events: [],
        ready: [],
        messages: [],
      };
      const deliveries: string[] = [];
      try {
        await service.ready();
        const clients = startClients(() => service.url, key, { count: 6, everyMs: 20, timeoutMs: 15_000 });
        /** Seconds until the service takes events, is ready and sends again. */
        const recover = async (): Promise<void> => {
          const started = performance.now();
          const id = await addDelivery(db, { tenantId, memberId: priya }, facts, new Date());
          deliveries.push(id);
          const since = () => performance.now() - started;
          const until = async (holds: () => Promise<boolean> | boolean) => {
            while (!(await holds()) && since() < patienceMs) await wait(20);
            return since() / 1000;
          };
          const [events, ready, messages] = await Promise.all([
            until(() => clients.lastOk() > started),
            until(async () => {
              const answer = await fetch(`${service.url}/readyz`).catch(() => undefined);
              await answer?.arrayBuffer();
              return answer?.status === 200;
            }),
            until(async () => {
              const [row] = await owner.rows<{ state: string }>(
                "select state from app.delivery where id = $1",
                [id],
              );
              return row?.state === "sent";
            }),
          ]);
          recovered.events.push(events);
          recovered.ready.push(ready);
          recovered.messages.push(messages);
        };
        const restarts = scaled(50);
        for (let number = 0; number < restarts; number++) {
          await owner.close();
          const mode = number % 2 === 0 ? "immediate" : "fast";
          // A message on its way as the database dies.
          deliveries.push(await addDelivery(db, { tenantId, memberId: priya }, facts, new Date()));
          await wait((number * 137) % 700);
          await run(
            pgCtl,
            ["restart", "-D", dataFolder, "-m", mode, "-w", "-s", "-l", `${dataFolder}/server.log`],
            user,
          );
          owner = await openOwner(db);
          await recover();
          if (number % 10 === 9) log.say(`${number + 1} of ${restarts}: ${JSON.stringify(worst(recovered))}`);
        }
        const kills = worst(recovered);
        log.state("restarts, half of them as a crash", restarts);
        for (const [what, seconds] of Object.entries(kills))
          log.hold(
            `${what} again after a restart, longest`,
            `${seconds.toFixed(1)} s`,
            "<= 10 s",
            seconds <= 10,
          );
        for (const [what, all] of Object.entries(recovered))
          log.state(`${what} again after a restart, median`, `${percentile(all, 0.5).toFixed(1)} s`);
        for (const list of Object.values(recovered)) list.length = 0;

        deliveries.push(await addDelivery(db, { tenantId, memberId: priya }, facts, new Date()));
        proxy.swallow();
        await wait(60_000 * Math.min(1, scaled(60) / 60));
        proxy.carry();
        await recover();
        for (const [what, seconds] of Object.entries(worst(recovered)))
          log.hold(`${what} again after the black hole`, `${seconds.toFixed(1)} s`, "<= 10 s", seconds <= 10);
        await clients.stop();
        // What was tried while the database was away comes back by its own patience.
        const patience = performance.now() + 180_000;
        const left = () =>
          owner.rows("select from app.delivery where id = any ($1) and state <> 'sent'", [deliveries]);
        while ((await left()).length > 0 && performance.now() < patience) await wait(250);
        for (const [answer, count] of clients.said) log.state(`answers ${answer}`, count);
        const events = await countEvents(owner, tenantId, clients.accepted);
        log.state("events answered with 200", clients.accepted.size);
        log.hold("events lost after a 200", events.lost, "0", events.lost === 0);
        log.hold("events doubled", events.doubled, "0", events.doubled === 0);
      } finally {
        service.child.kill("SIGTERM");
        await service.ended;
      }
      const states = await owner.rows<{ state: string; count: number }>(
        "select state, count(*)::int as count from app.delivery where id = any ($1) group by 1 order by 1",
        [deliveries],
      );
      const sent = states.find(({ state }) => state === "sent")?.count ?? 0;
      log.state(
        "messages, by what became of them",
        states.map(({ state, count }) => `${state} ${count}`).join(", "),
      );
      log.hold("messages lost", deliveries.length - sent, "0", sent === deliveries.length);
      const posts = slack.messages.length;
      log.state("posts beyond one a message", posts - deliveries.length);
      await owner.close();
      await slack.close();
      await proxy.close();
    }),
};

function worst<K extends string>(lists: Record<K, number[]>): Record<K, number> {
  return Object.fromEntries(
    Object.entries<number[]>(lists).map(([name, list]) => [name, Math.max(...list)]),
  ) as Record<K, number>;
}
