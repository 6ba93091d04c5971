import type { Band, Day, SignalKind } from "../types.ts";
import type { DropFigures } from "./alert-rules.ts";

/** How an alert ends by itself. */
export type ResolveReason = "recovered" | "settled" | "back-in-use" | "band-recovered";

/** An alert that opens. */
export type Opening = Extract<Transition, { readonly kind: "open" }>;

/** A drop that is told once more. */
export type ToldAgain = Extract<Transition, { readonly kind: "renew" | "worsen" }>;

/** A change to make. `cause` names the alert, for ever. */
export type Transition =
  | { readonly kind: "open"; readonly signal: "drop"; readonly cause: string; readonly figures: DropFigures }
  | {
      readonly kind: "open";
      readonly signal: "silence";
      readonly cause: string;
      readonly figures: { readonly silentDays: number; readonly lastActiveDay: Day };
    }
  | {
      readonly kind: "open";
      readonly signal: "band-change";
      readonly cause: string;
      readonly figures: { readonly score: number; readonly previousBand: Band };
    }
  | {
      readonly kind: "resolve";
      readonly signal: SignalKind;
      readonly cause: string;
      readonly reason: ResolveReason;
      readonly figures: { readonly actual: number; readonly usual: number | null };
    }
  | { readonly kind: "withdraw"; readonly signal: SignalKind; readonly cause: string }
  | {
      /** renew: it is still so. worsen: it fell further. */
      readonly kind: "renew" | "worsen";
      readonly signal: "drop";
      readonly cause: string;
      readonly figures: ToldAgainFigures;
    };

/** Where use stands when a drop is told again. */
export interface ToldAgainFigures {
  readonly actual: number;
  /** What was expected at the opening. */
  readonly usual: number;
  /** The fewest user-days that are told of it from now on: `OpenAlert.leastTold`. */
  readonly leastTold: number;
}
