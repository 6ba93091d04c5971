import { baseDays, windowDays } from "../scoring/constants.ts";
import type { Day } from "../scoring/types.ts";
import type { Story } from "./stories.ts";

/** The days of the demo counted back from the last complete one (0), with how much of each is worked. */
export type Calendar = readonly { readonly day: Day; readonly share: number }[];

/** Somebody used it on a day. */
interface Use {
  readonly day: Day;
  readonly user: string;
}

/** Days by which a story may begin later than written (negative), and earlier: over Christmas a fall takes long to show. */
const latest = -26;
const earliest = 42;

/**
 * The story moved to the one time at which its fall has just become as deep as `fallenBy` says, so that its news is
 * this morning's on every day of the year. A story that does not ask for it is told as it stands.
 * @param tell the events of the account under a story
 */
export function timed(story: Story, calendar: Calendar, tell: (story: Story) => Iterable<Use>): Story {
  const { fallenBy } = story;
  if (fallenBy === undefined) return story;
  let moved = story;
  for (let by = latest; by <= earliest; by++) {
    moved = { ...story, level: (daysAgo, main, seat) => story.level(daysAgo - by, main, seat) };
    if (fallOf(tell(moved), calendar) >= fallenBy) break;
  }
  return moved;
}

/** Share by which the user-days of the last 28 days are below those of the 84 before, holidays allowed for. */
function fallOf(events: Iterable<Use>, calendar: Calendar): number {
  const agoOf = new Map(calendar.slice(0, windowDays + baseDays).map(({ day }, ago) => [day, ago]));
  const now = new Set<string>();
  const before = new Set<string>();
  for (const { day, user } of events) {
    const ago = agoOf.get(day);
    if (ago !== undefined) (ago < windowDays ? now : before).add(`${day} ${user}`);
  }
  const worked = (from: number, to: number) =>
    calendar.slice(from, to).reduce((sum, { share }) => sum + share, 0);
  const perWorkedDay = before.size / worked(windowDays, windowDays + baseDays);
  return 1 - now.size / (perWorkedDay * worked(0, windowDays));
}
