import type { AccountRow } from "../../db/accounts/accounts.ts";
import type { ListColumn } from "../../render/sheets/list-sheet.ts";
import type { AccountLine } from "../../results/accounts.ts";
import type { PartLine } from "../../results/health.ts";
import { type ToldPart, toldParts } from "../../scoring/explain/told-parts.ts";
import { type Day, usageParts } from "../../scoring/types.ts";
import { againstUsualShare } from "../../words/numbers.ts";
import { bandAndSignal, bandWords, gentleBandWords, partLabels, signalWords } from "../../words/status.ts";
import { whyLine } from "../../words/why.ts";

/** An account in an export: how it stood at the end of the period, and its score at the start. */
export interface ExportedAccount {
  readonly row: AccountRow;
  readonly line: AccountLine;
  readonly parts: readonly PartLine[];
  readonly scoreAtStart: number | null;
}

type Column = ListColumn<ExportedAccount>;

/** For whom the columns are. */
export interface ColumnsFor {
  /** The reader's day, for the year. */
  readonly today: Day;
  /** The customer's own people: gentler words, and nothing of the vendor's business with them. */
  readonly forCustomer: boolean;
}

/** Every column that an export of accounts can have, by what it holds. Unknown figures are empty. */
function columnsOf({ today, forCustomer }: ColumnsFor) {
  const names = forCustomer ? gentleBandWords : bandWords;
  return {
    account: { head: "Account", kind: "text", cell: ({ line }) => line.name },
    id: { head: "Id", kind: "text", cell: ({ row }) => row.externalId },
    health: { head: "Health", kind: "whole", cell: ({ line }) => line.score },
    band: { head: "Band", kind: "band", cell: ({ line }) => (line.score === null ? null : line.band) },
    signal: {
      head: "Signal",
      kind: "text",
      cell: ({ line }) => line.signal && signalWords(line.signal),
    },
    status: { head: "Status", kind: "text", cell: ({ line }) => bandAndSignal(line, names) },
    change7d: { head: "Change in 7 days", kind: "change", cell: ({ line }) => line.change7d },
    change28d: { head: "Change in 28 days", kind: "change", cell: ({ line }) => line.change28d },
    atStart: { head: "Health at start", kind: "whole", cell: ({ scoreAtStart }) => scoreAtStart },
    used: {
      head: "User-days in 28 days",
      kind: "whole",
      cell: ({ row, line }) => (row.latest ? line.actual : null),
    },
    usual: { head: "Usual in 28 days", kind: "whole", cell: ({ line }) => line.usual },
    againstUsual: {
      head: "Against usual",
      kind: "share",
      cell: ({ row, line }) => (row.latest ? againstUsualShare(line.actual, line.usual) : null),
    },
    users: { head: "Users in 28 days", kind: "whole", cell: ({ row }) => row.latest?.users28 ?? null },
    lastUsed: { head: "Last used", kind: "day", cell: ({ line }) => line.lastUsedOn },
    why: { head: "Why", kind: "prose", cell: ({ line }) => whyLine(line, today, null, names) },
    owner: { head: "Owner", kind: "text", cell: ({ line }) => line.owner?.name ?? null },
    plan: { head: "Plan", kind: "text", cell: ({ row }) => row.plan },
    renewal: { head: "Renewal", kind: "day", cell: ({ row }) => row.renewalOn },
    value: {
      head: "Contract value",
      kind: "money",
      cell: ({ row }) => row.contractValue,
      currency: ({ row }) => row.currency,
    },
    currency: { head: "Currency", kind: "text", cell: ({ row }) => row.currency },
    seats: { head: "Seats", kind: "whole", cell: ({ row }) => row.seats },
    stage: { head: "Stage", kind: "text", cell: ({ row }) => row.stage },
    leftOn: { head: "Left on", kind: "day", cell: ({ row }) => row.churnedOn },
  } as const satisfies Readonly<Record<string, Column>>;
}

/** The columns of the CSV: identity, figures, words, facts. Their order is a promise to programs that read it. */
export function portfolioCsvColumns(accounts: readonly ExportedAccount[], reader: ColumnsFor): Column[] {
  const all = columnsOf(reader);
  return [
    ...[all.account, all.id, all.health, all.status, all.change7d, all.change28d, all.atStart],
    ...portfolioParts(accounts).map(partColumn),
    ...[all.used, all.usual, all.users, all.lastUsed, all.why],
    ...business(reader, [all.owner, all.plan, all.renewal, all.value, all.currency]),
    ...business(reader, [all.seats, all.stage, all.leftOn]),
  ];
}

/** The columns of the workbook: what one decides by first, and that is what is printed. */
export function portfolioSheetColumns(
  accounts: readonly ExportedAccount[],
  reader: ColumnsFor,
): { readonly printed: readonly Column[]; readonly further: readonly Column[] } {
  const all = columnsOf(reader);
  return {
    printed: [
      ...[all.account, ...business(reader, [all.owner])],
      ...[all.health, all.band, all.signal, all.change7d],
      ...portfolioParts(accounts).map(partColumn),
      ...[all.used, all.usual, all.againstUsual],
      ...business(reader, [all.value, all.currency, all.renewal]),
      all.why,
    ],
    further: [
      ...[all.change28d, all.atStart, all.users, all.lastUsed],
      ...business(reader, [all.plan, all.seats, all.stage, all.leftOn]),
      all.id,
    ],
  };
}

function business({ forCustomer }: ColumnsFor, columns: Column[]): Column[] {
  return forCustomer ? [] : columns;
}

/** The parts that the accounts' scores have. */
export function portfolioParts(accounts: readonly ExportedAccount[]): ToldPart[] {
  const has = new Set<ToldPart>(usageParts);
  for (const { parts } of accounts) for (const { part, max } of parts) if (max > 0) has.add(part);
  return toldParts.filter((part) => has.has(part));
}

function partColumn(part: ToldPart): Column {
  return {
    head: partLabels[part],
    kind: "whole",
    cell: ({ parts }) => parts.find((line) => line.part === part)?.points ?? null,
  };
}
