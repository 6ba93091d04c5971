/**
 * The protocol by which score and alerts are judged. Its days and shares are written out, here and in the files beside, and not
 * taken from the constants of the score: what judges must not move with what it judges.
 */
import { addDays, daysBetween, weekdayOf } from "../days.ts";
import type { Day, Kind } from "../types.ts";
import type { UsageLog } from "./usage-log.ts";

/** The figures of the protocol that differ by kind of log. All days. */
export interface Protocol {
  /** H: how far the labels look ahead of a cut-off. */
  readonly horizonDays: number;
  /** W and K: established with `activeDays` active days in the `windowDays` up to the last active day. */
  readonly windowDays: number;
  readonly activeDays: number;
  /** U: and this many users in the 112 days up to it. */
  readonly users: number;
  /** R: a row is judged while `silentDays` is at most this; the 90 days of retail count the last active day. */
  readonly maxSilentDays: number;
  /** Whether `decline` is a label of this kind. */
  readonly declines: boolean;
}

/** From one day to another, both included. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** The cut-offs from which constants may be chosen, and those that judge. */
export interface Spans {
  readonly train: Span;
  readonly test: Span;
}

/** The protocol by kind. */
export const protocols: Readonly<Record<Kind, Protocol>> = {
  retail: { horizonDays: 90, windowDays: 270, activeDays: 3, users: 1, maxSilentDays: 89, declines: false },
  b2b: { horizonDays: 56, windowDays: 112, activeDays: 8, users: 2, maxSilentDays: 28, declines: true },
};

/** A published log whose spans are agreed; it is known by its counts, not by its name. */
export interface PublishedLog extends Spans {
  readonly name: string;
  readonly kind: Kind;
  readonly events: number;
  readonly accounts: number;
  /** Events used: `since` <= day < `before`. */
  readonly since: Day;
  readonly before: Day;
}

const published: readonly PublishedLog[] = [
  {
    name: "CDNOW",
    kind: "retail",
    events: 69_659,
    accounts: 23_570,
    since: "1997-01-01",
    before: "1998-07-01",
    train: { from: "1997-06-02", to: "1997-09-01" },
    test: { from: "1997-12-01", to: "1998-04-01" },
  },
  {
    name: "OpenStack",
    kind: "b2b",
    events: 85_682,
    accounts: 852,
    since: "2011-01-01",
    before: "2026-07-01",
    train: { from: "2012-01-02", to: "2014-11-03" },
    test: { from: "2015-01-05", to: "2026-03-01" },
  },
];

/** The published log that this one is; undefined for any other. */
export function findPublished(log: UsageLog): PublishedLog | undefined {
  return published.find(({ events, accounts }) => log.events === events && log.accounts.size === accounts);
}

/** Share of the span, after the first W days, that other logs leave for fitting; H days on, the test begins. */
export const trainShare = 0.4;

/** The spans of a log that is not published: W days to begin with, 40% to fit, H days between, the rest to test. */
export function spansOf(log: UsageLog, kind: Kind): Spans {
  const { windowDays, horizonDays } = protocols[kind];
  const from = addDays(log.firstDay, windowDays);
  const trained = addDays(from, Math.floor(Math.max(0, daysBetween(from, log.lastDay)) * trainShare));
  return {
    train: { from, to: trained },
    test: { from: addDays(trained, horizonDays), to: addDays(log.lastDay, -horizonDays) },
  };
}

/** The spans when the test's is given: what came at least H days before it may be fitted to. */
export function spansBefore(log: UsageLog, kind: Kind, test: Span): Spans {
  const { windowDays, horizonDays } = protocols[kind];
  return {
    train: { from: addDays(log.firstDay, windowDays), to: addDays(test.from, -horizonDays) },
    test,
  };
}

/** The Sundays of a span whose labels lie within the log, oldest first. */
export function cutOffs({ from, to }: Span, log: Pick<UsageLog, "lastDay">, kind: Kind): Day[] {
  const days: Day[] = [];
  const last = addDays(log.lastDay, -protocols[kind].horizonDays);
  for (let day = addDays(from, 7 - weekdayOf(from)); day <= to && day <= last; day = addDays(day, 7))
    days.push(day);
  return days;
}

/** Sundays of a span, one a week; `first` and `last` null where there is none. */
export interface Sundays {
  readonly count: number;
  readonly first: Day | null;
  readonly last: Day | null;
}

/** What cut-offs are, oldest first, in short. */
export function sundaysOf(days: readonly Day[]): Sundays {
  return { count: days.length, first: days[0] ?? null, last: days.at(-1) ?? null };
}
