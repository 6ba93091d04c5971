import type { Day, Kind } from "../types.ts";

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
  /** The test cut-offs of the published log of this kind; other logs are split by their own span. */
  readonly published: {
    /** Events used: `since` <= day < `before`. */
    readonly since: Day;
    readonly before: Day;
    readonly test: Span;
  };
}

/** From one day to another, both included. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** The protocol by kind. `retail` is published on CDNOW, `b2b` on the OpenStack commits. */
export const protocols: Readonly<Record<Kind, Protocol>> = {
  retail: {
    horizonDays: 90,
    windowDays: 270,
    activeDays: 3,
    users: 1,
    maxSilentDays: 89,
    declines: false,
    published: {
      since: "1997-01-01",
      before: "1998-07-01",
      test: { from: "1997-12-01", to: "1998-04-01" },
    },
  },
  b2b: {
    horizonDays: 56,
    windowDays: 112,
    activeDays: 8,
    users: 2,
    maxSilentDays: 28,
    declines: true,
    published: {
      since: "2011-01-01",
      before: "2026-07-01",
      test: { from: "2015-01-05", to: "2026-03-01" },
    },
  },
};

/** A fall to this share of the earlier rate, or less, is a decline; judged where the base promises enough to fall. */
export const declineShare = 0.3;
/** The least promise of a base, in the unit of the earlier rate. */
export const declineMinBase = 4;

/** Share of the span, after the first W days, that other logs leave for fitting; H days on, the test begins. */
export const trainShare = 0.4;
