import { daysBetween } from "../../scoring/days.ts";
import type { AlertFacts, StillDown } from "../../usecases/results/alerts.ts";
import type { Reader } from "../../usecases/results/reader.ts";
import { firstName, preview, shortName } from "../../words/names.ts";
import { days, usage } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type Message, t } from "../message.ts";
import { alertActions } from "./alert-actions.ts";
import { alertKindWords, openHeading } from "./alert-heading.ts";
import { type AtTime, context, dataTo, instantSpan, todayOf } from "./spans.ts";

/** An alert that is told once more because it is still so (UX A7): the one case of a second ping. */
export function stillDownMessage(
  alert: AlertFacts,
  still: StillDown,
  reader: Reader,
  { now }: AtTime,
): Message {
  const today = todayOf(reader, now);
  const heading = `${shortName(alert.account.name)}: still down after ${days(daysBetween(alert.openedDay, still.day))}`;
  const holder =
    alert.acknowledged === null ? "Nobody has it." : `${firstName(alert.acknowledged.byName)} has it.`;
  const figures = `${usage(still.actual, still.usual)}.`;
  const kind = alertKindWords(alert.kind);
  return {
    summary: preview(`${heading}.`, figures),
    topic: openHeading(alert),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(`${figures} ${holder}`)] },
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
