import { execFile } from "node:child_process";
import { chown, mkdtemp, rm, statfs, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { openDb } from "../../src/db/connection.ts";
import { openCluster } from "../../src/db/embedded-cluster.ts";
import { migrate } from "../../src/db/migrate.ts";
import { prepareQueues } from "../../src/db/queue.ts";
import { newId } from "../../src/ids.ts";
import { asOwner, withDatabase } from "../database-server.ts";
import { openOwner } from "../owner.ts";
import { withOwnDatabase } from "./own-database.ts";
import { countEvents, makeSendingTenant, postBatch, type Said, trackEvent } from "./sender.ts";
import { startService } from "./service.ts";
import type { Soak } from "./soak.ts";

const run = promisify(execFile);
const sizeMib = 160;

/**
 * The tables lie on a disk of their own, of 160 MiB (Linux, root: a tmpfs). It is filled up under the service: it must say
 * 503, never 200 for what is not there; and take events again by itself when there is room. The journal (WAL) lies elsewhere:
 * PostgreSQL itself ends when that is full.
 */
export const soak: Soak = {
  promises: [22],
  title: "the disk of the tables is full",
  minutes: 2,
  run: (log) =>
    withOwnDatabase({ durable: true }, async ({ server, folder }) => {
      const disk = await mkdtemp(join(tmpdir(), "bellwether-disk-"));
      await run("mount", ["-t", "tmpfs", "-o", `size=${sizeMib}m,mode=777`, "tmpfs", disk]);
      try {
        const { user } = await openCluster(folder);
        const place = join(disk, "tables");
        await run("mkdir", [place]);
        if (user.uid !== undefined && user.gid !== undefined) await chown(place, user.uid, user.gid);
        await asOwner(server.url, `create tablespace small location '${place}'`);
        await asOwner(server.url, "create database small tablespace small");
        const url = withDatabase(server.url, "small");
        await migrate(url);
        await prepareQueues(url);
        const db = { ...openDb(url), ownerUrl: url };
        const owner = await openOwner(db);
        const { tenantId, key } = await makeSendingTenant(db, "orrery");
        const service = await startService({
          DATABASE_URL: url,
          SECRET_KEY: "07".repeat(32),
          LOG_LEVEL: "fatal",
        });
        await service.ready();
        const accepted = new Set<string>();
        const said = {
          before: new Map<Said, number>(),
          full: new Map<Said, number>(),
          after: new Map<Said, number>(),
        };
        const send = async (when: keyof typeof said): Promise<Said> => {
          const ids = Array.from({ length: 200 }, () => newId());
          const events = ids.map((id, index) =>
            trackEvent(id, new Date(), { account: `a${index % 7}`, user: `u${index}` }),
          );
          const answer = await postBatch(service.url, key, events);
          said[when].set(answer, (said[when].get(answer) ?? 0) + 1);
          if (answer === 200) for (const id of ids) accepted.add(id);
          return answer;
        };
        for (let turn = 0; turn < 20; turn++) await send("before");
        const ballast = join(disk, "ballast");
        const { bavail, bsize } = await statfs(disk);
        await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 256 * 1024)));
        log.say(`the disk is full but for 256 KiB`);
        let refused = 0;
        for (let turn = 0; turn < 400 && refused < 50; turn++) if ((await send("full")) !== 200) refused++;
        const page = await fetch(`${service.url}/sign-in?token=nobody`);
        const lostWhileFull = await countEvents(owner, tenantId, accepted);
        await truncate(ballast);
        const freed = performance.now();
        while ((await send("after")) !== 200 && performance.now() - freed < 60_000) await wait(100);
        const tookS = (performance.now() - freed) / 1_000;
        for (let turn = 0; turn < 20; turn++) await send("after");
        const found = await countEvents(owner, tenantId, accepted);
        const other = [...said.full.keys()].filter((answer) => answer !== 200 && answer !== 503);
        const show = (map: Map<Said, number>) =>
          [...map].map(([answer, count]) => `${answer}: ${count}`).join(", ");
        log.state(
          "answers before, while full, after",
          `${show(said.before)} | ${show(said.full)} | ${show(said.after)}`,
        );
        log.hold("refused while full", said.full.get(503) ?? 0, "> 0", (said.full.get(503) ?? 0) > 0);
        log.hold("answers other than 200 and 503", other.length, "0", other.length === 0);
        log.hold("events lost after a 200, while full", lostWhileFull.lost, "0", lostWhileFull.lost === 0);
        log.state("a page that reads only, while full", page.status);
        log.hold(
          "takes events again once there is room",
          `${tookS.toFixed(1)} s`,
          "<= 10 s, by itself",
          tookS <= 10,
        );
        log.hold("events lost after a 200", found.lost, "0", found.lost === 0);
        log.hold("events doubled", found.doubled, "0", found.doubled === 0);
        service.child.kill("SIGTERM");
        await service.ended;
        await owner.close();
        await db.close();
        await asOwner(server.url, "drop database small with (force)");
        await asOwner(server.url, "drop tablespace small");
      } finally {
        await run("umount", ["-l", disk]);
        await rm(disk, { recursive: true, force: true });
      }
    }),
};
