import type { AlertFacts, ToldAgain } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { daysBetween } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay } from "../../words/dates.ts";
import { firstName, preview, shortName } from "../../words/names.ts";
import { days, percent, usage } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type Message, type Part, t } from "../message.ts";
import { alertActions } from "./alert-actions.ts";
import { alertKindWords, openHeading } from "./alert-heading.ts";
import { type AtTime, context, dataTo, instantSpan, todayOf } from "./spans.ts";

/** An alert that is told once more, because it is still so or got worse: the one case of a second ping. */
export function toldAgainMessage(
  alert: AlertFacts,
  again: ToldAgain,
  reader: Reader,
  { now }: AtTime,
): Message {
  const today = todayOf(reader, now);
  const news = newsWords(alert, again);
  const heading = `${shortName(alert.account.name)}: ${news}`;
  const holder =
    alert.acknowledged === null ? "Nobody has it." : `${firstName(alert.acknowledged.byName)} has it.`;
  const figures = `${usage(again.actual, again.usual)}.`;
  const kind = alertKindWords(alert.kind);
  const woken = again.woken ? ["Its snooze ended early."] : [];
  return {
    summary: preview(`${heading}.`, figures),
    topic: openHeading(alert),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t([figures, ...openedWords(alert, again), ...woken, holder].join(" "))] },
      ...alertActions(alert, reader),
      context(
        [
          t(`${sentenceCase(kind)} · opened `),
          instantSpan(alert.openedAt, reader, today),
          t(` · ${dataTo(alert.dataDay, today)}`),
        ],
        reader,
      ),
    ],
  };
}

/** The line that the alert's own message gains: "Got worse on 9 December: 65% down (49% when opened), 32 user-days in 28 days, usual 92." */
export function againParts(alert: AlertFacts, today: Day): readonly Part[] {
  return alert.again === null ? [] : [{ part: "text", text: [t(againSentence(alert, alert.again, today))] }];
}

/** The same as a sentence. */
export function againSentence(alert: AlertFacts, again: ToldAgain, today: Day): string {
  const figures = `${usage(again.actual, again.usual)}.`;
  if (again.how === "still") return `${sentenceCase(newsWords(alert, again))}: ${figures}`;
  const { dropPercent, opened } = percents(alert, again);
  const on = `Got worse on ${proseDay(again.day, today)}`;
  return dropPercent === null ? `${on}: ${figures}` : `${on}: ${dropPercent} down${opened}, ${figures}`;
}

/** "still down after 56 days", "got worse, now 65% down". */
function newsWords(alert: AlertFacts, again: ToldAgain): string {
  if (again.how === "still") return `still down after ${days(daysBetween(alert.openedDay, again.day))}`;
  const { dropPercent } = percents(alert, again);
  return dropPercent === null ? "got worse" : `got worse, now ${dropPercent} down`;
}

function openedWords({ opening }: AlertFacts, { how }: ToldAgain): string[] {
  return how === "worse" && opening.kind === "drop"
    ? [`It was ${percent(opening.dropPercent)} down when opened.`]
    : [];
}

/** How far use is below usual now, and was at the opening; only of a drop. */
function percents({ opening }: AlertFacts, { actual, usual }: ToldAgain) {
  if (opening.kind !== "drop" || usual === null || usual <= 0) return { dropPercent: null, opened: "" };
  return {
    dropPercent: percent(Math.round(100 * (1 - actual / usual))),
    opened: ` (${percent(opening.dropPercent)} when opened)`,
  };
}
