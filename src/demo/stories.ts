/**
 * What happens to accounts, as shares of their usual use. `daysAgo` counts back from the last complete day (0), so the story
 * is current whenever it is told. `main` is the feature that a person mostly works in, `seat` which of the account's seats
 * they have, from 0.
 */
export interface Story {
  /** Share of usual use by people of that main feature, 1 = as ever. */
  readonly level: (daysAgo: number, main: string, seat: number) => number;
  /** The feature that three people of four mainly work in, where the story is about it. */
  readonly focus?: string;
  /** Share of usual by which use has just fallen: the story begins as many days earlier or later as that takes. */
  readonly fallenBy?: number;
  /** Days (ago) on which somebody uses it whatever the level says; the seats take turns. */
  readonly visits?: readonly number[];
}

const between = (daysAgo: number, from: number, to: number) => daysAgo <= from && daysAgo >= to;

export const stories = {
  /** Nothing in particular. */
  steady: { level: () => 1 },
  /** Planning board is being replaced by something else: one after another, its people have left in the last weeks. */
  planningBoardLeft: {
    focus: "Planning board",
    fallenBy: 0.35,
    level: (daysAgo, main, seat) => (main !== "Planning board" || daysAgo > 40 - 4 * seat ? 1 : 0),
  },
  /** Began with energy, then stopped from one day to the next five weeks ago. */
  stopped: { level: (daysAgo) => (daysAgo >= 36 ? 1 : 0) },
  /** Seldom used; two quiet weeks and more, and back in the last days. */
  backAfterQuiet: { level: (daysAgo) => (daysAgo <= 17 ? 0 : 1), visits: [1, 0] },
  /** Seldom used, by one person after another; nobody came any more. */
  fading: {
    level: (daysAgo) => (daysAgo <= 60 ? 0 : 1),
    visits: [57, 48, 40, 34, 29, 14],
  },
  /** Fell by three quarters nine weeks ago, and is on its way back. */
  recovering: {
    level: (daysAgo) => (daysAgo > 62 ? 1 : daysAgo > 29 ? 0.26 : daysAgo > 14 ? 0.7 : 0.8),
  },
  /** A reorganisation last year: a deep fall and a full return. */
  fellOnce: { level: (daysAgo) => (between(daysAgo, 300, 262) ? 0.22 : 1) },
  /** A change of system in spring that left them at half of what they were. */
  settledLower: { level: (daysAgo) => (daysAgo <= 230 ? 0.5 : 1) },
  /** A seasonal business: quiet for five weeks half a year ago. */
  quietSeason: { level: (daysAgo) => (between(daysAgo, 205, 168) ? 0 : 1) },
  /** Growing fast since a year. */
  growing: { level: (daysAgo) => Math.min(1, Math.max(0.4, 1 - daysAgo / 600)) },
  /** Slightly less every month. */
  cooling: { level: (daysAgo) => Math.min(1, 0.55 + daysAgo / 400) },
} satisfies Record<string, Story>;

export type StoryName = keyof typeof stories;

/** The story by its name, in the common shape. */
export function storyOf(name: StoryName): Story {
  return stories[name];
}
