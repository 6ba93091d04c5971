import type { DataState } from "../../db/scores/data-state.ts";
import type { ScorePoint } from "../../db/scores/series.ts";
import { toCsv } from "../../render/csv.ts";
import { type ListColumn, listSheet } from "../../render/sheets/list-sheet.ts";
import type { Sheet } from "../../render/workbook.ts";
import {
  type ToldPart,
  type ToldPoints,
  toldPart,
  toldParts,
  toldPoints,
} from "../../scoring/explain/told-parts.ts";
import { roundParts } from "../../scoring/score/score.ts";
import { type Day, partNames } from "../../scoring/types.ts";
import { gentleBandWords, partLabels } from "../../words/status.ts";

/** An account's days over a period, and what is counted of them. */
export interface AccountDays {
  /** Days with a score, oldest first. */
  readonly points: readonly ScorePoint[];
  /** Days in use, oldest first. */
  readonly used: readonly { readonly day: Day; readonly userDays: number }[];
  /** A column for each of the tenant's metrics; none for the customer's own people. */
  readonly metrics: readonly ListColumn<{ readonly day: Day }>[];
  /** For the customer's own people: their words, and parts as they are told them. */
  readonly forCustomer: boolean;
}

interface ScoredDay extends ScorePoint {
  readonly whole: ToldPoints;
  readonly userDays: number;
}

/**
 * A row for every scored day, with its parts in whole points, what was used and the tenant's metrics. Bands go by their keys, for
 * programs; the customer's own people read their words for them.
 */
export function accountCsvOf(days: AccountDays, models: DataState["models"]): string {
  const score = scoreColumns(partsOf(days, models));
  const parts = days.forCustomer ? score.parts.map(inWords) : score.parts;
  const columns: ListColumn<ScoredDay>[] = [...parts, userDays, ...score.windows, ...days.metrics];
  return toCsv(columns, scoredDays(days));
}

function inWords(column: ListColumn<ScoredDay>): ListColumn<ScoredDay> {
  return column.kind === "band"
    ? { head: column.head, kind: "text", cell: ({ band }) => gentleBandWords[band] }
    : column;
}

/** The score by day with its parts, and what they are made of. */
export function scoreSheet(days: AccountDays, parts: readonly ToldPart[]): Sheet {
  const score = scoreColumns(parts);
  return listSheet("Score by day", [...score.parts, ...score.windows], scoredDays(days));
}

/** Use by day, every day of the period that the account has lived, with the tenant's metrics. */
export function usageSheet(days: AccountDays, lived: Iterable<Day>): Sheet {
  const used = usedOn(days);
  const rows = [...lived].map((day) => ({ day, userDays: used.get(day) ?? 0 }));
  return listSheet("Usage by day", [day, userDays, ...days.metrics], rows);
}

/** The parts that any score of the period has. */
export function partsOf(
  { points, forCustomer }: Pick<AccountDays, "points" | "forCustomer">,
  models: DataState["models"],
): ToldPart[] {
  const made = new Set(points.map((point) => models.rulesOf(point)));
  const has = partNames.filter((part) => [...made].some(({ weights }) => weights[part] > 0));
  const told = new Set(has.map((part) => toldPart(part, forCustomer)));
  return toldParts.filter((part) => told.has(part));
}

const day: ListColumn<{ readonly day: Day }> = { head: "Day", kind: "day", cell: (row) => row.day };
const userDays: ListColumn<{ readonly userDays: number }> = {
  head: "User-days",
  kind: "whole",
  cell: (row) => row.userDays,
};

function scoreColumns(parts: readonly ToldPart[]): Record<"parts" | "windows", ListColumn<ScoredDay>[]> {
  return {
    parts: [
      day,
      { head: "Health", kind: "whole", cell: (row) => Math.round(row.score) },
      { head: "Band", kind: "band", cell: (row) => row.band },
      ...parts.map(
        (part): ListColumn<ScoredDay> => ({
          head: partLabels[part],
          kind: "whole",
          cell: (row) => row.whole[part] ?? null,
        }),
      ),
    ],
    windows: [
      { head: "User-days in 28 days", kind: "whole", cell: (row) => row.actual },
      {
        head: "Usual in 28 days",
        kind: "whole",
        cell: (row) => (row.expected === null ? null : Math.round(row.expected)),
      },
      { head: "Users in 28 days", kind: "whole", cell: (row) => row.users28 },
      { head: "Scoring version", kind: "whole", cell: (row) => row.model },
    ],
  };
}

function scoredDays(days: AccountDays): ScoredDay[] {
  const used = usedOn(days);
  return days.points.map((point) => ({
    ...point,
    whole: toldPoints(roundParts(point.parts), days.forCustomer),
    userDays: used.get(point.day) ?? 0,
  }));
}

function usedOn({ used }: AccountDays): Map<Day, number> {
  return new Map(used.map((entry) => [entry.day, entry.userDays]));
}
