import type { ScoreChangeChart } from "../../render/types.ts";
import { daysBetween } from "../../scoring/days.ts";
import type { FeatureUse, Reader, ScoreChange } from "../../usecases/results.ts";
import { type Action, type Message, type Part, t } from "../message.ts";
import { shortDay } from "../words/dates.ts";
import { preview, shortName, shownName } from "../words/names.ts";
import { count, days, plural, signed, usage } from "../words/numbers.ts";
import { partChanges, partInWords } from "../words/status.ts";
import { accountPath } from "./paths.ts";
import { type Asked, context, todayOf } from "./spans.ts";

/** Why a score is what it is, and what changed it: the exact difference between two days, part by part (`/health why acme`). */
export function whyScoreMessage(change: ScoreChange, reader: Reader, options: Asked): Message {
  const today = todayOf(reader, options.now);
  const { from, to } = change;
  const heading = `${shortName(change.account.name)}: ${changeWords(change)}`;
  const changes = partChanges(change.parts);
  const parts = changes === "" ? "no part changed" : changes;
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
        chart: scoreChangeChart(change),
        alt: `${heading}. From ${from.score} to ${to.score}: ${parts}.`,
        path: accountPath(change.account.id),
      },
      actionsOf(change, reader, options),
      context([t(`Data to ${shortDay(to.day, today)}${marketWords(change)}`)], reader),
    ],
  };
}

/** The waterfall of a change (UX 3.4). */
export function scoreChangeChart(change: ScoreChange): ScoreChangeChart {
  return {
    kind: "score-change",
    title: `${shownName(change.account.name)}: ${changeWords(change)}`,
    from: change.from,
    to: change.to,
    parts: change.parts,
  };
}

/** "−15 points in 28 days", "no change in 28 days". */
function changeWords({ from, to }: ScoreChange): string {
  const points = to.score - from.score;
  const window = days(daysBetween(from.day, to.day));
  if (points === 0) return `no change in ${window}`;
  return `${signed(points)} ${Math.abs(points) === 1 ? "point" : "points"} in ${window}`;
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
