import type { Band } from "../types.ts";
import type { JudgedRow } from "./judged-rows.ts";

/** What came of the judged rows of one band. Rates are NaN, or null, of none. */
export interface BandFate {
  readonly band: Band;
  readonly rows: number;
  readonly lapseRate: number;
  /** Of those that a decline can be told of. */
  readonly declineRate: number | null;
}

/** What came of a tenth of the judged rows, by score. */
export interface TenthFate {
  /** The lowest and the highest score in it. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly lapseRate: number;
}

/** What came of each band, the best first. */
export function bandFates(rows: readonly JudgedRow[]): BandFate[] {
  return (["healthy", "watch", "at-risk"] as const).map((band) => {
    const ofBand = rows.filter((row) => row.band === band);
    const judged = ofBand.filter((row) => row.decline !== null);
    return {
      band,
      rows: ofBand.length,
      lapseRate: shareOf(ofBand, (row) => row.lapse),
      declineRate: judged.length === 0 ? null : shareOf(judged, (row) => row.decline === true),
    };
  });
}

/** What came of each tenth, lowest scores first; fewer than ten of few rows. */
export function tenthFates(rows: readonly JudgedRow[]): TenthFate[] {
  const sorted = rows.toSorted((one, other) => other.risks.health - one.risks.health);
  const startOf = (tenth: number) => Math.round((tenth * rows.length) / 10);
  return Array.from({ length: 10 }, (_, tenth) => sorted.slice(startOf(tenth), startOf(tenth + 1))).flatMap(
    (group): TenthFate[] => {
      const [lowest, highest] = [group[0], group.at(-1)];
      if (!lowest || !highest) return [];
      const lapseRate = shareOf(group, (row) => row.lapse);
      return [{ from: -lowest.risks.health, to: -highest.risks.health, rows: group.length, lapseRate }];
    },
  );
}

function shareOf(rows: readonly JudgedRow[], isTrue: (row: JudgedRow) => boolean): number {
  return rows.filter(isTrue).length / rows.length;
}
