import type { Reader } from "../../results/reader.ts";
import type { RenewalFacts, RenewingBand } from "../../results/renewals.ts";
import { shortDay } from "../../words/dates.ts";
import { preview, shortName } from "../../words/names.ts";
import { count, money } from "../../words/numbers.ts";
import {
  noValueAtRiskWords,
  renewalsHeading,
  renewingCount,
  renewingOf,
  renewingWords,
  sumWords,
  valueAtRiskWords,
} from "../../words/renewals.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { bandWords } from "../../words/status.ts";
import { type Message, type Part, type Span, t } from "../message.ts";
import { portfolioFilterPath } from "./paths.ts";
import { tableRows } from "./portfolio.ts";
import { type Asked, accountLink, context, dataTo, statusText, todayOf } from "./spans.ts";

/** What is at risk in money, and who renews within 90 days: what `/health renewals` answers. */
export function renewalsMessage(facts: RenewalFacts, reader: Reader, options: Asked): Message {
  const heading = renewalsHeading(renewingCount(facts));
  const today = todayOf(reader, options.now);
  const value = valueAtRiskWords(facts);
  const bands = renewingOf(facts);
  const atRisk = bands.some(({ band }) => band === "at-risk") ? `${sentenceCase(renewingWords(facts))}.` : "";
  const reasons = [atRisk, value === "" ? "" : `${value}.`];
  return {
    summary: preview(`${heading}.`, ...reasons),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(value === "" ? noValueAtRiskWords(facts) : `${value}.`)] },
      ...bandText(bands),
      ...renewalTable(facts, today),
      {
        part: "actions",
        actions: [{ kind: "open", label: "Open portfolio", path: portfolioFilterPath("renewal") }],
        overflow: [],
      },
      context([t(sentenceCase(dataTo(facts.dataDay, today)))], reader),
    ],
  };
}

/** "Of the 7 that renew: 🟥 1 at risk, €12,600 · 🔶 2 watch, €24,000 · 🔵 4 healthy, €96,000". */
function bandText(renewing: readonly RenewingBand[]): readonly Part[] {
  const spans = renewing.flatMap(({ band, accounts, values }): Span[] => {
    const shape = band ?? "no-data";
    const sum = sumWords(values);
    const words = ` ${count(accounts)} ${bandWords[shape]}${sum === "" ? "" : `, ${sum}`}`;
    return [{ kind: "shape", band: shape }, t(words)];
  });
  const text = spans.flatMap((span, index): Span[] =>
    index > 0 && span.kind === "shape" ? [t(" · "), span] : [span],
  );
  if (text.length === 0) return [];
  const all = renewing.reduce((sum, { accounts }) => sum + accounts, 0);
  const lead = all === 1 ? "Of the one that renews:" : `Of the ${count(all)} that renew:`;
  return [{ part: "text", text: [t(`${lead} `), ...text] }];
}

function renewalTable(facts: RenewalFacts, today: string): readonly Part[] {
  const shown = facts.renewals.slice(0, tableRows);
  if (shown.length === 0) return [];
  return [
    {
      part: "table",
      columns: [
        { label: "Account", align: "left" },
        { label: "Renews", align: "left" },
        { label: "A year", align: "right" },
        { label: "Health", align: "left" },
      ],
      rows: shown.map(({ account, on, value }) => [
        [accountLink({ ...account, name: shortName(account.name, 48) })],
        [t(shortDay(on, today))],
        [t(value === null ? "–" : money(value))],
        statusText(account),
      ]),
      more: {
        hidden: renewingCount(facts) - shown.length,
        noun: "",
        path: portfolioFilterPath("renewal"),
      },
    },
  ];
}
