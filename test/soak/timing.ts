import { newId } from "../../src/ids.ts";
import { openStrangers, type Person } from "../strangers.ts";
import { withOwnDatabase } from "./own-database.ts";
import { percentile, type Soak, scaled } from "./soak.ts";

const paths = ["/accounts/ID", "/exports/accounts/ID/account.csv", "/alerts/ID/snooze", "/inbox?item=ID"];

/** How long "it is not there" takes for what nobody has, and for what others have; the two take turns. */
export const soak: Soak = {
  promises: [5],
  title: "absent looks like foreign, by the clock too",
  minutes: 2,
  run: (log) =>
    withOwnDatabase({ durable: false }, async ({ db, owner }) => {
      const strangers = await openStrangers(db, owner);
      const [other] = await owner.rows<{ account: string; alert: string; delivery: string }>(
        `select (select id from app.account where tenant_id = $1 limit 1) as account, (select id from app.alert where tenant_id = $1 limit 1) as alert,
                (select id from app.delivery where tenant_id = $1 limit 1) as delivery`,
        [strangers.initech.cast.tenantId],
      );
      const foreignOf = {
        "/acc": other?.account,
        "/exp": other?.account,
        "/ale": other?.alert,
        "/inb": other?.delivery,
      };
      const colleague: Record<string, string> = {
        "/acc": strangers.orrery.orbis,
        "/exp": strangers.orrery.orbis,
        "/ale": strangers.jonasAlert,
      };
      const rounds = scaled(300);
      const one = async (person: Person, path: string, id: string): Promise<number> => {
        const started = performance.now();
        await strangers.send("GET", path.replace("ID", id), strangers.cookies[person]);
        return performance.now() - started;
      };
      for (const path of paths) {
        const kind = path.slice(0, 4) as keyof typeof foreignOf;
        for (const [whose, id] of [
          ["another tenant's", foreignOf[kind]],
          ["a colleague's", colleague[kind]],
        ] as const) {
          if (id === undefined) continue;
          const times = { foreign: [] as number[], absent: [] as number[] };
          for (let round = -50; round < rounds; round++) {
            // Whoever is second finds things warm: so they change places.
            const order =
              round % 2 === 0 ? (["foreign", "absent"] as const) : (["absent", "foreign"] as const);
            for (const which of order) {
              const took = await one("priya", path, which === "foreign" ? id : newId());
              if (round >= 0) times[which].push(took);
            }
          }
          const [foreign, absent] = [percentile(times.foreign, 0.5), percentile(times.absent, 0.5)];
          const apart = Math.abs(foreign - absent) / Math.min(foreign, absent);
          log.hold(
            `${path}, ${whose}: medians ${foreign.toFixed(2)} and ${absent.toFixed(2)} ms`,
            `${(apart * 100).toFixed(1)}% apart`,
            "<= 10%",
            apart <= 0.1,
          );
        }
      }
    }),
};
