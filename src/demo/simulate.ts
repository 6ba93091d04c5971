/**
 * A vendor's two years, made up: the demo tenant. Deterministic: the same day and seed give the same events. What turns "right
 * now" is counted back from the day before `today`, the last one that is over, so the story is current whenever it is told.
 */

import { factorAround, pick, type Random, randomOf } from "../random.ts";
import { addDays, daysBetween } from "../scoring/days.ts";
import type { Day } from "../scoring/types.ts";
import { castings, type DemoMember, members, type Plan } from "./cast.ts";
import { leavingStory, withoutFallen } from "./past.ts";
import { type Seat, seatsOf } from "./seats.ts";
import { type Story, storyOf } from "./stories.ts";
import { type Calendar, timed } from "./timed.ts";
import { workShare } from "./work-calendar.ts";

/** Days of the story: two years. */
const demoDays = 730;

/** The tenant that is made up. */
export const demoTenant = { name: "Orrery GmbH", slug: "orrery", zone: "Europe/Berlin" } as const;

/** An account with its facts, and the people who used it at any time. */
export interface DemoAccount {
  /** As the vendor's own systems name it. */
  readonly externalId: string;
  readonly name: string;
  readonly plan: Plan;
  /** Licensed: a few more than are in use. */
  readonly seats: number;
  readonly contractValue: { readonly amount: number; readonly currency: "EUR" };
  readonly renewalOn: Day;
  /** The day on which they left; null: they are a customer. */
  readonly churnedOn: Day | null;
  /** E-mail of the member who looks after it. */
  readonly ownerEmail: string;
  readonly users: readonly { readonly id: string; readonly name: string }[];
}

/** Something that a user did. */
export interface DemoEvent {
  /** `externalId` of the account, `id` of its user. */
  readonly account: string;
  readonly user: string;
  /** ISO 8601 in UTC, within office hours of Berlin, so that the day is the same in both. */
  readonly at: string;
  readonly day: Day;
  /** The feature, as people call it. */
  readonly event: string;
}

export interface Demo {
  readonly members: readonly DemoMember[];
  readonly accounts: readonly DemoAccount[];
  /** Account by account, each oldest day first; can be walked more than once. */
  readonly events: Iterable<DemoEvent>;
}

/** Makes the demo. `today` is not part of it: the last event is of the day before. */
export function simulate(input: { readonly today: Day; readonly seed: string }): Demo {
  const lastDay = addDays(input.today, -1);
  // Counted back from the last day, once for all accounts.
  const calendar = Array.from({ length: demoDays }, (_, daysAgo) => {
    const day = addDays(lastDay, -daysAgo);
    return { day, share: workShare(day) };
  });
  const managers = members.filter((member) => member.role === "manager");
  const made = castings.map((casting) => {
    const externalId = externalIdOf(casting.name);
    const random = randomOf(`${input.seed}/${externalId}`);
    const ageDays = casting.ageDays === undefined ? demoDays - 1 : casting.ageDays;
    const seats = ageDays === null ? [] : seatsOf(casting, externalId, ageDays, random);
    const account: DemoAccount = {
      externalId,
      name: casting.name,
      plan: casting.plan,
      seats: Math.ceil((casting.seats * 1.25) / 5) * 5,
      contractValue: { amount: casting.euros, currency: "EUR" },
      renewalOn: addDays(input.today, casting.renewsInDays),
      churnedOn: casting.left === undefined ? null : addDays(input.today, -casting.left.daysAgo),
      ownerEmail: managers[casting.manager]?.email ?? "",
      users: seats.map(({ user, name }) => ({ id: user, name })),
    };
    const tell = (story: Story) =>
      withoutFallen(
        casting.name,
        usageOf(externalId, seats, story, calendar, `${input.seed}/${externalId}`),
        {
          seed: input.seed,
          agoOf: (day) => daysBetween(day, input.today),
        },
      );
    const story = casting.left ? leavingStory(casting.left) : timed(storyOf(casting.story), calendar, tell);
    const events = () => tell(story);
    return { account, events };
  });
  return {
    members,
    accounts: made.map(({ account }) => account),
    events: {
      *[Symbol.iterator]() {
        for (const { events } of made) yield* events();
      },
    },
  };
}

/** Everything that an account's people did, oldest day first. */
function* usageOf(
  account: string,
  seats: readonly Seat[],
  story: Story,
  calendar: Calendar,
  seed: string,
): Generator<DemoEvent> {
  const random = randomOf(`${seed}/usage`);
  const oldest = Math.max(0, ...seats.map((seat) => seat.fromDaysAgo));
  // What each seat still owes: use comes when it reaches 1. Counts of weeks stay close to usual, days do not.
  const owed = seats.map(() => random());
  let week = 1;
  for (let daysAgo = oldest; seats.length > 0 && daysAgo >= 0; daysAgo--) {
    const date = calendar[daysAgo];
    if (date === undefined) continue;
    const { day, share } = date;
    if (daysAgo % 7 === 0) week = factorAround(random, 0.12);
    const present = seats.filter((seat) => daysAgo <= seat.fromDaysAgo && daysAgo > seat.untilDaysAgo);
    const visit = story.visits?.indexOf(daysAgo) ?? -1;
    const visitor = visit < 0 ? undefined : present[visit % present.length];
    for (const [index, seat] of seats.entries()) {
      if (!present.includes(seat)) continue;
      const due =
        seat.rate * share * week * story.level(daysAgo, seat.main, seat.index) * (0.4 + 1.2 * random());
      owed[index] = (owed[index] ?? 0) + due;
      if ((owed[index] ?? 0) < 1 && seat !== visitor) continue;
      if (seat !== visitor) owed[index] = Math.min(0.9, (owed[index] ?? 0) - 1);
      yield* userDay(account, seat, day, random);
    }
  }
}

/** One to three features within one working day. */
function* userDay(account: string, seat: Seat, day: Day, random: Random): Generator<DemoEvent> {
  const used = new Set<string>([random() < 0.8 ? seat.main : pick(random, seat.others)]);
  if (random() < 0.35) used.add(pick(random, seat.others));
  if (random() < 0.15) used.add(pick(random, seat.others));
  let minute = 7 * 60 + Math.floor(random() * 300);
  for (const event of used) {
    const clock = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    const second = String(Math.floor(random() * 60)).padStart(2, "0");
    yield { account, user: seat.user, at: `${day}T${clock}:${second}.000Z`, day, event };
    minute += 3 + Math.floor(random() * 80);
  }
}

/** "Çelik Systems" is `celik-systems`. */
export function externalIdOf(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/ø/gu, "o")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-|-$/gu, "");
}
