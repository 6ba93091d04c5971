import type { Portfolio } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import { preview } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { accountsIn } from "../../words/status.ts";
import { type Message, type Span, t } from "../message.ts";
import { noDataMessage } from "./no-data.ts";
import { accountTable, asOf, portfolioActions } from "./portfolio.ts";
import { type Asked, accountLink, context, possessiveOf, todayOf } from "./spans.ts";

/** Which list was asked for. */
export type ListFilter = "at-risk" | "watch" | "movers";

/**
 * A list: what `/health at-risk`, `watch` and `movers` answer. Empty, it says so in one sentence and names the next thing.
 * @param nextBest for an empty at-risk list: the accounts on watch, or null
 */
export function accountListMessage(
  list: Portfolio,
  reader: Reader,
  options: Asked & { readonly filter: ListFilter; readonly nextBest: Portfolio | null },
): Message {
  if (list.total === 0) return noDataMessage("no-accounts", reader);
  const { filter } = options;
  const today = todayOf(reader, options.now);
  if (list.matching === 0) {
    const text = emptyText(list, options);
    const sentence = text.map((span) => ("text" in span ? span.text : "")).join("");
    return {
      summary: preview(sentence),
      parts: [
        { part: "text", text },
        portfolioActions("all", { ...options, place: "private" }, reader),
        context([t(asOf(list, today))], reader),
      ],
    };
  }
  const heading = headingOf(list, filter, possessiveOf(options));
  return {
    summary: preview(`${heading}.`),
    parts: [
      { part: "heading", text: heading },
      accountTable(list, filter, reader, today),
      portfolioActions(filter, options, reader),
      context([t(asOf(list, today))], reader),
    ],
  };
}

function headingOf({ matching, scope }: Portfolio, filter: ListFilter, owner: string): string {
  const one = matching === 1;
  const who = scope === "mine" ? `${matching} of ${owner} accounts` : plural(matching, "account");
  switch (filter) {
    case "at-risk":
      return `${who} ${one ? "is" : "are"} at risk`;
    case "watch":
      return `${who} ${one ? "is" : "are"} on watch`;
    case "movers":
      return `${who} moved`;
    default:
      return filter satisfies never;
  }
}

function emptyText(
  list: Portfolio,
  options: Asked & { readonly filter: ListFilter; readonly nextBest: Portfolio | null },
): readonly Span[] {
  const { filter, nextBest } = options;
  const owner = list.scope === "mine" ? possessiveOf(options) : "the";
  if (list.total === 1) return onlyOneText(list, filter, owner, nextBest);
  const none = `None of ${owner} ${plural(accountsIn(list.counts), "account")}`;
  if (filter === "watch") return [t(`${none} is on watch. ${atRiskWords(list.counts.atRisk)}.`)];
  if (filter === "movers") return [t(`${none} moved lately.`)];
  const watch = nextBest?.lines ?? [];
  const most = 5;
  if (list.counts.watch === 0 || watch.length === 0) return [t(`${none} is at risk.`)];
  const named = watch
    .slice(0, most)
    .flatMap((line, index): Span[] => [
      t(index === 0 ? "" : ", "),
      accountLink(line),
      t(` ${line.score ?? ""}`),
    ]);
  const rest = list.counts.watch - Math.min(most, watch.length);
  return [
    t(`${none} is at risk. ${list.counts.watch} ${list.counts.watch === 1 ? "is" : "are"} on watch: `),
    ...named,
    t(rest > 0 ? ` and ${rest} more.` : "."),
  ];
}

/** Of a single account it is said how it stands instead: "Your account is not at risk. It is on watch: Acme 63." */
function onlyOneText(
  { counts }: Portfolio,
  filter: ListFilter,
  owner: string,
  nextBest: Portfolio | null,
): readonly Span[] {
  const account = sentenceCase(owner === "the" ? "the one account" : `${owner} account`);
  if (filter === "movers") return [t(`${account} has not moved lately.`)];
  if (filter === "watch")
    return [t(`${account} is not on watch. It is ${counts.atRisk > 0 ? "at risk" : "not at risk either"}.`)];
  const [watched] = nextBest?.lines ?? [];
  return watched === undefined
    ? [t(`${account} is not at risk.`)]
    : [t(`${account} is not at risk. It is on watch: `), accountLink(watched), t(` ${watched.score ?? ""}.`)];
}

function atRiskWords(atRisk: number): string {
  return atRisk === 0 ? "None is at risk" : `${atRisk} ${atRisk === 1 ? "is" : "are"} at risk`;
}
