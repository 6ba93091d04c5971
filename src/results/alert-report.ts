import type { Day, SignalKind } from "../scoring/types.ts";

/** How some alerts were judged by people. */
export interface Judged {
  /** Alerts that were told. */
  readonly told: number;
  readonly useful: number;
  /** Right, but known already. */
  readonly expected: number;
  readonly wrong: number;
}

/** The alerts of one month. */
export interface JudgedMonth extends Judged {
  /** "2026-11" */
  readonly month: string;
}

/** How alerts were judged: by rule, by month, and each rule's month by month. */
export interface AlertReport {
  /** The first and the last day of opening that count, in the tenant's zone. */
  readonly from: Day;
  readonly to: Day;
  readonly all: Judged;
  readonly rules: readonly (Judged & {
    readonly kind: SignalKind;
    /** Of a drop: percent below usual from which it was told; else null. */
    readonly fromPercent: number | null;
    /** The months in which it told any, oldest first. */
    readonly months: readonly JudgedMonth[];
  })[];
  /** Oldest first; the last goes on. */
  readonly months: readonly JudgedMonth[];
}
