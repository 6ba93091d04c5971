import { type AlertRules, dropRules } from "./alert-rules.ts";
import { detect } from "./detect.ts";
import type { DetectorInput, OpenAlert } from "./detector-input.ts";
import { isCheckDay, whyNotTold } from "./told-signals.ts";
import type { Opening, Transition } from "./transition.ts";

/**
 * What is seen and not told. It is kept like an alert that nobody hears of: seen once, and over when an alert would be. The
 * same detector judges it, under rules that tell everything.
 */

/** Why a signal was not told: a rule, a feed that had stopped, or a check that comes once a week. */
export type UntoldWhy = "kind-off" | "segment" | "value" | "muted" | "threshold" | "outage" | "check";

/** A change to make to what was not told. */
export type UntoldChange =
  | { readonly kind: "keep"; readonly opening: Opening; readonly why: UntoldWhy }
  /** told: an alert says it now. over: it ended by itself. undone: late data showed that there was nothing. */
  | { readonly kind: "end"; readonly cause: string; readonly how: "told" | "over" | "undone" };

/** Whether anything can go untold under these rules: where not, `judgeUntold` finds nothing new. */
export function tellsAll(rules: AlertRules): boolean {
  const { share, evidence } = dropRules.standard;
  return (
    Object.keys(rules.ruledOut).length === 0 &&
    Object.keys(rules.mutedTo).length === 0 &&
    rules.checked === "daily" &&
    rules.drop.share <= share &&
    rules.drop.smallShare <= share &&
    rules.drop.evidence <= evidence
  );
}

/**
 * What the rules, an outage or a weekly check kept from being told on this day, and what of it is over.
 * @param told what `detect` said of the same input
 * @param untold what was not told before and has not ended, as if it were open
 */
export function judgeUntold(
  input: DetectorInput,
  told: readonly Transition[],
  untold: readonly OpenAlert[],
): readonly UntoldChange[] {
  if (untold.length === 0 && !input.feedOut && tellsAll(input.alerts)) return [];
  const openedNow = told.filter((transition) => transition.kind === "open");
  const now = untold.filter((signal) => openedNow.some((opened) => opened.signal === signal.kind));
  const still = untold.filter((signal) => !now.includes(signal));
  const all = detect({
    ...input,
    alerts: tellingAll(input.alerts),
    feedOut: false,
    open: [...input.open, ...still],
    waitingBand: null,
  });
  const ended = all.flatMap((transition): UntoldChange[] => {
    if (!still.some((signal) => signal.cause === transition.cause)) return [];
    if (transition.kind === "resolve") return [{ kind: "end", cause: transition.cause, how: "over" }];
    return transition.kind === "withdraw" ? [{ kind: "end", cause: transition.cause, how: "undone" }] : [];
  });
  const kept = all.flatMap((transition): UntoldChange[] => {
    if (transition.kind !== "open" || openedNow.some((opened) => opened.signal === transition.signal))
      return [];
    return [{ kind: "keep", opening: transition, why: whyUntold(input, transition) }];
  });
  return [...now.map(({ cause }): UntoldChange => ({ kind: "end", cause, how: "told" })), ...ended, ...kept];
}

function whyUntold(input: DetectorInput, { signal }: Opening): UntoldWhy {
  const ruled = whyNotTold(input.alerts, signal, input.day);
  if (ruled !== null) return ruled;
  if (input.feedOut) return "outage";
  return isCheckDay(input) ? "threshold" : "check";
}

/** The same rules with nothing kept back, and thresholds no higher than those of who has set nothing. */
function tellingAll(rules: AlertRules): AlertRules {
  const { share, evidence } = dropRules.standard;
  const { drop } = rules;
  return {
    ...rules,
    checked: "daily",
    ruledOut: {},
    mutedTo: {},
    drop: {
      share: Math.min(drop.share, share),
      smallShare: Math.min(drop.smallShare, share),
      evidence: Math.min(drop.evidence, evidence),
    },
  };
}
