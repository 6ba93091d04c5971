import type { Reader } from "../../results/reader.ts";
import type { ScoreChange } from "../../results/score-change.ts";
import { shortDay } from "../../words/dates.ts";
import { liftWords } from "../../words/lift.ts";
import { preview, shortName } from "../../words/names.ts";
import { signed } from "../../words/numbers.ts";
import {
  featureWords,
  marketWords,
  partFigures,
  partPoints,
  rulesFromTo,
  rulesWords,
} from "../../words/score-change.ts";
import { partChanges, partInWords } from "../../words/status.ts";
import { type Action, type Message, type Part, t } from "../message.ts";
import { accountPath, whyPath } from "./paths.ts";
import { scoreChangeAlt, scoreChangeChart, scoreChangeWords } from "./score-change-chart.ts";
import { type Asked, context, todayOf } from "./spans.ts";

/** Why a score is what it is, and what changed it: the exact difference between two days, part by part (`/health why acme`). */
export function whyScoreMessage(change: ScoreChange, reader: Reader, options: Asked): Message {
  const today = todayOf(reader, options.now);
  const { from, to } = change;
  const heading = `${shortName(change.account.name)}: ${scoreChangeWords(change)}`;
  const changes = partChanges(change.parts);
  const chart = scoreChangeChart(change);
  return {
    summary: preview(`${heading}: ${changes === "" ? "no part changed" : changes}.`),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(firstSentences(change, today))] },
      { part: "facts", facts: partFacts(change) },
      ...paragraph(featureWords(change)),
      ...paragraph(change.lift === null ? "" : liftWords(change.lift, today)),
      {
        part: "image",
        chart,
        alt: scoreChangeAlt(chart),
        path: whyPath(change.account.id, { from: from.day, to: to.day }),
      },
      actionsOf(change, reader, options),
      context([t(smallPrint(change, today))], reader),
    ],
  };
}

function firstSentences(change: ScoreChange, today: string): string {
  const { from, to } = change;
  const scores = `Health ${to.score} on ${shortDay(to.day, today)}, ${from.score} on ${shortDay(from.day, today)}.`;
  return [scores, rulesWords(change)].filter((words) => words !== "").join(" ");
}

/** The parts in their order, the change of rules at the end: what the waterfall shows, with the figures behind it. */
function partFacts(change: ScoreChange): Extract<Part, { part: "facts" }>["facts"] {
  const parts = change.parts.map((part) => {
    const figures = partFigures(change, part.part);
    return {
      label: partInWords(part.part),
      value: [t(`${partPoints(part)}${figures === "" ? "" : `: ${figures}`}`)],
    };
  });
  const { rules } = change;
  if (rules === null || rules.points === null) return parts;
  return [
    ...parts,
    { label: "Rules: how it is scored", value: [t(`${signed(rules.points)}: ${rulesFromTo(rules)}`)] },
  ];
}

function paragraph(words: string): Part[] {
  return words === "" ? [] : [{ part: "text", text: [t(words)] }];
}

function smallPrint(change: ScoreChange, today: string): string {
  const market = marketWords(change);
  return `Scored on data to ${shortDay(change.to.day, today)}${market === "" ? "" : ` · ${market}`}`;
}

function actionsOf({ account, from, to }: ScoreChange, reader: Reader, { place }: Asked): Part {
  const accountId = account.id;
  const range = { from: from.day, to: to.day };
  const actions: Action[] = [
    { kind: "open", label: "Open details", path: whyPath(accountId, range) },
    { kind: "open", label: "Open account", path: accountPath(accountId) },
    { kind: "command", label: "Export PDF", command: { do: "export-account", accountId, format: "pdf" } },
  ];
  if (place === "channel" && reader.role !== "viewer") {
    actions.push({
      kind: "command",
      label: "Share here",
      command: { do: "share", what: { kind: "why", accountId, ...range } },
    });
  }
  return { part: "actions", actions, overflow: [] };
}
