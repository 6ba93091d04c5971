import { setTimeout as wait } from "node:timers/promises";
import { newId } from "../../src/ids.ts";
import { hashKey, newWriteKey } from "../../src/ingest/write-key.ts";
import { pick, randomOf } from "../../src/random.ts";
import { withOwnDatabase } from "./own-database.ts";
import { postBatch, trackEvent } from "./sender.ts";
import { startService } from "./service.ts";
import { percentile, type Soak, scaled } from "./soak.ts";

/** Requests a second of all the quiet tenants together; the noisy one sends a hundred times the share of one. */
const requestsPerSecond = 20;
const perRequest = 10;
/** Quiet and noisy stretches take turns, so that what else the machine does falls on both. */
const stretches = 6;

/**
 * A thousand tenants send a few events each; then one of them sends a hundred times what another does. How long the others
 * wait, beside how long they waited in the quiet minute before.
 */
export const soak: Soak = {
  promises: [23],
  title: "1,000 tenants, one at a hundred times the others",
  minutes: 4,
  run: (log) =>
    withOwnDatabase({ durable: true }, async ({ owner, server }) => {
      const tenants = Array.from({ length: scaled(1_000) }, () => ({
        id: newId(),
        key: newWriteKey(),
      }));
      await owner.rows(
        `insert into app.tenant (id, slug, name, zone, created_at) select id, 't' || o, 'T' || o, 'UTC', now() from unnest($1::uuid[]) with ordinality t (id, o)`,
        [tenants.map(({ id }) => id)],
      );
      await owner.rows(
        `insert into app.write_key (tenant_id, id, key_hash, hint, source, created_at)
         select t.id, gen_random_uuid(), t.hash, 'soak', 'soak', now() from unnest($1::uuid[], $2::text[]) t (id, hash)`,
        [tenants.map(({ id }) => id), tenants.map(({ key }) => hashKey(key))],
      );
      const service = await startService({
        DATABASE_URL: server.url,
        SECRET_KEY: "07".repeat(32),
        LOG_LEVEL: "error",
      });
      await service.ready(180_000);
      const random = randomOf("noisy");
      const [noisy, ...others] = tenants;
      const events = (count: number) =>
        Array.from({ length: count }, () =>
          trackEvent(newId(), new Date(), {
            account: `a${Math.floor(random() * 20)}`,
            user: `u${Math.floor(random() * 200)}`,
          }),
        );
      const noisyPerSecond = (requestsPerSecond / tenants.length) * 100;
      const times = { quiet: [] as number[], noisy: [] as number[] };
      const refused = { quiet: 0, noisy: 0 };
      const stretchMs = scaled(20) * 1_000;
      for (let stretch = 0; stretch < stretches * 2; stretch++) {
        const which = stretch % 2 === 0 ? "quiet" : "noisy";
        const until = performance.now() + stretchMs;
        const work: Promise<void>[] = [];
        const send = async (key: string, count: number, counted: boolean): Promise<void> => {
          const started = performance.now();
          const answer = await postBatch(service.url, key, events(count));
          if (!counted) return;
          if (answer !== 200) refused[which]++;
          times[which].push(performance.now() - started);
        };
        const beat = async (perSecond: number, once: () => Promise<void>): Promise<void> => {
          while (performance.now() < until) {
            work.push(once());
            await wait((1_000 / perSecond) * (0.5 + random()));
          }
        };
        await Promise.all([
          beat(requestsPerSecond, () => send(pick(random, others).key, perRequest, true)),
          ...(which === "noisy" && noisy
            ? [beat(noisyPerSecond, () => send(noisy.key, perRequest, false))]
            : []),
        ]);
        await Promise.all(work);
        log.say(`${which}: p95 ${percentile(times[which], 0.95).toFixed(1)} ms`);
      }
      service.child.kill("SIGTERM");
      await service.ended;
      const [quiet, loud] = [percentile(times.quiet, 0.95), percentile(times.noisy, 0.95)];
      const rise = (loud - quiet) / quiet;
      log.state("tenants", tenants.length);
      log.state(
        "requests a second: all others together, the noisy one",
        `${requestsPerSecond}, ${noisyPerSecond.toFixed(1)}`,
      );
      log.state(
        "median of the others, quiet and noisy",
        `${percentile(times.quiet, 0.5).toFixed(1)} and ${percentile(times.noisy, 0.5).toFixed(1)} ms`,
      );
      log.hold(
        "p95 of the others, quiet and noisy",
        `${quiet.toFixed(1)} and ${loud.toFixed(1)} ms (${(rise * 100).toFixed(0)}%)`,
        "<= 20% more",
        rise <= 0.2,
      );
      log.hold("others refused", refused.quiet + refused.noisy, "0", refused.quiet + refused.noisy === 0);
    }),
};
