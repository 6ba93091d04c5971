import { randomOf } from "../random.ts";
import type { Leaving } from "./cast.ts";
import type { Story } from "./stories.ts";

/*
 * What lies behind the demo's customers: some left, some fell for a while and came back. It ended half a year ago or earlier, so that
 * the windows of today hold none of it: it is there for previews and bands, which ask what came of scores of the past.
 */

/** A fall that is over: next to nothing for nine weeks, from so many days ago. */
const fallDays = 66;
const fallShare = 0.06;

const falls: Readonly<Record<string, number>> = {
  "Vela Freight": 590,
  "Ximena Textiles": 384,
  "Lumen & Fils": 548,
  "Tallgrass Insurance": 452,
  "Ostrava Steel": 330,
  Intex: 500,
  "Quayside Legal": 418,
  "Halden Shipping": 572,
  "Wójcik Budownictwo": 362,
  "Clearwater Schools": 520,
  "Norrland Timber": 306,
  "Silverline Clinics": 474,
  "Atlas Removals": 434,
  "Castellan Security": 346,
};

/** How use went until a customer left. */
export function leavingStory({ daysAgo: left, fadedOver }: Leaving): Story {
  return {
    level: (daysAgo) => {
      if (daysAgo < left) return 0;
      return fadedOver === 0 ? 1 : Math.min(1, Math.max(0, (daysAgo - left - 14) / fadedOver));
    },
  };
}

/**
 * The same events without most of those of a fall that is over. Whole days of a person go, and nothing else changes: what is drawn
 * for later days is as it would have been.
 */
export function* withoutFallen<Event extends { readonly day: string; readonly user: string }>(
  name: string,
  events: Iterable<Event>,
  { seed, agoOf }: { readonly seed: string; readonly agoOf: (day: string) => number },
): Generator<Event> {
  const from = falls[name];
  if (from === undefined) return yield* events;
  for (const event of events) {
    const ago = agoOf(event.day);
    const isWithin = ago <= from && ago > from - fallDays;
    if (isWithin && randomOf(`${seed}/fall/${event.day}/${event.user}`)() >= fallShare) continue;
    yield event;
  }
}
