import type { ReportPeriod } from "../../render/report.ts";
import type { Sheet, SheetCell, Workbook } from "../../render/workbook.ts";
import type { Reader } from "../../results/reader.ts";
import type { ToldPart } from "../../scoring/explain/told-parts.ts";
import { clockWithZone } from "../../words/dates.ts";
import { datedDay, dayRange } from "../../words/day-words.ts";
import { shownName } from "../../words/names.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type BandNames, bandNamesFor, partLabels, partMeanings } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";

/** A line of a card. */
export type AboutRow = readonly [label: string, value: SheetCell];

/** What a workbook says about itself. */
export interface About {
  /** Which rows it holds. */
  readonly filter: string;
  /** What else is to be said of what it holds. */
  readonly further: readonly AboutRow[];
  /** What its words mean. */
  readonly words: readonly AboutRow[];
}

/** What a workbook is made of beside its reader. */
export interface WorkbookInput {
  /** "Acme: usage and health" */
  readonly what: string;
  readonly footer: string;
  readonly now: Date;
  /** In which it says when it was made; default: the tenant's. */
  readonly zone?: string;
  /** Default: those of the reader's role. */
  readonly bandNames?: BandNames;
  readonly sheets: readonly Sheet[];
  readonly about: About;
}

/** A reader's workbook: its tabs, and as the last one what it is, when it was made and for whom, and what its words mean. */
export function workbookFor(reader: Reader, input: WorkbookInput): Workbook {
  const { what, footer, now, bandNames = bandNamesFor(reader.role), sheets } = input;
  return {
    kind: "workbook",
    title: what,
    madeAt: now,
    footer,
    bandNames,
    sheets: [...sheets, aboutSheet(reader, input)],
  };
}

function aboutSheet(
  { name, tenantName, tenantZone, demo }: Reader,
  { what, now, zone = tenantZone, about: { filter, further, words } }: WorkbookInput,
): Sheet {
  const made = `${datedDay(dayIn(now, zone))}, ${clockWithZone(now, zone)}`;
  return {
    name: "About",
    layout: "card",
    columns: [
      { head: "About", kind: "text" },
      { head: "", kind: "prose" },
    ],
    rows: [
      ["What", what],
      ["Made for", shownName(name)],
      ["Made on", made],
      ["Filter", filter],
      ...further,
      ["Confidential", `For ${shownName(tenantName)}`],
      ...(demo ? [["Sample data", "These accounts are made up."]] : []),
      ...(words.length === 0 ? [] : [["", null], ...words]),
    ],
  };
}

/** The days that a workbook's figures are of, and whether usage is missing. */
export function periodRows(period: ReportPeriod, late: boolean): AboutRow[] {
  return [
    ["From", { kind: "day", value: period.from }],
    ["Data to", { kind: "day", value: period.to }],
    ...(late ? ([["Data is late", "Usage that should have arrived is missing."]] as const) : []),
  ];
}

/** What the words of health mean, part by part. */
export function healthWords(parts: readonly ToldPart[]): AboutRow[] {
  return [
    ["Health", "0 to 100, higher is healthier: the sum of its parts"],
    ...parts.map((part): AboutRow => [partLabels[part], sentenceCase(partMeanings[part])]),
    ["User-day", "One user active on one day, however often"],
    ["Usual", "User-days in 28 days at the account's own earlier level"],
  ];
}

/** "Acme · 21 Aug – 19 Nov 2026 · Confidential, for Orrery GmbH": at the foot of every printed page. */
export function workbookFooter(subject: string, { tenantName, demo }: Reader, period: ReportPeriod): string {
  const words = [subject, dayRange(period.from, period.to), `Confidential, for ${shownName(tenantName)}`];
  return [...words, ...(demo ? ["Sample data"] : [])].join(" · ");
}
