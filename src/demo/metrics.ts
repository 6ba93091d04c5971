import { type Random, randomOf } from "../random.ts";
import { addDays, weekdayOf } from "../scoring/days.ts";
import type { Day } from "../scoring/types.ts";
import { type Casting, castings } from "./cast.ts";
import { externalIdOf } from "./simulate.ts";

/** Days of history that the demo's metrics have: a year. */
const metricDays = 365;

/** The metrics of the demo tenant, as an admin would define them. */
export const demoMetrics = [
  { name: "tickets-opened", label: "Tickets opened", unit: "tickets", kind: "counter", good: "down" },
  { name: "nps", label: "NPS", unit: "", kind: "gauge", good: "up" },
  { name: "invoices-overdue", label: "Invoices overdue", unit: "invoices", kind: "gauge", good: "down" },
] as const;

/** A value of one of them. */
export interface DemoValue {
  readonly metric: (typeof demoMetrics)[number]["name"];
  /** As the vendor's own systems name it. */
  readonly account: string;
  readonly day: Day;
  readonly value: number;
}

/** How a story shows beyond usage: tickets against usual in the last five weeks, NPS, and invoices nobody paid. */
interface Trouble {
  readonly tickets: number;
  readonly nps: number;
  readonly overdue: number;
}

const calm: Trouble = { tickets: 1, nps: 0, overdue: 0 };
const troubles: Partial<Record<Casting["story"], Trouble>> = {
  planningBoardLeft: { tickets: 3.5, nps: -27, overdue: 0 },
  stopped: { tickets: 0, nps: -35, overdue: 2 },
  fading: { tickets: 0.5, nps: -20, overdue: 1 },
  cooling: { tickets: 1.6, nps: -12, overdue: 1 },
  growing: { tickets: 1.3, nps: 10, overdue: 0 },
  recovering: { tickets: 2, nps: -6, overdue: 0 },
};

/**
 * What happened beside use: tickets opened on working days, what a survey a quarter says, invoices counted on Mondays.
 * Deterministic like the use itself, and apart from it: the same day and seed give the same values.
 */
export function* simulateMetrics(input: {
  readonly today: Day;
  readonly seed: string;
}): Generator<DemoValue> {
  for (const casting of castings) {
    const account = externalIdOf(casting.name);
    const random = randomOf(`${input.seed}/${account}/metrics`);
    const age = casting.ageDays === undefined ? metricDays : Math.min(metricDays, casting.ageDays ?? 0);
    const trouble = troubles[casting.story] ?? calm;
    const level = 24 + Math.round(random() * 34);
    const surveyed = Math.floor(random() * 70) + 4;
    const until = casting.left?.daysAgo ?? 0;
    for (let daysAgo = age; daysAgo > until; daysAgo--) {
      const day = addDays(input.today, -daysAgo);
      const lately = daysAgo <= 35;
      const often = (casting.userDaysPerWeek / 7) * 0.16 * (lately ? trouble.tickets : 1);
      const tickets = weekdayOf(day) > 5 ? 0 : drawn(random, often);
      if (tickets > 0) yield { metric: "tickets-opened", account, day, value: tickets };
      if (daysAgo % 91 === surveyed) {
        const asked = Math.round(level + (daysAgo < 91 ? trouble.nps : 0) + (random() - 0.5) * 8);
        yield { metric: "nps", account, day, value: asked };
      }
      if (weekdayOf(day) === 1)
        yield { metric: "invoices-overdue", account, day, value: daysAgo <= 40 ? trouble.overdue : 0 };
    }
  }
}

/** How many of what happens `mean` times a day on average happened on one (Poisson, by Knuth's product of uniforms). */
function drawn(random: Random, mean: number): number {
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > end; product *= random()) count += 1;
  return count;
}
