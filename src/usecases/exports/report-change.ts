import { scoreChangeWords } from "../../bot/views/score-change-chart.ts";
import type { ReportedChange } from "../../render/report.ts";
import type { ScoreChange } from "../../results/score-change.ts";
import type { Day } from "../../scoring/types.ts";
import { shortDay } from "../../words/dates.ts";
import {
  featureWords,
  marketWords,
  partFigures,
  pointsThen,
  rulesFromTo,
  rulesWords,
} from "../../words/score-change.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { partInWords } from "../../words/status.ts";

/** An explained change as a report prints it: the words of the message, a row for each part. */
export function reportedChange(change: ScoreChange, today: Day): ReportedChange {
  const { from, to, rules } = change;
  const market = marketWords(change);
  const sentences = [
    `Health ${to.score} on ${shortDay(to.day, today)}, ${from.score} on ${shortDay(from.day, today)}.`,
    rulesWords(change),
    featureWords(change),
    market === "" ? "" : `${sentenceCase(market)}.`,
  ];
  return {
    heading: scoreChangeWords(change),
    score: to.score,
    sentences: [sentences.filter((words) => words !== "").join(" ")],
    rows: [
      ...change.parts.map((part) => ({
        part: partInWords(part.part),
        points: pointsThen(part),
        change: part.change,
        figures: partFigures(change, part.part),
      })),
      ...(rules === null || rules.points === null
        ? []
        : [
            {
              part: "Rules: how it is scored",
              points: "",
              change: rules.points,
              figures: rulesFromTo(rules),
            },
          ]),
    ],
  };
}
