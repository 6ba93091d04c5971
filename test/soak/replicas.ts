import { type Db, openDb } from "../../src/db/connection.ts";
import { pick, randomOf } from "../../src/random.ts";
import { sendDueDigests } from "../../src/usecases/digests/send-digest.ts";
import { sentSlots, slotsBetween, subscribe, zones } from "../digest-slots.ts";
import { addAccount, makeCast } from "../fixture.ts";
import { withOwnDatabase } from "./own-database.ts";
import { type Soak, scaled } from "./soak.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** Three replicas look every minute of a simulated day, at the same moment, at a thousand schedules in ten tenants. */
export const soak: Soak = {
  promises: [19],
  title: "three replicas through a day of 1,000 digests",
  minutes: 4,
  run: (log) =>
    withOwnDatabase({ durable: false }, async ({ db, owner }) => {
      const replicas: Db[] = [1, 2, 3].map(() => openDb(db.ownerUrl, { max: 4 }));
      const random = randomOf("replicas soak");
      const from = new Date("2026-11-18T22:00:00Z");
      const to = new Date(from.getTime() + day);
      const found = { slots: 0, missed: 0, doubled: 0, wrong: 0 };
      const tenants = [];
      for (let number = 0; number < 10; number++) {
        const { tenantId } = await makeCast(db, `orrery-${number}`, { zone: pick(random, zones) });
        const rules = Array.from({ length: scaled(100) }, () => ({
          zone: pick(random, zones),
          localTime: `${String(6 + Math.floor(random() * 12)).padStart(2, "0")}:${pick(random, ["00", "15", "30", "45"])}`,
          weekdays: [1, 2, 3, 4, 5, 6, 7],
        }));
        const all = await subscribe(owner, tenantId, from, rules);
        for (const { memberId } of all.slice(0, 10))
          await addAccount(db, tenantId, { name: `Account of ${memberId}`, ownerId: memberId, score: 71 });
        tenants.push({ tenantId, all });
      }
      let looks = 0;
      for (let at = from.getTime(); at <= to.getTime(); at += minute) {
        for (const { tenantId } of tenants) {
          looks += replicas.length;
          await Promise.all(
            replicas.map((replica) =>
              sendDueDigests(replica, tenantId, { now: new Date(at), requestId: "soak" }),
            ),
          );
        }
        if ((at - from.getTime()) % (120 * minute) === 0) log.say(new Date(at).toISOString());
      }
      for (const { tenantId, all } of tenants) {
        const sent = await sentSlots(owner, tenantId);
        for (const rule of all) {
          const due = slotsBetween(rule, from, to).map((slot) => slot.at);
          const got = sent.get(rule.memberId) ?? [];
          found.slots += due.length;
          found.missed += due.filter((at) => !got.includes(at)).length;
          found.wrong += got.filter((at) => !due.includes(at)).length;
          found.doubled += got.length - new Set(got).size;
        }
      }
      const [inbox] = await owner.rows<{ count: number }>(
        "select count(*)::int from app.delivery where subject_kind = 'digest' and channel = 'inbox'",
      );
      for (const replica of replicas) await replica.close();
      log.state("schedules", tenants.flatMap(({ all }) => all).length);
      log.state("looks of three replicas in 24 simulated hours", looks);
      log.state("slots that were due, by a wall clock", found.slots);
      log.hold("slots without a digest", found.missed, "0", found.missed === 0);
      log.hold("digests of no slot", found.wrong, "0", found.wrong === 0);
      log.hold("slots with two", found.doubled, "0", found.doubled === 0);
      log.hold("deliveries to the inbox", inbox?.count ?? 0, "= slots", inbox?.count === found.slots);
    }),
};
