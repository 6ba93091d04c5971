import { factorAround, pick, type Random } from "../random.ts";
import { type Casting, features, firstNames, lastNames } from "./cast.ts";
import { storyOf } from "./stories.ts";

/** One person's time in a seat of an account. Days count back from the last complete day. */
export interface Seat {
  /** Which of the account's seats, from 0. */
  readonly index: number;
  readonly user: string;
  readonly name: string;
  /** In the seat from, and until, so many days ago; `untilDaysAgo` is negative for who is still there. */
  readonly fromDaysAgo: number;
  readonly untilDaysAgo: number;
  /** User-days per working day in usual times. */
  readonly rate: number;
  /** What this person mostly works in, and what else they use now and then. */
  readonly main: string;
  readonly others: readonly string[];
}

/**
 * The people of an account over its whole life: seats that are handed on, seats that came with growth, features adopted by
 * some. The rates of the seats that are taken add up to the account's usual week.
 */
export function seatsOf(
  casting: Casting,
  accountId: string,
  ageDays: number,
  random: Random,
): readonly Seat[] {
  const weights = Array.from({ length: casting.seats }, () => factorAround(random, 0.45));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { focus } = storyOf(casting.story);
  const seats: Seat[] = [];
  const taken = new Set<string>();
  for (const [index, weight] of weights.entries()) {
    const rate = (casting.userDaysPerWeek / 5) * (weight / total);
    // The first two thirds were there from the beginning, the others joined later.
    const early = index < Math.ceil((casting.seats * 2) / 3);
    let from = early ? ageDays : Math.round(ageDays * (0.25 + 0.7 * random()));
    const main = mainOf(index, focus, random);
    while (from > 0) {
      const tenure = 300 + Math.round(random() * 900);
      const until = from - tenure;
      const name = unusedName(taken, random);
      const others = features.filter((feature) => feature !== main && random() < 0.38);
      seats.push({
        index,
        user: `${accountId}-${String(seats.length + 1).padStart(2, "0")}`,
        name,
        fromDaysAgo: from,
        // Nobody leaves in the last quarter: there the stories are told.
        untilDaysAgo: until < 120 ? -1 : until,
        rate,
        main,
        others: others.length > 0 ? others : ["Reports"],
      });
      from = until < 120 ? 0 : until - Math.round(random() * 10);
    }
  }
  return seats;
}

/** Every second person mainly works in what is used most; three of four do where the story is about one feature. */
function mainOf(index: number, focus: string | undefined, random: Random): string {
  const inFirst = focus === undefined ? index % 2 === 0 : index % 4 !== 3;
  if (inFirst) return focus ?? features[0];
  return features[1 + Math.floor(random() * 4)] ?? features[0];
}

function unusedName(taken: Set<string>, random: Random): string {
  for (;;) {
    const name = `${pick(random, firstNames)} ${pick(random, lastNames)}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
