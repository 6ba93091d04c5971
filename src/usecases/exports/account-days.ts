import type { ScorePoint } from "../../db/scores/series.ts";
import { toCsv } from "../../render/csv.ts";
import { type ListColumn, listSheet } from "../../render/sheets/list-sheet.ts";
import type { Sheet } from "../../render/workbook.ts";
import type { ModelHistory } from "../../scoring/models/model-history.ts";
import { roundParts } from "../../scoring/score/score.ts";
import { type Day, type PartName, type Parts, partNames } from "../../scoring/types.ts";
import { partLabels } from "../../words/status.ts";

/** An account's days over a period, and what is counted of them. */
export interface AccountDays {
  /** Days with a score, oldest first. */
  readonly points: readonly ScorePoint[];
  /** Days in use, oldest first. */
  readonly used: readonly { readonly day: Day; readonly userDays: number }[];
  /** A column for each of the tenant's metrics; none for the customer's own people. */
  readonly metrics: readonly ListColumn<{ readonly day: Day }>[];
}

interface ScoredDay extends ScorePoint {
  readonly whole: Partial<Parts>;
  readonly userDays: number;
}

/** A row for every scored day, with its parts in whole points, what was used and the tenant's metrics. */
export function accountCsvOf(days: AccountDays, models: ModelHistory): string {
  const score = scoreColumns(partsOf(days, models));
  const columns: ListColumn<ScoredDay>[] = [...score.parts, userDays, ...score.windows, ...days.metrics];
  return toCsv(columns, scoredDays(days));
}

/** The score by day with its parts, and what they are made of. */
export function scoreSheet(days: AccountDays, parts: readonly PartName[]): Sheet {
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
export function partsOf({ points }: Pick<AccountDays, "points">, models: ModelHistory): PartName[] {
  const made = new Set(points.map((point) => models.rulesOf(point)));
  return partNames.filter((part) => [...made].some(({ weights }) => weights[part] > 0));
}

const day: ListColumn<{ readonly day: Day }> = { head: "Day", kind: "day", cell: (row) => row.day };
const userDays: ListColumn<{ readonly userDays: number }> = {
  head: "User-days",
  kind: "whole",
  cell: (row) => row.userDays,
};

function scoreColumns(parts: readonly PartName[]): Record<"parts" | "windows", ListColumn<ScoredDay>[]> {
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
    whole: roundParts(point.parts),
    userDays: used.get(point.day) ?? 0,
  }));
}

function usedOn({ used }: AccountDays): Map<Day, number> {
  return new Map(used.map((entry) => [entry.day, entry.userDays]));
}
