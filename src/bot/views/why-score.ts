import type { FeatureUse, ScoreChange } from "../../usecases/results/accounts.ts";
import type { Reader } from "../../usecases/results/reader.ts";
import { shortDay } from "../../words/dates.ts";
import { preview, shortName, shownName } from "../../words/names.ts";
import { count, plural, signed, usage } from "../../words/numbers.ts";
import { partChanges, partInWords } from "../../words/status.ts";
import { type Action, type Message, type Part, t } from "../message.ts";
import { accountPath } from "./paths.ts";
import { scoreChangeAlt, scoreChangeChart, scoreChangeWords } from "./score-change-chart.ts";
import { type Asked, context, todayOf } from "./spans.ts";

/** Why a score is what it is, and what changed it: the exact difference between two days, part by part (`/health why acme`). */
export function whyScoreMessage(change: ScoreChange, reader: Reader, options: Asked): Message {
  const today = todayOf(reader, options.now);
  const { from, to } = change;
  const heading = `${shortName(change.account.name)}: ${scoreChangeWords(change)}`;
  const changes = partChanges(change.parts);
  const parts = changes === "" ? "no part changed" : changes;
  const chart = scoreChangeChart(change);
  return {
    summary: preview(`${heading}: ${parts}.`),
    parts: [
      { part: "heading", text: heading },
      {
        part: "text",
        text: [
          t(
            `Health ${to.score} on ${shortDay(to.day, today)}, ${from.score} on ${shortDay(from.day, today)}. `,
          ),
          t(usageWords(change)),
        ],
      },
      { part: "facts", facts: partFacts(change) },
      {
        part: "image",
        chart,
        alt: scoreChangeAlt(chart),
        path: accountPath(change.account.id),
      },
      actionsOf(change, reader, options),
      context([t(`Data to ${shortDay(to.day, today)}${marketWords(change)}`)], reader),
    ],
  };
}

function usageWords(change: ScoreChange): string {
  const use = `${usage(change.actual, change.usual)}.`;
  const active = `In use on ${change.activeDays28} of 28 days, ${change.activeDays28Before} in the 28 before.`;
  const people = `${plural(change.users28, "person", "people")} in 28 days, ${change.users28Before} in the 28 before.`;
  return [use, active, people, featureWords(change.features)].filter((words) => words !== "").join(" ");
}

/** The feature that lost most, if it lost anything: "Most of the fall is in Planning board: 14, usual 41." */
function featureWords(features: readonly FeatureUse[]): string {
  const worst = features.toSorted((one, other) => one.actual - one.usual - (other.actual - other.usual))[0];
  if (!worst || worst.usual - worst.actual < 1) return "";
  return `Largest fall: ${shownName(worst.feature)}, ${count(worst.actual)}, usual ${count(worst.usual)}.`;
}

function partFacts({ parts }: ScoreChange) {
  return parts
    .filter(({ max }) => max > 0)
    .map(({ part, points, max, change }) => ({
      label: partInWords(part),
      value: [t(`${points} of ${max} (${signed(change)})`)],
    }));
}

function marketWords({ market }: ScoreChange): string {
  return Math.abs(market - 1) < 0.005
    ? ""
    : ` · usual is adjusted by how all accounts did (×${market.toFixed(2)})`;
}

function actionsOf(change: ScoreChange, reader: Reader, { place }: Asked): Part {
  const accountId = change.account.id;
  const actions: Action[] = [
    { kind: "open", label: "Open account", path: accountPath(accountId) },
    { kind: "command", label: "Export PDF", command: { do: "export-account", accountId, format: "pdf" } },
  ];
  if (place === "channel" && reader.role !== "viewer") {
    actions.push({
      kind: "command",
      label: "Share here",
      command: { do: "share", what: { kind: "why", accountId } },
    });
  }
  return { part: "actions", actions, overflow: [] };
}
