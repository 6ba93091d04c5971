import type { Reader } from "../../usecases/results/reader.ts";
import type { Renewal, RenewalFacts } from "../../usecases/results/renewals.ts";
import { shortDay } from "../../words/dates.ts";
import { preview, shortName } from "../../words/names.ts";
import { money } from "../../words/numbers.ts";
import {
  renewalsHeading,
  stakesLine,
  sumWords,
  unvaluedWords,
  valueAtRiskWords,
} from "../../words/renewals.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type ShapeBand, shapeBand } from "../../words/status.ts";
import { sumByCurrency } from "../../words/sums.ts";
import { type Message, type Part, type Span, t } from "../message.ts";
import { portfolioFilterPath } from "./paths.ts";
import { tableRows } from "./portfolio.ts";
import { type Asked, accountLink, context, dataTo, statusText, todayOf } from "./spans.ts";

/** What is at risk in money, and who renews within 90 days: what `/health renewals` answers. */
export function renewalsMessage(facts: RenewalFacts, reader: Reader, options: Asked): Message {
  const heading = renewalsHeading(facts);
  const today = todayOf(reader, options.now);
  const value = valueAtRiskWords(facts);
  const sentences = [value === "" ? "No contract value is at risk." : `${value}.`, unvaluedWords(facts)];
  return {
    summary: preview(`${heading}.`, stakesLine(facts)),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(sentences.filter((sentence) => sentence !== "").join(" "))] },
      ...bandText(facts.renewals),
      ...renewalTable(facts.renewals, today),
      {
        part: "actions",
        actions: [{ kind: "open", label: "Open portfolio", path: portfolioFilterPath("renewal") }],
        overflow: [],
      },
      context([t(sentenceCase(dataTo(facts.dataDay, today)))], reader),
    ],
  };
}

const bands: readonly (readonly [ShapeBand, string])[] = [
  ["at-risk", "at risk"],
  ["watch", "watch"],
  ["healthy", "healthy"],
  ["no-data", "no data"],
];

/** "🟥 1 at risk, €12,600 · 🔶 2 watch, €24,000 · 🔵 4 healthy, €96,000". */
function bandText(renewals: readonly Renewal[]): readonly Part[] {
  const spans = bands.flatMap(([band, word]): Span[] => {
    const those = renewals.filter(({ account }) => shapeBand(account) === band);
    if (those.length === 0) return [];
    const sum = sumWords(sumByCurrency(those.flatMap(({ value }) => value ?? [])));
    return [{ kind: "shape", band }, t(` ${those.length} ${word}${sum === "" ? "" : `, ${sum}`}`)];
  });
  const text = spans.flatMap((span, index): Span[] =>
    index > 0 && span.kind === "shape" ? [t(" · "), span] : [span],
  );
  return text.length === 0 ? [] : [{ part: "text", text }];
}

function renewalTable(renewals: readonly Renewal[], today: string): readonly Part[] {
  if (renewals.length === 0) return [];
  return [
    {
      part: "table",
      columns: [
        { label: "Account", align: "left" },
        { label: "Renews", align: "left" },
        { label: "A year", align: "right" },
        { label: "Health", align: "left" },
      ],
      rows: renewals
        .slice(0, tableRows)
        .map(({ account, on, value }) => [
          [accountLink({ ...account, name: shortName(account.name, 48) })],
          [t(shortDay(on, today))],
          [t(value === null ? "–" : money(value))],
          statusText(account),
        ]),
      more: {
        hidden: Math.max(0, renewals.length - tableRows),
        noun: "",
        path: portfolioFilterPath("renewal"),
      },
    },
  ];
}
