import type { AccountLine, Portfolio } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import { preview, shortName } from "../../words/names.ts";
import { plural, signed } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { accountsIn, type BandNames, bandNamesFor, countWords, statusWords } from "../../words/status.ts";
import { shortReason, whyCell } from "../../words/why.ts";
import { type Action, type Message, type MoreLink, type Part, type Text, t } from "../message.ts";
import { noDataMessage } from "./no-data.ts";
import { portfolioFilterPath } from "./paths.ts";
import { allAccountsImage } from "./portfolio-charts.ts";
import { type Asked, accountLink, context, dataTo, possessiveOf, statusText, todayOf } from "./spans.ts";

/** Rows of a table in a message. */
export const tableRows = 12;

/** The portfolio: what `/health` answers. `portfolio` is its first page by need, of at least 12 lines where there are so many. */
export function portfolioMessage(portfolio: Portfolio, reader: Reader, options: Asked): Message {
  if (portfolio.total === 0) return noDataMessage("no-accounts", reader);
  if (portfolio.counts.noData === portfolio.total) return noDataMessage("no-usage", reader);
  const today = todayOf(reader, options.now);
  const heading = headingOf(portfolio, reader, options);
  return {
    summary: preview(`${heading}.`, firstWhy(portfolio.lines, reader, today)),
    parts: [
      { part: "heading", text: heading },
      // The picture names bands as the team does.
      ...(options.place === "private" && reader.role !== "viewer" ? allAccountsImage(portfolio) : []),
      accountTable(portfolio, "all", reader, today),
      portfolioActions("all", options, reader),
      context([t(asOf(portfolio, today))], reader),
    ],
  };
}

/** The table of a list: account, health, change in 7 days, why. */
export function accountTable(
  portfolio: Portfolio,
  filter: "all" | "at-risk" | "watch" | "movers",
  { role }: Pick<Reader, "role">,
  today: string,
): Part {
  const names = bandNamesFor(role);
  return {
    part: "table",
    columns: [
      { label: "Account", align: "left" },
      { label: "Health", align: "left" },
      { label: "7 d", align: "right" },
      { label: "Why", align: "left" },
    ],
    rows: portfolio.lines
      .slice(0, tableRows)
      .map((line) => [
        [accountLink({ ...line, name: shortName(line.name, 48) })],
        statusText(line, names),
        [t(line.change7d === null ? "–" : signed(line.change7d))],
        why(line, names, today),
      ]),
    more: moreOf(portfolio, filter),
  };
}

/** The buttons under a list. */
export function portfolioActions(
  filter: "all" | "at-risk" | "watch" | "movers",
  { place }: Asked,
  reader: Pick<Reader, "role">,
): Part {
  const actions: Action[] = [
    {
      kind: "open",
      label: reader.role === "viewer" ? "Open accounts" : "Open portfolio",
      path: portfolioFilterPath(filter),
    },
    ...(filter === "all"
      ? [
          {
            kind: "command" as const,
            label: "Export XLSX",
            command: { do: "export-portfolio" as const, format: "xlsx" as const },
          },
        ]
      : []),
    ...(place === "channel" && reader.role !== "viewer"
      ? [
          {
            kind: "command" as const,
            label: "Share here",
            command: { do: "share" as const, what: { kind: "list" as const, filter } },
          },
        ]
      : []),
  ];
  return { part: "actions", actions, overflow: [] };
}

/** "Your 24 accounts", "Priya's 24 accounts" for everyone else, "190 accounts". */
function whose({ scope, counts }: Portfolio, asked: Asked): string {
  const owner = possessiveOf(asked);
  const accounts = plural(accountsIn(counts), "account");
  return scope === "mine" ? `${sentenceCase(owner)} ${accounts}` : accounts;
}

/** "data to Thu 19 Nov", and that it is late. */
export function asOf({ dataDay, late }: Portfolio, today: string): string {
  const words = dataTo(dataDay, today);
  const said = sentenceCase(words);
  return late ? `${said} · data is late` : said;
}

/** "Your 24 accounts: 1 at risk, 3 watch"; to a customer's own people "Your account: 79, strong". */
function headingOf(portfolio: Portfolio, { role }: Reader, options: Asked): string {
  const { counts, lines, total } = portfolio;
  if (role !== "viewer") return `${whose(portfolio, options)}: ${lowWords(portfolio)}`;
  const names = bandNamesFor(role);
  const [only] = lines;
  return total === 1 && only
    ? `Your account: ${statusWords(only, names)}`
    : `${whose(portfolio, options)}: ${countWords(counts, { names })}`;
}

function lowWords({ counts }: Portfolio): string {
  const { atRisk, watch } = counts;
  if (atRisk + watch > 0) return countWords({ atRisk, watch, healthy: 0, noData: 0 });
  return "none at risk";
}

function why(line: AccountLine, names: BandNames, today: string): Text {
  const words = whyCell(line, today, names);
  return [t(words === "" ? "–" : words)];
}

function moreOf(portfolio: Portfolio, filter: "all" | "at-risk" | "watch" | "movers"): MoreLink {
  const shown = Math.min(portfolio.lines.length, tableRows);
  const hidden = Math.max(0, portfolio.matching - shown);
  const known = portfolio.lines.slice(tableRows);
  const healthy =
    known.length === hidden && known.every(({ band, signal }) => band === "healthy" && signal === null);
  return { hidden, noun: healthy ? "all healthy" : "", path: portfolioFilterPath(filter) };
}

function firstWhy(lines: readonly AccountLine[], { role }: Pick<Reader, "role">, today: string): string {
  const first = lines.find((line) => whyCell(line, today) !== "");
  return first ? `${shortName(first.name, 40)}: ${shortReason(first, today, bandNamesFor(role))}.` : "";
}
