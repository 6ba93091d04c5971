import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { newId } from "../../src/ids.ts";
import { withOwnDatabase } from "./own-database.ts";
import { countEvents, makeSendingTenant, trackEvent } from "./sender.ts";
import { startService } from "./service.ts";
import { type Soak, scaled } from "./soak.ts";

/**
 * SIGTERM under load, again and again. In front stands what stands in front of services: a balancer that asks `/readyz` four
 * times a second, keeps its connections open, and sends no more once it was told no. Whatever it sent must be answered.
 */
export const soak: Soak = {
  promises: [25],
  title: "SIGTERM under load behind a balancer",
  minutes: 3,
  run: (log) =>
    withOwnDatabase({ durable: true }, async ({ db, owner, server }) => {
      const { tenantId, key } = await makeSendingTenant(db, "orrery");
      const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
      const accepted = new Set<string>();
      const found = { answered: 0, dropped: 0, late: 0, wrongCode: 0, afterTerm: 0 };
      const stops: number[] = [];
      let firstNo = 0;
      const rounds = scaled(20);
      for (let round = 0; round < rounds; round++) {
        const service = await startService({ DATABASE_URL: server.url, SECRET_KEY: "07".repeat(32) });
        await service.ready();
        const agent = new Agent({ keepAlive: true, maxSockets: 20 });
        let isUp = true;
        let over = false;
        let told = false;
        let terminated = 0;
        const balancer = (async () => {
          while (!over) {
            const answer = await fetch(`${service.url}/readyz`).catch(() => undefined);
            await answer?.arrayBuffer();
            if (answer?.status === 503) told = true;
            if (answer?.status !== 200) isUp = false;
            await wait(250);
          }
        })();
        const post = (): Promise<void> =>
          new Promise((done) => {
            const ids = Array.from({ length: 20 }, () => newId());
            const events = ids.map((id, index) =>
              trackEvent(id, new Date(), { account: "a", user: `u${index}` }),
            );
            const headers = { authorization, "content-type": "application/json" };
            const sent = request(`${service.url}/v1/batch`, { method: "POST", agent, headers }, (answer) => {
              answer.resume();
              answer.on("end", () => {
                found.answered++;
                if (terminated > 0) found.afterTerm++;
                if (answer.statusCode === 200) for (const id of ids) accepted.add(id);
                else found.wrongCode++;
                done();
              });
              answer.on("error", () => {});
            });
            sent.on("error", (error) => {
              log.say(`round ${round}: ${error.message}`);
              found.dropped++;
              done();
            });
            sent.end(JSON.stringify({ batch: events }));
          });
        const clients = Array.from({ length: 16 }, async () => {
          while (isUp) {
            await post();
            await wait(1);
          }
        });
        await wait(300 + ((round * 97) % 900));
        terminated = performance.now();
        service.child.kill("SIGTERM");
        await Promise.all(clients);
        if (told) firstNo++;
        const code = await Promise.race([service.ended, wait(30_000).then(() => "late" as const)]);
        over = true;
        await balancer;
        stops.push((performance.now() - terminated) / 1_000);
        if (code !== 0) found.late++;
        agent.destroy();
        if (code === "late") service.child.kill("SIGKILL");
      }
      const events = await countEvents(owner, tenantId, accepted);
      const slowest = Math.max(...stops);
      log.state("stops under load", rounds);
      log.state("requests answered, of these after SIGTERM", `${found.answered}, ${found.afterTerm}`);
      log.hold("requests dropped", found.dropped, "0", found.dropped === 0);
      log.hold("answers other than 200", found.wrongCode, "0", found.wrongCode === 0);
      log.hold(
        "readyz said no while requests were taken",
        `${firstNo} of ${rounds}`,
        "all",
        firstNo === rounds,
      );
      log.hold("slowest stop", `${slowest.toFixed(1)} s`, "<= 25 s", slowest <= 25);
      log.hold("stops that were late or not clean", found.late, "0", found.late === 0);
      log.hold("events lost after a 200", events.lost, "0", events.lost === 0);
      log.hold("events doubled", events.doubled, "0", events.doubled === 0);
    }),
};
