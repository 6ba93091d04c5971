import type { AlertRulesOf } from "../results/alert-rules.ts";
import { worseAfterDays } from "../scoring/detect/alert-rules.ts";
import type { EveryAlertSetting } from "../scoring/detect/alert-settings.ts";
import type { AlertCounts } from "../scoring/replay/count-alerts.ts";
import type { Day, SignalKind } from "../scoring/types.ts";
import { shortDay } from "./dates.ts";
import { shownName } from "./names.ts";
import { count, days, listed, percent, plural } from "./numbers.ts";
import { sentenceCase } from "./sentence-case.ts";

/** What each kind of signal is called where several are listed. */
export const signalNames: Readonly<Record<SignalKind, { readonly one: string; readonly many: string }>> = {
  silence: { one: "silence", many: "silences" },
  drop: { one: "drop", many: "drops" },
  "band-change": { one: "fall into at risk", many: "falls into at risk" },
};

const kinds = ["silence", "drop", "band-change"] as const;

/** What rules do, a sentence each: "Drops are told from 30% below usual." */
export function ruleSentences(settings: EveryAlertSetting, today: Day): string[] {
  const told = kinds.filter((kind) => settings.told.includes(kind));
  if (told.length === 0) return ["Nothing is told: alerts are off."];
  return [
    toldSentence(told),
    ...(told.includes("drop") ? [dropSentence(settings)] : []),
    ...muteSentences(settings, today),
    settings.checked === "daily"
      ? "New alerts are looked for every day."
      : "New alerts are looked for once a week: on Monday, for the week before.",
    settings.coolDownDays === 0
      ? "A new alert may follow at once."
      : `At most once in ${days(settings.coolDownDays)}, counted from the end of the last.`,
    settings.renewDays === 0
      ? "What stays down is told once."
      : `What is still down is told again after ${days(settings.renewDays)}.`,
    ...(told.includes("drop") ? [worseSentence(settings)] : []),
    ...accountSentences(settings),
  ];
}

/**
 * "These rules would have sent 12 alerts in the last 90 days: 8 drops, 3 silences and 1 fall into at risk. They would have told a
 * drop again once."
 * @param yours they are those of the reader's accounts alone
 */
export function countSentence(counts: AlertCounts, yours = false): string {
  const all = kinds.reduce((sum, kind) => sum + counts[kind], 0);
  const each = kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => plural(counts[kind], signalNames[kind].one, signalNames[kind].many));
  const what = all === 0 ? "no alert" : plural(all, "alert");
  const sent = `These rules would have sent ${what}${yours ? " of your accounts" : ""} in the last 90 days${each.length > 0 ? `: ${listed(each)}` : ""}.`;
  const { again } = counts;
  if (again === 0) return sent;
  return `${sent} They would have told a drop again ${again === 1 ? "once" : plural(again, "time")}.`;
}

/** Whose rules they are, as a heading says it: "Alerts of the team", "Alerts of Priya's portfolio", "Alerts of Acme". */
export function rulesTitle(of: AlertRulesOf, name: string, own: boolean): string {
  switch (of.scope) {
    case "tenant":
      return "Alerts of the whole team";
    case "portfolio":
      return own ? "Alerts of your portfolio" : `Alerts of ${shownName(name)}'s portfolio`;
    case "account":
      return `Alerts of ${shownName(name)}`;
    default:
      return of satisfies never;
  }
}

function toldSentence(told: readonly SignalKind[]): string {
  const sentence = `${listed(told.map((kind) => signalNames[kind].many))} are told`;
  const off = kinds.filter((kind) => !told.includes(kind)).map((kind) => signalNames[kind].many);
  return `${sentenceCase(sentence)}${off.length > 0 ? `; ${listed(off)} are not` : ""}.`;
}

function dropSentence({ dropPercent, smallDropPercent, quiet }: EveryAlertSetting): string {
  const small =
    smallDropPercent === dropPercent
      ? ""
      : `, and from ${percent(smallDropPercent)} where usual is under 20 user-days`;
  const plain = quiet ? "much more" : "more";
  return `Drops are told from ${percent(dropPercent)} below usual${small}, when the last 14 days are low by ${plain} than chance.`;
}

function worseSentence({ worsePercent, coolDownDays }: EveryAlertSetting): string {
  if (worsePercent === 0) return "A drop that gets worse is not told again.";
  const wait = days(Math.max(worseAfterDays, coolDownDays));
  return `A drop that gets worse by another ${percent(worsePercent)} is told again, ${wait} after the last time at the earliest.`;
}

function muteSentences({ mutedTo }: EveryAlertSetting, today: Day): string[] {
  return kinds.flatMap((kind) => {
    const to = mutedTo[kind];
    return to === undefined || to < today
      ? []
      : [`${sentenceCase(signalNames[kind].many)} are muted to ${shortDay(to, today)}.`];
  });
}

function accountSentences(settings: EveryAlertSetting): string[] {
  const { plans, stages, seatsFrom, seatsTo, minValue } = settings;
  const wanted = [
    ...(plans.length > 0
      ? [`on the ${plans.length === 1 ? "plan" : "plans"} ${listed(plans.map(shownName))}`]
      : []),
    ...(stages.length > 0
      ? [`in the ${stages.length === 1 ? "stage" : "stages"} ${listed(stages.map(shownName))}`]
      : []),
    ...seatWords(seatsFrom, seatsTo),
    ...(minValue > 0 ? [`worth ${count(minValue)} or more`] : []),
  ];
  if (wanted.length === 0) return [];
  return [`Only accounts ${wanted.join(", ")}. Where that is not known of an account, it is told.`];
}

function seatWords(from: number | null, to: number | null): string[] {
  if (from !== null && to !== null) return [`with ${count(from)} to ${plural(to, "seat")}`];
  if (from !== null) return [`with ${plural(from, "seat")} or more`];
  return to === null ? [] : [`with ${plural(to, "seat")} or fewer`];
}
