import type { AlertScope } from "../scoring/detect/alert-settings.ts";
import type { UntoldWhy } from "../scoring/detect/untold.ts";
import type { Day, SignalKind } from "../scoring/types.ts";
import type { AlertOpening } from "./alerts.ts";
import type { Instant } from "./reader.ts";

/**
 * Why a signal was not told by itself: a rule, something that it waits for, another message that says it, or late data that
 * undid it.
 */
export type NotTold = UntoldWhy | "merged" | "withdrawn" | "quiet-hours" | "summary";

/** A signal that was not told by itself. */
export interface UntoldLine {
  readonly id: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly kind: SignalKind;
  readonly at: Instant;
  readonly why: NotTold;
  /** Whose rule it was; null: no rule. */
  readonly scope: AlertScope | null;
  /** What was seen. */
  readonly opening: AlertOpening;
  /** Who would have been told. */
  readonly members: readonly string[];
  /** The alert that it is, or that said it; null: there is none. */
  readonly alertId: string | null;
  /** How it ended: told after all, over by itself, undone by late data, or the customer left; null: it goes on, or there is no more to say. */
  readonly ended: { readonly how: "told" | "over" | "undone" | "left"; readonly day: Day } | null;
  /** Of what waits: until when; null: it is not known, or waits no longer. */
  readonly until: Instant | null;
}

/** A page of what was not told, newest first. */
export interface UntoldPage {
  readonly lines: readonly UntoldLine[];
  readonly matching: number;
  readonly page: number;
  /** The account that was asked for. */
  readonly account: { readonly id: string; readonly name: string } | null;
}
