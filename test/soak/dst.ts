import { type Db, openDb } from "../../src/db/connection.ts";
import { randomOf } from "../../src/random.ts";
import { sendDueDigests } from "../../src/usecases/digests/send-digest.ts";
import { changes, sentSlots, slotsBetween, subscribe, zones } from "../digest-slots.ts";
import { makeCast } from "../fixture.ts";
import { withOwnDatabase } from "./own-database.ts";
import { type Soak, scaled } from "./soak.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Every quarter of an hour of a day. */
const times = Array.from({ length: 96 }, (_, quarter) =>
  [Math.floor(quarter / 4), (quarter % 4) * 15].map((part) => String(part).padStart(2, "0")).join(":"),
);

/**
 * Every quarter of an hour of the day as a digest's time, in five zones, over the seven Sundays of a year on which one of
 * their clocks changes; clocks of replicas jump by an hour, and for six hours nothing runs.
 */
export const soak: Soak = {
  promises: [20],
  title: "both changes of clocks in five zones, jumps of an hour, six hours without anything",
  minutes: 6,
  run: (log) =>
    withOwnDatabase({ durable: false }, async ({ db, owner }) => {
      const replicas: Db[] = [1, 2, 3].map(() => openDb(db.ownerUrl, { max: 2 }));
      const found = { slots: 0, missed: 0, doubled: 0, wrong: 0 };
      const every = Math.max(1, Math.round(times.length / scaled(times.length)));
      let schedules = 0;
      for (const sunday of changes) {
        const random = randomOf(`dst ${sunday}`);
        const { tenantId } = await makeCast(db, `orrery-${sunday}`);
        const from = new Date(Date.parse(`${sunday}T00:00:00Z`) - 18 * hour);
        const to = new Date(Date.parse(`${sunday}T00:00:00Z`) + 24 * hour);
        const rules = zones.flatMap((zone) =>
          times
            .filter((_, index) => index % every === 0)
            .map((localTime) => ({ zone, localTime, weekdays: [1, 2, 3, 4, 5, 6, 7] })),
        );
        const all = await subscribe(owner, tenantId, from, rules);
        schedules += all.length;
        const dark = from.getTime() + (6 + Math.floor(random() * 20)) * hour;
        for (let at = from.getTime(); at <= to.getTime(); at += 15 * minute) {
          if (at > dark && at < dark + 6 * hour) continue;
          // No clock is ahead at the end: what is due after it would count as sent too early.
          const jump = () =>
            at < to.getTime() - 2 * hour && random() < 0.1 ? (random() < 0.5 ? hour : -hour) : 0;
          await Promise.all(
            replicas.map((replica) =>
              sendDueDigests(replica, tenantId, { now: new Date(at + jump()), requestId: "soak" }),
            ),
          );
        }
        const sent = await sentSlots(owner, tenantId);
        for (const rule of all) {
          const due = slotsBetween(rule, from, to).map(({ at }) => at);
          const got = sent.get(rule.memberId) ?? [];
          found.slots += due.length;
          found.missed += due.filter((at) => !got.includes(at)).length;
          found.wrong += got.filter((at) => !due.includes(at)).length;
          found.doubled += got.length - new Set(got).size;
        }
        log.say(`${sunday}: ${JSON.stringify(found)}`);
      }
      for (const replica of replicas) await replica.close();
      log.state("schedules (five zones, every quarter of an hour, seven Sundays)", schedules);
      log.state("slots that were due, by a wall clock", found.slots);
      log.hold("slots without a digest", found.missed, "0", found.missed === 0);
      log.hold("digests of no slot", found.wrong, "0", found.wrong === 0);
      log.hold("slots with two", found.doubled, "0", found.doubled === 0);
    }),
};
