import type { Content } from "pdfmake/interfaces.js";
import { datedDay } from "../../words/day-words.ts";
import { count, plural, signed } from "../../words/numbers.ts";
import { lateWords, partInWords, pointsWords } from "../../words/status.ts";
import { printableText } from "../fonts/cut-text.ts";
import type { ReportDocument } from "../print/print-document.ts";
import type { AccountReport, ReportedChange } from "../report.ts";
import { chartRows, figure, statusLine, table } from "./figures.ts";
import { heading, paper, paperWidth, reportDocument } from "./page.ts";

/** Rows from which a table may run over pages. */
const longTable = 20;
const weekColumns = 3;
const columnGap = 24;

/** The account report as a document: what happened, the charts, then the figures behind them. */
export async function accountDocument(report: AccountReport): Promise<ReportDocument> {
  const name = printableText(report.accountName);
  const content: Content[] = [
    { text: name, style: "h1" },
    statusLine(report.band, report.status, 12),
    ...report.sentences.map((text): Content => ({ text, margin: [0, 6, 0, 0] })),
    factGrid(report.facts),
    ...(await chartRows(report.charts)),
    ...alertsSection(report),
    ...(report.change ? changeSection(report.change) : partsSection(report)),
    ...peopleSection(report),
    ...featuresSection(report),
    ...weeksSection(report),
  ];
  return reportDocument(report, name, content);
}

/** Label over value, four to a row. */
function factGrid(facts: AccountReport["facts"]): Content {
  const perRow = 4;
  const rows: AccountReport["facts"][] = [];
  for (let at = 0; at < facts.length; at += perRow) rows.push(facts.slice(at, at + perRow));
  return {
    margin: [0, 10, 0, 4],
    stack: rows.map(
      (row): Content => ({
        columns: Array.from({ length: perRow }, (_, index): Content => {
          const fact = row[index];
          if (!fact) return { text: "" };
          return {
            stack: [
              { text: fact.label, style: "small" },
              { text: printableText(fact.value), bold: true },
            ],
          };
        }),
        columnGap: 12,
        margin: [0, 0, 0, 6],
      }),
    ),
  };
}

function partsSection({ parts }: AccountReport): Content[] {
  if (parts.length === 0) return [];
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  const changes = parts.flatMap(({ change }) => (change === null ? [] : [change]));
  const counted = parts.filter(({ points }) => points !== null);
  const total = {
    words: "Health",
    points: sum(counted.map(({ points }) => points ?? 0)),
    max: sum(counted.map(({ max }) => max)),
    change: changes.length === parts.length ? sum(changes) : null,
    bold: true,
  };
  const rows = parts.map((part) => ({
    ...part,
    words: [partInWords(part.part), ...(part.points === null ? [] : lateWords(part))].join("; "),
    bold: false,
  }));
  return section("What the score is made of", [
    table(
      [
        { head: "Part", width: "rest", cell: (row) => ({ text: row.words, bold: row.bold }) },
        {
          head: "Points",
          width: 96,
          align: "right",
          cell: (row) => figure(row.points === null ? pointsWords(row) : count(row.points), row.bold),
        },
        {
          head: "Of",
          width: 44,
          align: "right",
          cell: (row) => figure(row.points === null ? "–" : count(row.max), row.bold),
        },
        {
          head: "Change in 28 days",
          width: 100,
          align: "right",
          cell: (row) => figure(row.change === null ? "–" : signed(row.change), row.bold),
        },
      ],
      [...rows, total],
    ),
  ]);
}

function changeSection(change: ReportedChange): Content[] {
  const sum = change.rows.reduce((total, row) => total + row.change, 0);
  const rows = [
    ...change.rows.map((row) => ({ ...row, bold: false })),
    { part: "Health", points: `${change.score} of 100`, change: sum, figures: "", bold: true },
  ];
  return section(`What changed: ${change.heading}`, [
    ...change.sentences.map((text): Content => ({ text: printableText(text), margin: [0, 0, 0, 4] })),
    table(
      [
        { head: "Part", width: 138, cell: (row) => ({ text: row.part, bold: row.bold }) },
        { head: "Points", width: 58, cell: (row) => ({ text: row.points, bold: row.bold }) },
        { head: "Change", width: 36, align: "right", cell: (row) => figure(signed(row.change), row.bold) },
        { head: "Figures", width: "rest", cell: (row) => ({ text: printableText(row.figures) }) },
      ],
      rows,
    ),
  ]);
}

function featuresSection({ features: known, unit }: AccountReport): Content[] {
  const features = known.filter(({ actual, usual }) => Math.round(actual) > 0 || Math.round(usual) > 0);
  if (features.length === 0) return [];
  const note: Content = {
    text: "A user-day counts in each feature used, so rows may exceed the total.",
    style: "small",
    margin: [0, 4, 0, 0],
  };
  return section(
    `${capital(unit)} by feature`,
    [
      table(
        [
          { head: "Feature", width: "rest", cell: ({ feature }) => feature },
          { head: "Last 28 days", width: 80, align: "right", cell: ({ actual }) => count(actual) },
          { head: "Usual", width: 80, align: "right", cell: ({ usual }) => count(usual) },
        ],
        features,
      ),
      ...(unit === "user-days" ? [note] : []),
    ],
    features.length,
  );
}

function peopleSection({ people }: AccountReport): Content[] {
  if (people === null) return [];
  const now = people.now === 0 ? "Nobody" : plural(people.now, "person", "people");
  const before = people.before === 0 ? "nobody" : count(people.before);
  return section("People", [
    { text: `${now} used it in the last 28 days, ${before} in the 28 days before.` },
  ]);
}

function weeksSection({ weeks, unit }: AccountReport): Content[] {
  if (weeks.length === 0) return [];
  const newestFirst = [...weeks].reverse();
  const perColumn = Math.ceil(newestFirst.length / weekColumns);
  const columns = Array.from({ length: weekColumns }, (_, index): Content => {
    const rows = newestFirst.slice(index * perColumn, (index + 1) * perColumn);
    if (rows.length === 0) return { text: "" };
    return table(
      [
        { head: "Week to", width: "rest", cell: ({ lastDay }) => datedDay(lastDay) },
        { head: capital(unit), width: 42, align: "right", cell: ({ userDays }) => count(userDays) },
      ],
      rows,
      (paperWidth - columnGap * (weekColumns - 1)) / weekColumns,
    );
  });
  return section(`${capital(unit)} a week`, [{ columns, columnGap }], perColumn);
}

function alertsSection({ alerts }: AccountReport): Content[] {
  if (alerts === null) return [];
  if (alerts.length === 0)
    return section("Alerts", [{ text: "No alerts in this period.", color: paper.muted }]);
  const linked = (text: string, link: string): Content => ({
    text: printableText(text),
    link,
    color: paper.healthy,
  });
  return section(
    "Alerts",
    [
      table(
        [
          { head: "Opened", width: 66, cell: ({ openedOn }) => datedDay(openedOn) },
          {
            head: "What was seen",
            width: "rest",
            cell: ({ what, link }) => (link === undefined ? what : linked(what, link)),
          },
          { head: "State", width: 150, cell: ({ state }) => state },
        ],
        alerts,
      ),
    ],
    alerts.length,
  );
}

/** A heading with what belongs under it, kept on one page unless its table is long. */
function section(title: string, body: Content[], rows = 0): Content[] {
  return rows > longTable
    ? [heading(title), ...body]
    : [{ stack: [heading(title), ...body], unbreakable: true }];
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
