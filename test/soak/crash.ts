import { randomOf } from "../../src/random.ts";
import { diedInBetween, goOn, runAndDie, setStage } from "../delivery-stage.ts";
import { workUntilQuiet } from "../delivery-worker.ts";
import { withOwnDatabase } from "./own-database.ts";
import { type Soak, scaled } from "./soak.ts";

/** Kill -9 anywhere between the look that finds an alert and its message in Slack: each seed another step. */
export const soak: Soak = {
  promises: [16],
  title: "kill -9 between alert and delivery",
  minutes: 4,
  run: (log) =>
    withOwnDatabase({ durable: true, max: 4 }, async ({ db, owner }) => {
      const whole = await setStage(db, owner);
      const steps: string[] = [];
      await workUntilQuiet(whole.work, (label) => steps.push(label));
      await whole.slack.close();
      const seeds = scaled(100);
      const points = new Set<number>();
      const accepted = steps.indexOf("accepted");
      const found = { lost: 0, doubles: 0, doublesElsewhere: 0, secondAlerts: 0, inBetween: 0 };
      const queue = Array.from({ length: seeds }, (_, seed) => seed);
      const one = async (seed: number): Promise<void> => {
        const random = randomOf(`crash ${seed}`);
        // Every fifth dies around Slack's answer, where it is most delicate; the others anywhere.
        const point =
          seed % 5 === 0
            ? accepted - 1 + Math.floor(random() * 5)
            : Math.floor(random() * (steps.length - 1));
        const stage = await setStage(db, owner);
        const done = await runAndDie(stage.work, point + 1);
        const { deliveries, posts, alerts } = await goOn(owner, stage);
        await stage.slack.close();
        points.add(point);
        const between = diedInBetween(done);
        if (between) found.inBetween++;
        if (posts.length === 0 || deliveries.some(({ state }) => state !== "sent")) found.lost++;
        if (posts.length > 1) between ? found.doubles++ : found.doublesElsewhere++;
        if (posts.length > 2 || alerts !== 1 || deliveries.length !== 1) found.secondAlerts++;
        if ((seed + 1) % 20 === 0) log.say(`${seed + 1} of ${seeds}`);
      };
      await Promise.all(
        [1, 2].map(async () => {
          for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) await one(seed);
        }),
      );
      log.state("processes killed", seeds);
      log.state("steps from the look to the last job", steps.length);
      log.hold("different steps killed after", points.size, ">= 12", points.size >= Math.min(12, seeds / 2));
      log.hold("messages lost", found.lost, "0", found.lost === 0);
      log.hold("doubles away from Slack's answer", found.doublesElsewhere, "0", found.doublesElsewhere === 0);
      log.hold("more than one alert, delivery or double", found.secondAlerts, "0", found.secondAlerts === 0);
      log.state("killed between Slack's answer and its note", found.inBetween);
      log.state("of these doubled (nobody can know)", found.doubles);
    }),
};
